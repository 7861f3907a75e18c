"""What sentences anywhere in a card say of its license, and a license as a sentence names it."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_clauses import part_on_weights
from explorer.transparency.rules.license_metadata import StatedLicense, stated_as
from explorer.transparency.rules.subject import own_name

_MODEL_LICENSE = phrase("license.model_license_of_license_sentences")
_ON_REQUEST = phrase("license.on_request")
_OF_ORIGINAL = phrase("license.of_original")
SAME_AS = phrase("license.same_as")
_OF_THIS_MODEL = phrase("license.of_this_model")
_LICENSED = phrase("license.licensed")
_IS_LICENSED = phrase("license.is_licensed")
_CHANGED = phrase("license.changed")
_EXCEPT = phrase("license.except")
_OF_A_PART = phrase("license.of_a_part")
_SIZE = phrase("license.size")
_WORDS = phrase("license.words")
_KIND = phrase("license.kind")
_WEIGHTS_ARE = phrase("license.weights_are")
_OTHERS_TITLE = phrase("license.others_title")
_NAMED_SIZE = phrase("license.named_size")
_IN_CAPITALS = phrase("license.in_capitals")  # "Meadow NC" at its end, no "Openly"
_EASTERN_END = phrase("license.eastern_end")
DENIED = phrase("license.denied")
ABOUT_OTHERS = phrase("license.about_others")


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
