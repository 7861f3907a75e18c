"""Whether a card names the languages that are needed. Codes, names and "over 140 languages" all occur."""

import re
from collections.abc import Sequence

from explorer.choose.candidate import Reason
from explorer.choose.need import Need
from explorer.domain.facts import Evidence, Finding, Verdict, is_said
from explorer.domain.languages import LANGUAGES, language_name
from explorer.domain.words import Words, enumerated

_BY_NAME = {str(name).lower(): code for code, name in LANGUAGES.items()}
_SAME = {  # other codes of those in the table
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "dut": "nl", "pol": "pl", "rus": "ru", "ukr": "uk", "zho": "zh", "chi": "zh", "cmn": "zh",
    "jpn": "ja", "kor": "ko", "ara": "ar", "arb": "ar", "hin": "hi", "tha": "th", "vie": "vi", "tur": "tr",
    "swe": "sv", "nor": "no", "nb": "no", "nn": "no", "nob": "no", "nno": "no", "dan": "da", "fin": "fi",
    "ces": "cs", "cze": "cs", "ell": "el", "gre": "el", "heb": "he", "iw": "he", "ind": "id",
    "ron": "ro", "rum": "ro", "hun": "hu", "fas": "fa", "per": "fa", "pes": "fa",
}  # fmt: skip
_CODES = """  ISO 639-1
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
lv mg mh mi mk ml mn mr ms mt my na nd ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn
ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt
tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_KNOWN = frozenset(re.findall(r"\b[a-z]{2}\b", _CODES))
_NO_LANGUAGE = frozenset((  # that people speak
    "code", "coding", "programming", "python", "java", "javascript", "typescript", "c", "c++", "cpp", "c#",
    "sql", "html", "css", "go", "rust", "ruby", "php", "bash", "shell", "markdown", "latex", "json",
    "math", "zxx",
))  # fmt: skip
_NAMED = 4


def language_code(stated: str) -> str:
    """ "de" of "de", "de-AT", "deu" and "German"; "" for what is no one language, or none that is known."""
    plain = stated.strip().lower()
    name = plain.partition("(")[0].strip()  # "Chinese (Simplified)"
    code = plain.replace("_", "-").partition("-")[0]
    return _BY_NAME.get(name) or _SAME.get(code) or (code if code in _KNOWN else "")


def languages_reason(finding: Finding | None, need: Need) -> Reason | None:
    """ "against" only where a card names others and not all that are needed, each of them known; ``None``
    without a need.
    """
    if not need.languages:
        return None
    if finding is None or not is_said(finding):
        return Reason("unknown", Words("which languages it is made for"), None, "language", "", "languages")
    stated = [one for one in _texts(finding.value) if one.strip().lower() not in _NO_LANGUAGE]
    named = tuple(dict.fromkeys(map(language_code, stated)))
    evidence = finding.evidence[0] if finding.evidence else None
    missing = [one for one in need.languages if language_code(one) not in named]
    if not missing:
        return Reason("for", _among(need.languages), evidence, "language", "", "languages")
    if "" in named or not named:
        unclear = Words(
            "whether it knows {language}: its card says “{languages}”",
            language=enumerated(map(language_name, missing)),
            languages=finding.text,
        )
        return Reason("unknown", unclear, evidence, "language", "", "languages")
    others = Words("Its card names {languages} only", languages=_names(named))
    return Reason("against", others, evidence, "language", "", "languages")


def _among(codes: Sequence[str]) -> Words:
    names = list(map(language_name, codes[:_NAMED]))
    if len(names) == 1:
        return Words("{language} is among its languages", language=names[0])
    if len(names) == 2:
        return Words("{one} and {other} are among its languages", one=names[0], other=names[1])
    return Words("{languages} are among its languages", languages=enumerated(names))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def language_finding(codes: Sequence[str], evidence: Evidence) -> Finding:
    """Of the codes in a listing."""
    if not codes:
        return Finding("language", Verdict.NOT_DISCLOSED)
    return Finding("language", Verdict.OPEN, _names(codes), list(codes), (evidence,))


def _names(codes: Sequence[str]) -> Words:
    names = enumerated(language_name(code) for code in codes[:_NAMED])
    if len(codes) <= _NAMED:
        return names
    return Words("{names} and {count} more", names=names, count=len(codes) - _NAMED)
