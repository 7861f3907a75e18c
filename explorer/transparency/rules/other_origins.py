"""Whether a sentence that names a model tells of something else than this model's origin."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.others import is_origin_of_another
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import ITSELF, MarkedSentence
from explorer.transparency.rules.other_origin_sentences import BY_NAME
from explorer.transparency.rules.own_family import (
    is_item_beside_own,
    is_item_of_sibling,
    is_sibling,
    is_under_sibling,
)
from explorer.transparency.rules.subject import ASIDE, is_about_child, own_name, sentence_of

_PRODUCT = phrase("family.product")
_FASTER = phrase("family.faster")  # what a tool is praised for
_LICENSE = phrase("family.license")
_OF_PARTS = phrase("family.of_parts")
_ON_TOP = phrase("family.on_top")
_ARCHITECTURE = phrase("family.architecture")
_BUILT_LIKE = phrase("family.built_like")
_OF_SERIES = phrase("family.of_series")
_OF_ONE = phrase("family.of_one")
_AS_BASELINE = phrase("family.as_baseline")


def is_of_other_things(reading: Reading, passage: Passage, sentence: MarkedSentence) -> bool:
    """Parts, siblings, children, baselines, designs."""
    is_part = passage.label and passage.is_labelled(_OF_PARTS) and letters(passage.label) != own_name(reading)
    if (is_part and not _ON_TOP.search(sentence.text)) or (
        passage.label and passage.cells and is_sibling(reading, passage.label)
    ):
        return True
    if is_under_sibling(reading, passage) or is_item_beside_own(reading, passage) or passage.find(_FASTER):
        return True
    product = passage.find(_PRODUCT)
    if product and letters(product["name"])[:4] not in own_name(reading):
        return True
    listed = _OF_ONE.match(sentence.text) if passage.is_item else None
    of_one = sentence.mentions[int(listed["n"])] if listed else None
    if of_one and (not of_one.is_named_only or is_item_of_sibling(reading, of_one)):
        return True
    if "codebase](" in passage.quote:  # "we adapt [Tern codebase](lake/Tern-7B)"
        return True
    is_compared = is_about_child(reading, passage.text) or passage.find(_AS_BASELINE)
    return bool(is_compared) or is_origin_of_another(reading, passage) or _is_of_design(passage)


def _is_of_design(passage: Passage) -> bool:
    return passage.is_item and passage.is_under(_ARCHITECTURE, 1) and bool(_BUILT_LIKE.match(passage.text))


def is_about_terms(reading: Reading, passage: Passage) -> bool:
    """A license section tells under which terms others stand, not what this was made from."""
    if passage.is_labelled(_LICENSE):
        return True
    if "licensed under" in passage.lower and "licensed under" in ASIDE.sub("", passage.lower):
        return True
    text = sentence_of(reading, passage).text
    if text.startswith(ITSELF) or _OF_SERIES.match(text) or BY_NAME.match(text):
        return False
    return passage.is_under(_LICENSE, 1)
