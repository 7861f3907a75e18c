"""Where a license stands without a sentence of its own: behind a label, in a row, on a badge, in a fence."""

from collections.abc import Iterator
from urllib.parse import unquote

from explorer.transparency.card_text.letters import name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.license import is_license_of_base, is_undecided, label_body
from explorer.transparency.licensing.license import License
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.names import (
    StatedLicense,
    in_card,
    is_name,
    known_license,
    license_called,
    license_named,
    short_name,
)
from explorer.transparency.rules.license.sentences import tells_of_the_model
from explorer.transparency.rules.subject import own_name

terms = phrases_of("license")


def licenses_of_labels(reading: Reading) -> Iterator[StatedLicense]:
    """What a label such as "License:" or "Weights:" gives a name."""
    for passage in _labels(reading):
        body = label_body(passage)
        if found := terms.of_the_weights.search(body):  # "MIT (code), Owl License (weights)"
            yield from known_license(reading, passage, found["name"])
        yield from license_named(reading, passage, body)
    for passage in reading.labelled:
        if terms.weights_label.match(passage.label):
            yield from known_license(reading, passage, label_body(passage))
        elif (
            not passage.cells
            and terms.feature_label.match(passage.label)
            and tells_of_the_model(reading, passage)
        ):
            yield from known_license(reading, passage, passage.label)


def licenses_as_written(reading: Reading) -> Iterator[StatedLicense]:
    """A short text behind the label "License:", unless any license could be meant or it is an address."""
    for passage in _labels(reading):
        body = label_body(passage).strip(" .[]()")
        framed = terms.framed.match(body)
        name = framed["name"] if framed else body
        if is_name(name) and "http" not in name:
            yield from short_name(reading, passage, name)
        if same := passage.find(terms.same_as):
            yield license_called(reading, passage, same["name"])


def model_labels_first(reading: Reading, found: list[StatedLicense]) -> list[StatedLicense]:
    """Of several licenses in the metadata that first which the card gives the model: "data: A, model: B"."""
    if len({s.value for s in found}) < 2:
        return found
    bodies = (label_body(p).strip(" `.*") for p in reading.labelled if terms.model_label.match(p.label))
    named = {x.id for x in map(reading.licenses.find, bodies) if x and x.is_known}
    return sorted(found, key=lambda s: s.license.id not in named) if len(named) == 1 else found


def licenses_of_rows(reading: Reading) -> Iterator[StatedLicense]:
    """A table of siblings with a column for their licenses: the row of this model."""
    for row in reading.rows:
        columns = row.columns(terms.label)
        if columns and name_letters(row.cells[0]) == own_name(reading):
            yield from short_name(reading, row, row.cells[columns[0]].strip(" .[]()"))


def licenses_of_badges(reading: Reading) -> Iterator[StatedLicense]:
    """What a badge says: "…/badge/License-Apache_2.0-blue"; of two that of the model, none of the code."""
    text = reading.card.text if reading.card else ""
    found = list(terms.badge.finditer(text)) if "shields.io/badge" in text else []
    for match in sorted(found, key=lambda m: "odel" not in m[0]):
        name = unquote(match["name"]).replace("__", "-").replace("_", " ")
        license_ = reading.licenses.find(name)
        if reading.card and license_ is not None and (license_.is_known or "odel" in match[0]):
            yield license_called(reading, reading.card.line_at(match.start()), name)


def licenses_of_fences(reading: Reading) -> Iterator[StatedLicense]:
    """The text of a license in a fence below "The following license applies to the models"."""
    asked = (p for p in reading.under(terms.heading, 1) if terms.following_license.search(p.text))
    told = {p.section for p in asked if terms.for_models.search(p.text) and "script" not in p.lower}
    for code in reading.fenced:
        if code.section in told:
            yield from in_card(reading, code, reading.licenses.named_in(code.text[:400]))


def _labels(reading: Reading) -> list[Passage]:
    """What stands behind "License:". Where it differs, it is of several models, and the metadata say whose is
    this one's."""
    labelled = [
        p
        for p in reading.labelled
        if terms.label.match(p.label)
        and not any(map(terms.data_section.match, p.section[-2:]))
        and not is_license_of_base(reading, p)
    ]
    is_told = any(id_.lower() != "other" for id_ in reading.texts("license"))
    firsts = {p.block: p for p in reversed(labelled)}.values()  # one label may have several sentences
    named = {license_.id for p in firsts if (license_ := _license_of(reading, p))}
    counted = labelled if len(named) < 2 or not is_told else []
    return [p for p in counted if not is_undecided(reading, p)]


def _license_of(reading: Reading, passage: Passage) -> License | None:
    """What a label of a license names, known or not; terms of use are no license's name."""
    if passage.label.lower() == "terms of use":
        return None
    body = label_body(passage).strip(" _*.")
    return reading.licenses.named_in(body) or reading.licenses.find(body)
