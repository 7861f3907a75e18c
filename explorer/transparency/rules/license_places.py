"""Where a license stands without a sentence of its own: a row, a badge, a fence, a word on the repository."""

from collections.abc import Iterator
from urllib.parse import unquote

from explorer.transparency.card_text.letters import letters
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_metadata import StatedLicense
from explorer.transparency.rules.license_sentences import known_license, license_called
from explorer.transparency.rules.subject import own_name

LICENSE_LABEL = phrase("license.license_label")
LICENSE_HEADING = phrase("license.license_heading")
_THIS_REPO = phrase("license.this_repo")
_FOLLOWS = phrase("license.follows_of_license_places")
_FOR_MODELS = phrase("license.for_models")
_BADGE = phrase("license.badge")
OF_MODEL = phrase("license.of_model")
MOST_WORDS = 5  # of a license's name


def license_of_rows(reading: Reading) -> Iterator[StatedLicense]:
    """A table of siblings with a column for their licenses: the row of this model."""
    for row in reading.rows:
        if row.columns(LICENSE_LABEL) and letters(row.cells[0].rsplit("/", 1)[-1]) == own_name(reading):
            cell = row.cells[row.columns(LICENSE_LABEL)[0]].strip(" .[]()")
            if 0 < len(cell.split()) <= MOST_WORDS and reading.licenses.find(cell) is not None:
                yield license_called(reading, row, cell)


def license_of_badges(reading: Reading) -> Iterator[StatedLicense]:
    """What a badge says: "…/badge/License-Apache_2.0-blue"; of two that of the model, none of the code."""
    text = reading.card.text if reading.card else ""
    found = list(_BADGE.finditer(text)) if "shields.io/badge" in text else []
    for match in sorted(found, key=lambda m: "odel" not in m[0]):
        name = unquote(match["name"]).replace("__", "-").replace("_", " ")
        license_ = reading.licenses.find(name)
        is_named = license_ is not None and (license_.is_known or "odel" in match[0])
        if reading.card and is_named:
            yield license_called(reading, reading.card.line_at(match.start()), name)


def license_of_fence(reading: Reading) -> Iterator[StatedLicense]:
    """The text of a license in a fence below "The following license applies to the models"."""
    asked = (p for p in reading.under(LICENSE_HEADING, 1) if _FOLLOWS.search(p.text))
    told = {p.section for p in asked if _FOR_MODELS.search(p.text) and "script" not in p.lower}
    for code in reading.card.fenced if reading.card and told else ():
        license_ = reading.licenses.named_in(code.text[:400]) if code.section in told else None
        if license_:
            yield StatedLicense(license_, license_.id, (reading.from_card(code),))


def license_of_repository(reading: Reading) -> Iterator[StatedLicense]:
    """ "This repository is under BSD", where nothing says more of the model in it."""
    for passage in reading.likely(_THIS_REPO):
        if passage.find(_THIS_REPO) and not passage.find(OF_MODEL):
            yield from known_license(reading, passage, passage.text)
