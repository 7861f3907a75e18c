"""Collects every license that card, Hub and header state, the most authoritative first."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.derived_license import licenses_of_parent
from explorer.transparency.rules.license_abroad import licenses_abroad
from explorer.transparency.rules.license_clauses import part_on_weights, parted_on_code
from explorer.transparency.rules.license_labels import is_of_other_things, label_body, license_labels
from explorer.transparency.rules.license_metadata import StatedLicense, license_of_tags, stated_in_metadata
from explorer.transparency.rules.license_places import (
    LICENSE_HEADING,
    LICENSE_LABEL,
    MOST_WORDS,
    OF_MODEL,
    license_of_badges,
    license_of_fence,
    license_of_repository,
    license_of_rows,
)
from explorer.transparency.rules.license_sentences import (
    ABOUT_OTHERS,
    DENIED,
    SAME_AS,
    is_excepted,
    known_license,
    license_called,
    licenses_of_sentences,
)
from explorer.transparency.rules.lineage.names import HAS_SIZE, MAY_NAME
from explorer.transparency.rules.subject import own_name

_FEATURE_LABEL = phrase("license.feature_label")
_OF_THE_WEIGHTS = phrase("license.of_the_weights")
_WEIGHTS_LABEL = phrase("license.weights_label")  # "Weights: CC BY 4.0, code: MIT"
_MODEL_LABEL = phrase("license.model_label")
_UNDER = phrase("license.under")
_AND_OWN = phrase("license.and_own")
_USED_UNDER = phrase("license.used_under")  # behind "License:", of nothing but the model
_NAME = phrase("license.name")
_NAMED_AS_FILE = phrase("license.named_as_file")
_ELSEWHERE = phrase("license.elsewhere")
_OTHER_THING = phrase("license.other_thing_of_stated_license")
_AMONG_OTHERS = phrase("license.among_others")
_LISTED = phrase("license.listed")
_BASED_ON = phrase("license.based_on")
_UNDECIDED = phrase("license.undecided")
_WEIGHTS = phrase("license.weights")
_SERVICE = phrase("license.service")
_WHICH = phrase("license.which")
_MODEL_WHICH = phrase("license.model_which")
_RESUMED = phrase("license.resumed")
_FRAMED = phrase("license.framed")
_NO_FRAMES = str.maketrans("", "", "【】《》")
_WORD = phrase("license.word")
_ALIKE = 4  # letters with which names of one family begin
_SHORT = 3  # letters of a word that may begin a name by chance
_OF_ALL = phrase("license.of_all")
_PART_LICENSE = phrase("license.part_license")
_GENERIC = frozenset((
    "custom", "commercial", "same", "following", "this", "that", "its", "their", "permissive",
    "open", "source", "open-source", "original", "model", "license", "licence", "agreement", "a",
    "an", "the", "community", "own", "special", "separate", "new", "fully", "our", "respective",
    "software",
))  # fmt: skip


def stated_licenses(reading: Reading) -> list[StatedLicense]:
    """What each source states: the text of a license first, then metadata, the Hub, the header, prose."""
    return reading.once(_stated_licenses)


def _stated_licenses(reading: Reading) -> list[StatedLicense]:
    found = _in_order(reading, stated_in_metadata(reading))
    told = (
        _of_both(reading),
        _of_prose(reading),
        license_of_fence(reading),
        _of_own_name(reading),
        license_of_badges(reading),
        license_of_repository(reading),
        license_of_tags(reading),
    )
    prose = next(itertools.chain(*told), None)
    if prose and found and _is_of_code(reading, found[0], prose):
        found.insert(0, replace(prose, is_of_weights=True))
    elif prose:
        found.append(prose)
    known = {s.license.id for s in found}
    found += [s for s in licenses_of_parent(reading) if found and s.license.id not in known][:1]
    return sorted(found, key=lambda s: s.is_nameless and not s.is_of_weights)


def _is_of_code(reading: Reading, stated: StatedLicense, prose: StatedLicense) -> bool:
    """Whether the sentence that gives the weights another license gives this one to the code."""
    if stated.license.id == prose.license.id or stated.is_text:
        return False
    parts = (parted_on_code(plain(e.quote), stated.license, reading.licenses) for e in prose.evidence)
    return any(part and not _names_another(reading, part) for part in parts)


def _names_another(reading: Reading, text: str) -> bool:
    """Whether weights are those of a model of another family."""
    names = (word for word in _WORD.findall(text) if MAY_NAME.search(word) or HAS_SIZE.search(word))
    return any(letters(name)[:_ALIKE] != own_name(reading)[:_ALIKE] for name in names)


def _in_order(reading: Reading, found: list[StatedLicense]) -> list[StatedLicense]:
    """Of several licenses in the metadata that first which the card gives the model: "data: A, model: B"."""
    if len({s.value for s in found}) < 2:
        return found
    labelled = (p for p in reading.labelled if _MODEL_LABEL.match(p.label))
    named = {
        x.id for p in labelled if (x := reading.licenses.find(label_body(p).strip(" `.*"))) and x.is_known
    }
    return sorted(found, key=lambda s: s.license.id not in named) if len(named) == 1 else found


def _of_both(reading: Reading) -> Iterator[StatedLicense]:
    for passage in reading.likely(_AND_OWN):
        if found := passage.find(_AND_OWN):
            yield license_called(reading, passage, found["name"])


def _of_prose(reading: Reading) -> Iterator[StatedLicense]:
    labelled = [p for p in license_labels(reading) if not _UNDECIDED.search(label_body(p))]
    headed = [p for p in reading.under(LICENSE_HEADING, 8) if not LICENSE_LABEL.match(p.label)]
    for passage in labelled:
        if found := _OF_THE_WEIGHTS.search(label_body(passage)):  # "MIT (code), Owl License (weights)"
            yield from known_license(reading, passage, found["name"])
        yield from _named(reading, passage, label_body(passage))
    for passage in reading.labelled:
        if _WEIGHTS_LABEL.match(passage.label):
            yield from known_license(reading, passage, label_body(passage))
        elif not passage.cells and _FEATURE_LABEL.match(passage.label) and _speaks_of_the_model(passage.text):
            yield from known_license(reading, passage, passage.label)
    told = [
        *headed,
        *(p for p in reading.likely(_UNDER) if p.find(_UNDER) and not LICENSE_LABEL.match(p.label)),
    ]
    told = [p for p in told if OF_MODEL.search(p.text) or not any(map(is_of_other_things, p.section[-2:]))]
    yield from _of_sentences(reading, told)
    yield from license_of_rows(reading)
    for passage in labelled:
        yield from _as_written(reading, passage)
        if same := passage.find(SAME_AS):
            yield license_called(reading, passage, same["name"])
    yield from licenses_of_sentences(reading)
    yield from licenses_abroad(reading)


def _of_sentences(reading: Reading, told: list[Passage]) -> Iterator[StatedLicense]:
    """What is said of the weights first."""
    parts = [(p, part_on_weights(p.text, reading.licenses)) for p in told]
    for passage, text in sorted(parts, key=lambda part: _distance(reading, part[1])):
        found = _UNDER.search(text)
        if among := _AMONG_OTHERS.search(passage.text):
            yield from _of_own_base(reading, passage, passage.text[among.end() :])
        elif (
            DENIED.search(text)
            or is_excepted(reading, passage.text)
            or _BASED_ON.search(text)
            or not _speaks_of_the_model(_before_the_name(reading, text, found))
        ):
            continue
        elif found:
            yield from _named(reading, passage, text[found.end() :])
        else:
            yield from known_license(reading, passage, text)


def _of_own_base(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """Of the licenses of many models the one whose model is in this one's name: llama3 of "llama3-owl"."""
    named = filter(None, map(reading.licenses.named_in, _LISTED.split(text)))
    own = {x.id: x for x in named if letters(x.id) in own_name(reading)}
    if len(own) == 1:
        (license_,) = own.values()
        yield StatedLicense(license_, license_.id, (reading.from_card(passage),))


def _of_own_name(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is governed by the Owl Research License" in the card of owl-7b."""
    for passage in reading.likely(_UNDER):
        under = passage.find(_UNDER) if _OF_ALL.match(passage.text) else None
        found = (
            _NAME.match(passage.text[under.end() :].translate(_NO_FRAMES).strip(" \"'“[(")) if under else None
        )
        first = letters(found["name"].split()[0]) if found else ""
        if (
            found
            and not _PART_LICENSE.search(found["name"])
            and len(first) > _SHORT
            and own_name(reading).startswith(first)
        ):
            yield license_called(reading, passage, found["name"])


def _distance(reading: Reading, text: str) -> int:
    """How surely a sentence is about these weights: by the word, the model's name, "the model", or none."""
    own, first = own_name(reading), letters(text.lstrip(" *_-").split(" ", 1)[0])
    begins = len(first) > _SHORT and own.startswith(first) and reading.licenses.named_in(text) is not None
    is_named = bool(own) and (own in letters(text) or begins)
    is_said = (bool(_WEIGHTS.search(text)), is_named, bool(OF_MODEL.search(text)), True)
    return is_said.index(True)


def _speaks_of_the_model(text: str) -> bool:
    if _SERVICE.match(text):
        return False
    if (which := _WHICH.search(text)) and not _MODEL_WHICH.search(text, 0, which.start()):
        return False
    text = _RESUMED.split(text)[-1]  # "based on X, and is governed by": of this model again
    if ABOUT_OTHERS.search(text):
        return False
    return bool(OF_MODEL.search(text)) or not _OTHER_THING.search(text)


def _before_the_name(reading: Reading, text: str, under: re.Match[str] | None) -> str:
    """The part of a sentence that says what is licensed."""
    if under:
        return text[: under.end()]
    known = reading.licenses.named_in(text[:200])
    at = text.lower().find(known.name.split()[0].lower()) if known else -1
    return text[:at] if at >= 0 else text


def _named(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    known = list(known_license(reading, passage, text))
    yield from known
    inner = _UNDER.search(text) or (_USED_UNDER.search(text) if LICENSE_LABEL.match(passage.label) else None)
    for start in (text[inner.end() :] if inner else "", text):
        said = start.translate(_NO_FRAMES).strip(" \"'“[(")
        found = _NAME.match(said) or _NAMED_AS_FILE.match(said)
        if not known and found and _is_name(found["name"]):
            of_model = found["name"].rpartition(" for ")[2]
            license_ = reading.licenses.named_in(f"{of_model} license")  # "Meta license for llama-2"
            yield license_called(reading, passage, license_.id if license_ else found["name"])
            return


def _as_written(reading: Reading, passage: Passage) -> Iterator[StatedLicense]:
    """A short text behind the word "License" is its name."""
    body = label_body(passage).strip(" .[]()")
    framed = _FRAMED.match(body)
    body = framed["name"] if framed else body
    words = body.split()
    is_short = 0 < len(words) <= MOST_WORDS
    is_name = reading.licenses.find(body) is not None  # "n/a" is silence
    if is_short and is_name and _is_name(body) and "http" not in body:
        yield license_called(reading, passage, body)


def _is_name(text: str) -> bool:
    return not set(text.lower().split()) <= _GENERIC and not _ELSEWHERE.search(text)
