"""Whether a card names the languages that are needed. Codes, names and "over 140 languages" all occur."""

from collections.abc import Sequence

from explorer.choose.candidate import Reason
from explorer.choose.need import Need
from explorer.domain.facts import Evidence, Finding, Verdict, is_said
from explorer.domain.languages import LANGUAGES, language_name
from explorer.domain.words import Words, enumerated

_BY_NAME = {str(name).lower(): code for code, name in LANGUAGES.items()}
_THREE = {"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it",
          "por": "pt", "nld": "nl", "pol": "pl", "rus": "ru", "ukr": "uk", "zho": "zh", "jpn": "ja",
          "kor": "ko", "ara": "ar", "hin": "hi", "tha": "th", "vie": "vi", "tur": "tr"}  # fmt: skip
_CODE = 3  # letters at most
_NAMED = 4


def language_code(stated: str) -> str:
    """ "de" of "de", "de-AT", "deu" and "German"; "" for what is no one language."""
    plain = stated.strip().lower()
    first = plain.replace("_", "-").partition("-")[0]
    if len(first) > _CODE:
        return _BY_NAME.get(plain, "")
    return _THREE.get(first, first if first.isalpha() else "")


def languages_reason(finding: Finding | None, need: Need) -> Reason | None:
    """ "against" only where a card names others and not all that are needed; ``None`` without a need."""
    if not need.languages:
        return None
    if finding is None or not is_said(finding):
        return Reason("unknown", Words("which languages it is made for"), None, "language", "", "languages")
    stated = _texts(finding.value)
    named = {language_code(one) for one in stated}
    evidence = finding.evidence[0] if finding.evidence else None
    missing = [one for one in need.languages if language_code(one) not in named]
    if not missing:
        return _said("for", _among(need.languages), evidence)
    if "" in named or not stated:
        several = Words("{languages}: not which", languages=finding.text)
        return _said("for", several, evidence)
    return _said("against", Words("Its card names {languages} only", languages=finding.text), evidence)


def _said(speaks: str, words: Words, evidence: Evidence | None) -> Reason:
    return Reason("for" if speaks == "for" else "against", words, evidence, "language", "", "languages")


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
    names = enumerated(language_name(code) for code in codes[:_NAMED])
    if len(codes) > _NAMED:
        names = Words("{names} and {count} more", names=names, count=len(codes) - _NAMED)
    return Finding("language", Verdict.OPEN, names, list(codes), (evidence,))
