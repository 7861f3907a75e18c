"""What stands behind a label such as "License:", where it is that of the weights."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.licensing.license import License
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_places import LICENSE_HEADING, LICENSE_LABEL, OF_MODEL

_OF_BASE = phrase("license.of_base")  # "Apache 2.0 (base model)"
_OTHERS_LICENSE = phrase("license.others_license")
_DATA_SECTION = phrase("license.data_section")


def license_labels(reading: Reading) -> list[Passage]:
    """What stands behind "License:". Where it differs, it is of several models, and the metadata say whose is
    this one's."""
    labelled = [
        p
        for p in reading.labelled
        if LICENSE_LABEL.match(p.label)
        and not any(map(_DATA_SECTION.match, p.section[-2:]))
        and not _OF_BASE.search(label_body(p))
    ]
    is_told = any(id_.lower() != "other" for id_ in reading.texts("license"))
    firsts = {p.block: p for p in reversed(labelled)}.values()  # one label may have several sentences
    named = {license_.id for p in firsts if (license_ := _license_of(reading, p))}
    return labelled if len(named) < 2 or not is_told else []


def is_of_other_things(title: str) -> bool:
    """ "Dataset license", "Licenses of third-party components"; no "License of code and model"."""
    is_license = bool(LICENSE_HEADING.search(title)) and bool(_OTHERS_LICENSE.search(title))
    return is_license and not OF_MODEL.search(title)


def _license_of(reading: Reading, passage: Passage) -> License | None:
    """What a label of a license names, known or not; terms of use are no license's name."""
    if passage.label.lower() == "terms of use":
        return None
    body = label_body(passage).strip(" _*.")
    return reading.licenses.named_in(body) or reading.licenses.find(body)


def label_body(passage: Passage) -> str:
    """What is said behind the label, in a row of a table its last cell."""
    if passage.cells:
        return passage.cells[-1]
    return passage.said
