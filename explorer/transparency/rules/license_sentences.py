"""What sentences anywhere in a card say of its license, and a license as a sentence names it."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.licensing.licenses import CHANGED
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_clauses import part_on_weights
from explorer.transparency.rules.license_metadata import StatedLicense, stated_as
from explorer.transparency.rules.subject import own_name

# A license that has no name of its own, but is one for the weights.
_MODEL_LICENSE = re.compile(
    r"\b(?:models?|weights|checkpoints?)\b.{0,80}?\b(?:subject to|governed by|comply with|adhere to"
    r"|licen[sc]ed under|released under)"
    r" (?:the|our|this) (?P<name>Model Licen[sc]e(?: Agreement)?)\b(?! of\b)"
    r"|^\W{0,4}(?:[Pp]lease |You (?:must|should|need to) |Users (?:must|should) )?"
    r"(?:[Ff]ollow|[Cc]omply with|[Aa]bide by|[Aa]ccept|[Aa]dhere to) (?:the|our)"
    r" (?P<asked>Model Licen[sc]e(?: Agreement)?)\b(?! of\b)"
    r"|(?:权重|模型)[^。]{0,20}(?:遵循|遵守|依照)\s*(?P<named>模型许可协议)"
    r"|(?:权重|模型)[^。]{0,20}(?:遵循|遵守|依照)\s*(?P<east>[A-Z][\w. -]{2,50}(?:Licen[sc]e|协议))"
    r"|模型\s*(?:根据|依据|按照)\s*(?P<under>[A-Z][\w -]{2,50}LICEN[SC]E(?: AGREEMENT)?"
    r"(?: VERSION \d[\d.]*)?)\s*授权"
)
# Terms without a name: free to study, everything else on request.
_ON_REQUEST = re.compile(
    r"\bweights are (?:fully |completely )?open (?:for|to) academic research\b|权重对学术研究完全开放"
    r"|^\W{0,4}(?:researchers|developers|all)(?: and \w+)? are free to use the (?:codes? and )?"
    r"(?:model )?weights\b",
    re.IGNORECASE,
)
# "bound by the license of the original Llama-2 model"
_OF_ORIGINAL = re.compile(
    r"\b(?:bound by|subject to|follows?|inherits?|same) (?:\w+ ){0,3}?"
    r"(?:licen[sc]es?|usage restrictions|terms of use)\b.{0,40}? (?:of|as)"
    r" (?:the )?(?:original |base )?(?P<name>[A-Za-z][\w.-]*(?: \d)?) models?\b",
    re.IGNORECASE,
)
# "The licensing is the same as LLaMA-1's"
SAME_AS = re.compile(
    r"\b(?:same as|identical to|inherited from|inherits?|follows?|taken over from)\b (?:(?:the|that"
    r"|licen[sc]e|terms|of|its|original|base|model)\W? )*"
    r"(?P<name>[A-Z][\w.-]*[\w](?: \d[\w.]*)?)(?=['’]|\b)"
)
_OF_THIS_MODEL = re.compile(r"\b(?:this|the|our) (?:\w+ )?(?:model|weights|checkpoints?)\b", re.IGNORECASE)
_LICENSED = re.compile(r"\blicen[sc]e[ds]?\b", re.IGNORECASE)
_IS_LICENSED = re.compile(
    r"\b(?:is|are) (?:now |currently )?(?P<name>[A-Z][\w.+-]*(?: [A-Z][\w.+-]*){0,3})[ -]licen[sc]ed\b"
)
# "a modified CreativeML OpenRAIL-M license", which the table does not know
_CHANGED = re.compile(
    rf"\b{CHANGED}(?: (?:version|form) of(?: the)?)? (?:[\w.+-]+ ){{1,5}}?licen[sc]e\b", re.IGNORECASE
)
# "all our models, except for the 3B and the chat ones"
_EXCEPT = re.compile(
    r"\b(?:all|every|each|models?|checkpoints?|sizes|variants)\b[^.;]{0,40}?"
    r"\b(?:except(?:ing)?(?: for)?|apart from|besides|other than|excluding|with the exception of)\b"
    r"(?P<others>(?:[^.;]|\.(?=\d)){2,80}?)(?=\b(?:is|are|was|were|has|have|which|released"
    r"|licen[sc]ed)\b|[.;]|$)",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"\b(?:tokenizer|code|data|card|logo|images?|use) of\b|\d[bB] (?:demo|space|tokenizer)\b", re.IGNORECASE
)
_SIZE = re.compile(r"(?<![\w.-])\d{1,4}(?:\.\d{1,2})?[bm](?![\w-])", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")
_KIND = re.compile(r"\b(?:chat|instruct|base|large|small|mini|vision|coder|math|reasoning)\b", re.IGNORECASE)
# "Weights are Apache 2.0.", and no more, or what the code is beside them.
_WEIGHTS_ARE = re.compile(
    r"^\W{0,4}(?:(?:the|our|all|these|this|released|model) )*(?:weights|checkpoints?|models?)"
    r" (?:is|are) (?:all |fully |now )?(?P<name>(?-i:[A-Z])[\w .+-]{1,30}?)(?:[- ]licen[sc]ed?)?"
    r"(?=[.!*\s]*$|, (?:and |while )?the (?:code|data) (?:is|are) (?-i:[A-Z]))",
    re.IGNORECASE,
)
_OTHERS_TITLE = re.compile(
    r"\b(?:base|related|other|baselines?|compar\w+|acknowledg\w+|previous|teacher|parents?|modelo base"
    r"|data(?: ?sets?)?|corpus|tokenizers?|code|demo)\b"
    r"|データ|ベース|トークナイザ|コード|数据|基座|代码|데이터|베이스",
    re.IGNORECASE,
)
_NAMED_SIZE = re.compile(r"\d[bB]\b")
_IN_CAPITALS = re.compile(r"(?:\S+ ){0,3}[A-Z\d.+-]{2,}")  # "Meadow NC" at its end, no "Openly"
_EASTERN_END = re.compile(r"(?:模型)?的?(?:开源)?(?:许可)?协议(?=和|$)")
DENIED = re.compile(
    r"아닙니다|아닌|\b(?:not|no longer) (?:yet )?(?:released|licen[sc]ed|available) under\b"
    r"|^\W{0,4}(?:(?:an?|the|our|all|its|some) )?(?:previous|earlier|older|prior|former)"
    r" (?:[\w-]+ )?(?:versions?|releases?|models?|checkpoints?)\b",
    re.IGNORECASE,
)
ABOUT_OTHERS = re.compile(
    r"\b(?:originally|derived from|base model|inherit\w*|based on|the original here)\b"
    r"|\b(?:trained|tuned|built) on [^.;]{2,80},? which (?:is|are)\b"
    r"|^\W{0,4}other (?:work|projects?|models?|papers?)\b|\b(?:competitors?|rivals?|predecessors?)\b",
    re.IGNORECASE,
)


def licenses_of_sentences(reading: Reading) -> Iterator[StatedLicense]:
    """Of the original's license first, last "GPL-3.0 applies to this model"."""
    for passage in reading.likely(_OF_ORIGINAL, SAME_AS, _MODEL_LICENSE):
        yield from _taken_over(reading, passage)
    yield from _licensed_as(reading)
    for passage in reading.likely(_ON_REQUEST):
        if passage.find(_ON_REQUEST) and (
            stated := stated_as(reading, "other", "", (reading.from_card(passage),))
        ):
            yield stated
    for passage in reading.likely(_LICENSED):
        is_other = passage.find(ABOUT_OTHERS) or passage.find(DENIED)
        if passage.find(_LICENSED) and passage.find(_OF_THIS_MODEL) and not is_other:
            yield from known_license(reading, passage, part_on_weights(passage.text, reading.licenses))


def _licensed_as(reading: Reading) -> Iterator[StatedLicense]:
    """ "Owl is MEADOW NC licensed"."""
    for passage in reading.likely(_WEIGHTS_ARE):
        found = passage.find(_WEIGHTS_ARE)
        known = reading.licenses.named_in(found["name"]) if found else None  # "the model is Gemma" is none
        is_all = found is not None and known == reading.licenses.find(found["name"])
        if known is not None and is_all and not is_elsewhere(reading, passage):
            yield StatedLicense(known, known.id, (reading.from_card(passage),))
    for passage in reading.likely(_IS_LICENSED):
        found = passage.find(_IS_LICENSED)
        if not found or not _begins_with_itself(reading, passage.text[: found.start()]):
            continue
        license_ = reading.licenses.find(found["name"])
        if license_ is not None and (license_.is_known or _IN_CAPITALS.fullmatch(found["name"])):
            yield license_called(reading, passage, found["name"])


def is_elsewhere(reading: Reading, passage: Passage) -> bool:
    """Whether it stands below a heading on data, code or another model: "Tern 7B"."""
    heading = letters(passage.heading)
    is_named = bool(_NAMED_SIZE.search(passage.heading)) and not (
        heading in own_name(reading) or own_name(reading) in heading
    )
    return is_named or passage.is_under(_OTHERS_TITLE)


def is_excepted(reading: Reading, text: str) -> bool:
    """Whether what is said of all models is not said of this one: "all our models except the 3B"."""
    named = _EXCEPT.search(text)
    if named is None or _OF_A_PART.search(named["others"]):
        return False
    kinds = {m[0].lower() for m in _KIND.finditer(named["others"])}
    sizes = {m[0].lower() for m in _SIZE.finditer(named["others"])}
    return reading.size in sizes or not kinds.isdisjoint(_WORDS.findall(reading.name.lower()))


def known_license(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """The one that a text names or that the passage links, if the table knows it."""
    license_ = reading.licenses.named_in(text[:200])
    if license_ is None and (changed := _CHANGED.search(text[:200])):
        yield license_called(reading, passage, changed[0])
        return
    by_url = (reading.licenses.at(u) for u in passage.urls)
    license_ = license_ or next((x for x in by_url if x), None)
    if license_:
        yield StatedLicense(license_, license_.id, (reading.from_card(passage),))


def license_called(reading: Reading, passage: Passage, name: str) -> StatedLicense:
    """The one of that name, known or not."""
    license_ = reading.licenses.find(name)
    assert license_ is not None  # noqa: S101  a name is not silence
    value = license_.id if license_.is_known else f"other:{name}"
    return StatedLicense(license_, value, (reading.from_card(passage),))


def _taken_over(reading: Reading, passage: Passage) -> Iterator[StatedLicense]:
    """The license of the original, or the one for the weights that has no other name."""
    if (
        (found := passage.find(_OF_ORIGINAL))
        and _is_bound(passage.text, found)
        and (license_ := reading.licenses.named_in(f"{found['name']} license"))
    ):
        yield StatedLicense(license_, license_.id, (reading.from_card(passage),))
    if passage.find(SAME_AS) and passage.find(_LICENSED):
        yield from known_license(reading, passage, part_on_weights(passage.text, reading.licenses))
    if found := passage.find(_MODEL_LICENSE):
        name = (found["name"] or found["asked"] or found["named"] or found["east"] or found["under"]).strip()
        western = _EASTERN_END.sub(" license", name).split("和")[-1]  # of two the narrower comes last
        license_ = reading.licenses.named_in(western) if western != name else None
        yield license_called(reading, passage, license_.id if license_ else name)


def _is_bound(text: str, found: re.Match[str]) -> bool:
    """Whether it is the model that is bound by terms which are not called a license."""
    return bool(_LICENSED.search(found[0]) or _OF_THIS_MODEL.search(text, 0, found.start()))


def _begins_with_itself(reading: Reading, text: str) -> bool:
    """Whether what stands before a verb is this model's name, or the beginning of it."""
    name = letters(text)
    return bool(_OF_THIS_MODEL.match(text.lstrip(" *_-"))) or (
        len(name) > 3 and own_name(reading).startswith(name)
    )
