"""Whether a model is a tuned one, a base, or told to be pretrained only."""

import re
from collections.abc import Iterable

from explorer.domain.facts import is_said
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import (
    is_about_child,
    is_in_part_of_other_size,
    is_item_beside_own,
    is_of_others,
)
from explorer.transparency.guards.others import is_for_next, is_of_other_tuned
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, asked_once
from explorer.transparency.rules.data_sets import linked_sets, training_sets
from explorer.transparency.rules.lineage.beginning import beginning
from explorer.transparency.rules.lineage.lineage import has_parent
from explorer.transparency.rules.subject import is_helper, is_parent_label, own_name
from explorer.transparency.rules.telling import told, told_in

family = phrases_of("family")
tuning = phrases_of("tuning")

METHOD_TAGS = {name.lower(): name for name in ("SFT", "DPO", "RLHF", "GRPO", "ORPO", "KTO", "PPO", "RLOO")}
METHOD_TAGS["supervised-fine-tuning"] = "SFT"
_TUNED_TAGS = frozenset(
    (*METHOD_TAGS, "instruct", "finetuned", "finetune", "instruction-tuned", "chat", "merge", "mergekit")
)


def asked(reading: Reading) -> Iterable[Passage]:
    """What may tell of tuning, by its words or its label."""
    labels = told(reading, tuning.label, tuning.method_label, tuning.adapter_label)
    also = [*(one.passage for one in labels), *filter(_is_set_row, reading.rows)]
    return reading.likely(tuning.talk, tuning.method, tuning.this_was_tuned, also=also)


def _is_set_row(passage: Passage) -> bool:
    """ "| SFT data | riddles | (link) |" in a table of data sets."""
    return bool(passage.cells and tuning.label.match(passage.cells[0]) and dataset_ids(passage.urls))


def _is_done(passage: Passage) -> bool:
    """Whether it is told that something was tuned, or by which method."""
    text = passage.text
    if passage.may_match(tuning.method):
        methods = ((m[0], text[max(0, m.start() - 120) : m.start()]) for m in tuning.method.finditer(text))
        if any(_comes_after_verb(method, before) for method, before in methods):
            return True
    return bool(passage.find(tuning.this_was_tuned))


def _comes_after_verb(method: str, before: str) -> bool:
    """Whether the words before it say that it was done; a name between them may have a point."""
    if tuning.done_before.search(before):
        return True
    has_point = "." in before and tuning.point.search(before)
    return bool(has_point and tuning.tuning_word.match(method) and tuning.done_before_name.search(before))


def _is_advice(passage: Passage) -> bool:
    """ "Tuned on 4,000 cases from the Owl benchmark" names its data and is none."""
    found = passage.find(tuning.advice)
    if found and found[0].lower() == "benchmark" and tuning.from_the.search(passage.text, 0, found.start()):
        found = tuning.advice.search(passage.text, found.end())
    return bool(found)


def _is_method(passage: Passage) -> bool:
    """ "Method: LoRA", "LoRA rank: 16", also as a row of two cells."""
    if len(passage.cells) > 2 or not passage.label:
        return False
    names_it = passage.is_labelled(tuning.method_label) and tuning.method.search(passage.said)
    is_one = names_it or (passage.is_labelled(tuning.adapter_label) and passage.has_digit)
    return bool(is_one) and not tuning.not_used.search(passage.said)


def tells_of_tuning(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence, item or row says that this model was tuned, on what, or how."""
    is_method = _is_method(passage) or _is_set_row(passage)
    if not (is_method or _is_told(passage)) or _is_none(reading, passage) or _is_of_others(reading, passage):
        return False
    if "lora" in passage.lower and not (is_method or _is_trained(passage)):  # applied, merged or used with it
        return False
    is_own_row = bool(passage.header) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    return not passage.header or is_own_row or is_method or (bool(passage.label) and passage.length >= 12)


def _is_told(passage: Passage) -> bool:
    if passage.is_labelled(tuning.label) and len(passage.said) > len("coming soon"):
        return True
    is_done = passage.may_match(tuning.tune_word) and _is_done(passage)
    return is_done or bool(passage.find(tuning.talk) or passage.find(tuning.consists))


def _is_trained(passage: Passage) -> bool:
    is_below = passage.is_under(family.tuning, 1) or passage.is_under(tuning.training_title, 1)
    return is_below or bool(passage.find(tuning.trains))


def _is_none(reading: Reading, passage: Passage) -> bool:
    """Whether it denies it, or tells how to tune or use this model."""
    is_denied = any(map(passage.find, (tuning.unknown_data, tuning.not_tuned, tuning.a_sister)))
    if (is_denied or _is_advice(passage)) and not passage.find(tuning.consists):
        return True
    return told_in(reading, passage, tuning.about_use) is not None


def _is_of_others(reading: Reading, passage: Passage) -> bool:
    """Whether another model was tuned so; "Finetuned from: X" names a parent, neither data nor a method."""
    if is_parent_label(passage.label) or is_about_child(reading, passage) or is_of_others(reading, passage):
        return True
    if passage.find(tuning.helper) and not is_helper(reading):
        return True
    if is_of_other_tuned(reading, passage) or (_is_set_row(passage) and is_for_next(reading, passage)):
        return True
    return is_item_beside_own(reading, passage) or is_in_part_of_other_size(reading, passage)


@asked_once
def is_base(reading: Reading) -> bool:
    """Whether the card says outright that this is a base model."""
    likely = reading.likely(tuning.is_base, tuning.a_base)
    if not any(p.find(tuning.is_base) or _calls_itself_base(reading, p) for p in likely):
        return False
    return not any(_calls_itself_tuned(reading, p) for p in reading.likely(tuning.this_was_tuned))


def _calls_itself_base(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B is a transformer base model" in the card of Wren-1B."""
    found, name = passage.find(tuning.a_base), own_name(reading)
    return bool(found and len(name) >= 4 and letters(passage.text[: found.start()]).endswith(name))


def _calls_itself_tuned(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B-lab was trained with the LAB method": what it is called elsewhere counts less."""
    name = own_name(reading)
    if len(name) < 4 or not letters(passage.text).startswith(name):
        return False
    return told_in(reading, passage, tuning.this_was_tuned) is not None


@asked_once
def is_tuned(reading: Reading) -> bool:
    """Whether tags, name or text say that this model was tuned for a task."""
    if reading.tags & _TUNED_TAGS:
        return True
    if is_base(reading):
        return False
    if re.search(r"instruct|chat|[-_]it\b|sft|dpo|lora\b|zephyr|tuned", reading.sources.repo, re.IGNORECASE):
        return True
    if any(tells_of_tuning(reading, p) for p in asked(reading)) or _is_titled_tuned(reading):
        return True
    if any(p.find(tuning.adapter) and not tuning.adds.match(p.text) for p in reading.likely(tuning.adapter)):
        return True
    return _is_trained_on_talk(reading)


def _is_titled_tuned(reading: Reading) -> bool:
    """Whether the first heading says so: "Sora, a Llama 2 with instruction-tuning"."""
    first = next(iter(reading.card.headings), "") if reading.card else ""
    return bool(tuning.tuned_title.search(first))


def _is_trained_on_talk(reading: Reading) -> bool:
    """Data sets of instructions beside no corpus; or any beside a parent where no pretraining is told of."""
    names = " ".join(reading.texts("datasets"))
    linked = " ".join(linked_sets(reading))
    if any(map(tuning.corpus_name.search, (names, linked))):
        return False
    if tuning.talk_name.search(f"{names} {linked}"):
        return True
    return bool(names) and has_parent(reading) and not any(told(reading, tuning.goes_on))


def is_for_pretraining(reading: Reading) -> bool:
    """Whether the data sets of the metadata are what it was first trained on: corpora, by their names."""
    names = " ".join(training_sets(reading))
    if tuning.corpus_name.search(names) and not tuning.talk_name.search(names):
        return True
    if reading.is_quantized:
        return _are_pretrained_on(reading)
    return not is_tuned(reading) and _tells_of_pretraining(reading)


@asked_once
def _tells_of_pretraining(reading: Reading) -> bool:
    """Whether the card says that this model was pretrained, or went on to be: metadata do not say what their
    data sets were for, and most are those of a tuning."""
    if any(told(reading, tuning.continues)) or is_base(reading) or is_said(beginning(reading)):
        return True
    is_pretrained = any(told(reading, tuning.is_pretrained, tuning.is_untuned))
    is_one = is_pretrained or tuning.base_name.search(reading.name)
    return bool(is_one) and not has_parent(reading) and not is_helper(reading)


def _are_pretrained_on(reading: Reading) -> bool:
    """Whether a sentence on pretraining links all of them."""
    told_so = told(reading, tuning.pretrains)
    linked = {id_.lower() for one in told_so for id_ in dataset_ids(one.passage.urls)}
    names = {name.lower() for name in reading.texts("datasets")}
    return bool(names) and names <= linked
