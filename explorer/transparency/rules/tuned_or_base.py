"""Whether a model is a tuned one, a base, or told to be pretrained only."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_helper
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_said
from explorer.transparency.rules.lineage.beginning import beginning
from explorer.transparency.rules.lineage.lineage import has_parent
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.tuning_claims import asked, tells_of_tuning
from explorer.transparency.rules.tuning_sets import linked_sets, training_sets
from explorer.transparency.rules.tuning_words import (
    A_BASE,
    ADAPTER,
    ADVICE,
    CORPUS_NAME,
    GOES_ON,
    IS_BASE,
    NOT_TUNED,
    TALK_NAME,
    THIS_WAS_TUNED,
    TUNED_TAGS,
)

_TUNED_TITLE = phrase("tuning.tuned_title")
_UNTUNED = phrase("tuning.untuned_of_tuned_or_base")
_ADDS = phrase("tuning.adds")  # "- Add LoRA adapters"
_CONTINUES = phrase("tuning.continues")
_IS_PRETRAINED = phrase("tuning.is_pretrained")
_BASE_NAME = phrase("tuning.base_name")
_PLANNED = phrase("tuning.planned")
_PRETRAINS = phrase("tuning.pretrains")


def is_tuned(reading: Reading) -> bool:
    """Whether tags, name or text say that this model was tuned for a task."""
    return reading.once(_is_tuned)


def is_base(reading: Reading) -> bool:
    """Whether the card says outright that this is a base model."""
    return reading.once(_is_base)


def _is_base(reading: Reading) -> bool:
    likely = reading.likely(IS_BASE, A_BASE)
    if not any(p.find(IS_BASE) or _calls_itself_base(reading, p) for p in likely):
        return False
    return not any(_calls_itself_tuned(reading, p) for p in reading.likely(THIS_WAS_TUNED))


def _calls_itself_base(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B is a transformer base model" in the card of Wren-1B."""
    found, name = passage.find(A_BASE), own_name(reading)
    return bool(found and len(name) >= 4 and letters(passage.text[: found.start()]).endswith(name))


def _calls_itself_tuned(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B-lab was trained with the LAB method": what it is called elsewhere counts less."""
    name = own_name(reading)
    if len(name) < 4 or not letters(passage.text).startswith(name):
        return False
    return bool(passage.find(THIS_WAS_TUNED) and not passage.find(ADVICE) and not passage.find(NOT_TUNED))


def _is_tuned(reading: Reading) -> bool:
    if reading.tags & TUNED_TAGS:
        return True
    if is_base(reading):
        return False
    if re.search(r"instruct|chat|[-_]it\b|sft|dpo|lora\b|zephyr|tuned", reading.sources.repo, re.IGNORECASE):
        return True
    if any(tells_of_tuning(reading, p) for p in asked(reading)) or _is_titled_tuned(reading):
        return True
    if any(p.find(ADAPTER) and not _ADDS.match(p.text) for p in reading.likely(ADAPTER)):
        return True
    return _is_trained_on_talk(reading)


def _is_titled_tuned(reading: Reading) -> bool:
    """Whether the first heading says so: "Sora, a Llama 2 with instruction-tuning"."""
    first = next(iter(reading.card.headings), "") if reading.card else ""
    return bool(_TUNED_TITLE.search(first))


def _is_trained_on_talk(reading: Reading) -> bool:
    """Data sets of instructions beside no corpus; or any beside a parent where no pretraining is told of."""
    names = " ".join(reading.texts("datasets"))
    linked = " ".join(linked_sets(reading))
    if CORPUS_NAME.search(names) or CORPUS_NAME.search(linked) or not (names or TALK_NAME.search(linked)):
        return False
    has_corpus = any(p.find(GOES_ON) for p in reading.likely(GOES_ON))
    return bool(TALK_NAME.search(f"{names} {linked}")) or (has_parent(reading) and not has_corpus)


def is_for_pretraining(reading: Reading) -> bool:
    """Whether the data sets of the metadata are what it was first trained on: corpora, by their names."""
    names = " ".join(training_sets(reading))
    if CORPUS_NAME.search(names) and not TALK_NAME.search(names):
        return True
    if reading.is_quantized:
        return _are_pretrained_on(reading)
    return not is_tuned(reading) and reading.once(_tells_of_pretraining)


def _tells_of_pretraining(reading: Reading) -> bool:
    """Whether the card says that this model was pretrained, or went on to be: metadata do not say what their
    data sets were for, and most are those of a tuning."""
    told = reading.likely(_CONTINUES, _IS_PRETRAINED)
    goes_on = any(p.find(_CONTINUES) and not p.find(ADVICE) and not p.find(_PLANNED) for p in told)
    is_one = any(p.find(_IS_PRETRAINED) for p in told) or _BASE_NAME.search(reading.name)
    is_untuned = any(p.find(_UNTUNED) for p in reading.likely(_UNTUNED))
    is_first = (bool(is_one) or is_untuned) and not has_parent(reading) and not is_helper(reading)
    return goes_on or is_first or is_base(reading) or is_said(beginning(reading))


def _are_pretrained_on(reading: Reading) -> bool:
    """Whether a sentence on pretraining links all of them."""
    told = (p for p in reading.likely(_PRETRAINS) if p.find(_PRETRAINS))
    linked = {id_.lower() for p in told for id_ in dataset_ids(p.urls)}
    names = {name.lower() for name in reading.texts("datasets")}
    return bool(names) and names <= linked
