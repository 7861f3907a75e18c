"""Whether a sentence that names a model tells of something else than this model's origin."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import ITSELF, MarkedSentence
from explorer.transparency.rules.other_origin_sentences import BY_NAME
from explorer.transparency.rules.other_subjects import is_origin_of_another
from explorer.transparency.rules.own_family import (
    is_item_beside_own,
    is_item_of_sibling,
    is_sibling,
    is_under_sibling,
)
from explorer.transparency.rules.subject import ASIDE, is_about_child, own_name, sentence_of

# "We developed Kestrel by fine-tuning X", in another model's card.
_PRODUCT = re.compile(
    r"\bwe (?:developed|built|created|made|trained) (?P<name>(?-i:[A-Z])[\w.-]{3,40}) by"
    r" (?:instruction[- ]|supervised )?(?:fine-?)?tuning\b",
    re.IGNORECASE,
)
_FASTER = re.compile(
    r"^\W{0,4}fine-?tune\b.{0,80}\b\d(?:-\d)?x faster\b", re.IGNORECASE
)  # what a tool is praised for
_LICENSE = re.compile(r"licen[sc]e|acknowledg|credit|thanks|citation", re.IGNORECASE)
_OF_PARTS = re.compile(r"architecture|tokenizer|\bcode\b|paper|licen[sc]e", re.IGNORECASE)
_ON_TOP = re.compile(
    r"\bbuilt on top of (?:the |our )?(?:pre-?trained )?§\d+ (?:[\w-]+ ){0,2}models?\b(?! architecture)",
    re.IGNORECASE,
)
# "Modified from the Owl decoder (see the paper):", an item under "Model architecture".
_ARCHITECTURE = re.compile(r"\barchitecture\b", re.IGNORECASE)
_BUILT_LIKE = re.compile(r"\W{0,4}(?:modified|adapted|based|derived|extended|borrowed)\b", re.IGNORECASE)
# "The heron models are built on top of §0", whose license follows.
_OF_SERIES = re.compile(
    r"\W{0,4}(?:both of |all of )?(?:the|our|these|all) (?:[\w.-]+ ){0,3}models? (?:is|are|was|were) "
    r"(?:built|based|fine-?tuned|trained)\b",
    re.IGNORECASE,
)
# "- owl-0.5B: a smaller one, quantized from …", an item about that model; this one has no mark.
_OF_ONE = re.compile(r"\W{0,4}§(?P<n>\d+)\W{0,3}: ")
_AS_BASELINE = re.compile(
    r"\bfor (?:a )?(?:fair )?comparison\b|\bas (?:an? |our )?baselines?\b|\bablations?\b", re.IGNORECASE
)


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
