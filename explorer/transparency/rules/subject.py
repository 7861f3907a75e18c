"""Whom a passage speaks of: this model, or others that were made from it or stand beside it."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import HAS_SIZE, MAY_NAME, NOTHING, MarkedSentence, marked

_DERIVED_TITLE = phrase("family.derived_title")
_TUNED_NAME = phrase("family.tuned_name")
_SIBLING_LABEL = phrase("family.sibling_label")
_HELPER = phrase("family.helper")

_THIS_MODEL = phrase("family.this_model")
_PARENT_LABEL = phrase("family.parent_label")
TUNING = phrase("family.tuning")
ASIDE = phrase("family.aside")  # what stands in brackets
COMPARED = phrase("family.compared")


def is_of_others(passage: Passage) -> bool:
    """Whether heading or label say that other models are listed here."""
    return passage.is_under(_DERIVED_TITLE) or passage.is_labelled(_SIBLING_LABEL)


def is_parent_label(label: str) -> bool:
    """Whether a label such as "Finetuned from model" announces the parent."""
    return bool(_PARENT_LABEL.match(label.strip(" :")))


def own_name(reading: Reading) -> str:
    """The letters of this model's name, without its owner."""
    return reading.once(_own_name)


def _own_name(reading: Reading) -> str:
    return letters(reading.name)


def is_own_id(reading: Reading, id_: str) -> bool:
    """Whether a Hub id is this model's own, which re-uploads may name as their base."""
    return id_.lower() == reading.sources.repo.lower().replace("__", "/", 1)


def is_this_model(reading: Reading, subject: str) -> bool:
    """Whether the subject of a sentence is this model: "it", "our small model", or how its name begins."""
    named = letters(subject)
    return bool(_THIS_MODEL.fullmatch(subject)) or (len(named) >= 3 and own_name(reading).startswith(named))


def is_helper(reading: Reading) -> bool:
    """Whether this is a model that helps to make or use others, by its name: a reward model, a judge."""
    return bool(_HELPER.search(reading.sources.repo))


def is_about_child(reading: Reading, text: str) -> bool:
    """ "We finetuned X-Chat" in the card of X tells of X-Chat."""
    name = own_name(reading)
    tuned = (letters(m["name"]) for m in _TUNED_NAME.finditer(text))
    return len(name) >= 4 and any(t.startswith(name) and t != name for t in tuned)


def sentence_of(reading: Reading, passage: Passage) -> MarkedSentence:
    """A sentence with its models marked; this model itself and known data sets are none."""
    known = reading.once(_sentences)
    if passage.number not in known:
        known[passage.number] = _marked(reading, passage)
    return known[passage.number]


def _sentences(_: Reading) -> dict[int, MarkedSentence]:
    return {}


def _marked(reading: Reading, passage: Passage) -> MarkedSentence:
    has_names = bool(passage.find(MAY_NAME) or (passage.has_digit and passage.find(HAS_SIZE)))
    if not has_names and "/" not in passage.quote:
        return NOTHING
    return marked(passage.quote, reading.once(_datasets), own_name(reading), has_names=has_names)


def _datasets(reading: Reading) -> frozenset[str]:
    return frozenset(name.lower() for name in reading.texts("datasets"))
