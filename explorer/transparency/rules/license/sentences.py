"""What is under a license, as sentences tell it: "the weights are released under Apache 2.0"."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.license import (
    is_excepted,
    is_not_licensed,
    is_of_another_license,
    is_under_other_license,
)
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.metadata import StatedLicense
from explorer.transparency.rules.license.names import (
    LICENSE_LABEL,
    UNDER,
    in_card,
    known_license,
    license_called,
    license_named,
    name_at,
)
from explorer.transparency.rules.license.parts import (
    part_of,
    part_on_weights,
    parted_on_code,
    tells_of_the_model,
)
from explorer.transparency.rules.mentions import HAS_SIZE, MAY_NAME
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told

_LICENSE_HEADING = phrase("license.license_heading")
_AND_OWN = phrase("license.and_own")
_AMONG_OTHERS = phrase("license.among_others")
_LISTED = phrase("license.listed")
_OF_MODEL = phrase("license.of_model")
_WEIGHTS = phrase("license.weights")
_WORD = phrase("license.word")
_OF_ALL = phrase("license.of_all")
_THIS_REPO = phrase("license.this_repo")
_PART_LICENSE = phrase("license.part_license")
_ALIKE = 4  # letters with which names of one family begin
_SHORT = 3  # letters of a word that may begin a name by chance


def licenses_of_both(reading: Reading) -> Iterator[StatedLicense]:
    """Of two licenses the narrower."""
    for one in told(reading, _AND_OWN):
        yield license_called(reading, one.passage, one.match["name"])


def licenses_under(reading: Reading) -> Iterator[StatedLicense]:
    """Below a heading such as "License", and where something is under one; of the weights first."""
    asked = [p for p in reading.under(_LICENSE_HEADING, 8) if not LICENSE_LABEL.match(p.label)]
    asked += [p for p in reading.likely(UNDER) if p.find(UNDER) and not LICENSE_LABEL.match(p.label)]
    asked = [p for p in asked if not is_under_other_license(reading, p)]
    parts = [(p, part_on_weights(p.text, reading.licenses)) for p in asked]
    for passage, text in sorted(parts, key=lambda part: _distance(reading, part[1])):
        found = UNDER.search(text)
        if among := _AMONG_OTHERS.search(passage.text):
            yield from _of_own_base(reading, passage, passage.text[among.end() :])
        elif is_excepted(reading, passage) or _is_of_another(reading, part_of(passage, text), found):
            continue
        elif found:
            yield from license_named(reading, passage, text[found.end() :])
        else:
            yield from known_license(reading, passage, text)


def licenses_of_own_name(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is governed by the Owl Research License" in the card of owl-7b."""
    for passage in reading.likely(UNDER):
        under = passage.find(UNDER) if _OF_ALL.match(passage.text) else None
        name = name_at(passage.text[under.end() :]) if under else ""
        if name and not _PART_LICENSE.search(name) and _begins_own_name(reading, name):
            yield license_called(reading, passage, name)


def licenses_of_repository(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is under BSD", where nothing says more of the model in it."""
    for one in told(reading, _THIS_REPO):
        if not one.passage.find(_OF_MODEL):
            yield from known_license(reading, one.passage, one.passage.text)


def gives_to_code(reading: Reading, prose: StatedLicense, stated: StatedLicense) -> bool:
    """Whether the sentence that gives the weights another license gives this one to the code."""
    if stated.license.id == prose.license.id or stated.is_text:
        return False
    parts = (parted_on_code(plain(e.quote), stated.license, reading.licenses) for e in prose.evidence)
    return any(part and not _names_another(reading, part) for part in parts)


def _names_another(reading: Reading, text: str) -> bool:
    """Whether weights are those of a model of another family."""
    names = (word for word in _WORD.findall(text) if MAY_NAME.search(word) or HAS_SIZE.search(word))
    return any(letters(name)[:_ALIKE] != own_name(reading)[:_ALIKE] for name in names)


def _is_of_another(reading: Reading, part: Passage, under: re.Match[str] | None) -> bool:
    """Whether it tells of another license, or of the license of something else."""
    said = part_of(part, _before_the_name(reading, part.text, under))
    is_other = is_not_licensed(reading, part) or is_of_another_license(reading, part)
    return is_other or not tells_of_the_model(reading, said)


def _before_the_name(reading: Reading, text: str, under: re.Match[str] | None) -> str:
    """The part of a sentence that says what is licensed."""
    if under:
        return text[: under.end()]
    known = reading.licenses.named_in(text[:200])
    at = text.lower().find(known.name.split()[0].lower()) if known else -1
    return text[:at] if at >= 0 else text


def _of_own_base(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """Of the licenses of many models the one whose model is in this one's name: llama3 of "llama3-owl"."""
    named = filter(None, map(reading.licenses.named_in, _LISTED.split(text)))
    own = {x.id: x for x in named if letters(x.id) in own_name(reading)}
    if len(own) == 1:
        yield from in_card(reading, passage, *own.values())


def _distance(reading: Reading, text: str) -> int:
    """How surely a sentence is about these weights: by the word, the model's name, "the model", or none."""
    own = own_name(reading)
    begins = _begins_own_name(reading, text.lstrip(" *_-")) and reading.licenses.named_in(text) is not None
    is_named = bool(own) and (own in letters(text) or begins)
    is_said = (bool(_WEIGHTS.search(text)), is_named, bool(_OF_MODEL.search(text)), True)
    return is_said.index(True)


def _begins_own_name(reading: Reading, text: str) -> bool:
    """Whether a text begins with a word that this model's name begins with."""
    first = letters(text.split(" ", 1)[0])
    return len(first) > _SHORT and own_name(reading).startswith(first)
