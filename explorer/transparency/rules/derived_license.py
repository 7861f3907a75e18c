"""A license section that tells in one sentence of the parent and its license: "Owl-7B-Chat is derived from
Owl-7B and is originally licensed under the Owl license". Only where it is said of this very model."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_metadata import StatedLicense
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.lineage.placed import stem_of_file
from explorer.transparency.rules.subject import own_name

_DERIVED = phrase("license.derived")
_ITSELF = frozenset(("this model", "our model", "it"))


def parents_of_terms(reading: Reading) -> list[Parent]:
    """The parent that such a sentence names, if the card says nothing else of it."""
    return [
        Parent(found["name"], "finetune", reading.from_card(passage), is_named_only="/" not in found["name"])
        for passage, found in _told(reading)
    ][:1]


def licenses_of_parent(reading: Reading) -> Iterator[StatedLicense]:
    """The license that the model was under at first, which does not end with a new one."""
    for passage, found in _told(reading):
        named = passage.text[found.end() :][:200].rstrip(" .*_")
        license_ = reading.licenses.named_in(named) or reading.licenses.named_in(f"{named} license")
        if license_:
            yield StatedLicense(license_, license_.id, (reading.from_card(passage),))


def _told(reading: Reading) -> Iterator[tuple[Passage, re.Match[str]]]:
    for passage in reading.likely(_DERIVED):
        found = passage.find(_DERIVED)
        if found and _is_this_model(reading, passage, found["subject"]):
            yield passage, found


def _is_this_model(reading: Reading, passage: Passage, subject: str) -> bool:
    """By its own name, that of the original of a copy, or the title of the card; no sibling."""
    if subject.lower() in _ITSELF:
        return True
    title = letters(passage.section[0]) if passage.section else ""
    return letters(subject) in {own_name(reading), stem_of_file(reading), title}
