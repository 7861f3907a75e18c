"""Whether a sentence tells that this model was tuned, and is no advice, plan or other model's story."""

from collections.abc import Iterable

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import (
    is_about_child,
    is_helper,
    is_in_part_of_other_size,
    is_item_beside_own,
    is_of_others,
)
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import TUNING, is_parent_label, own_name
from explorer.transparency.rules.tuned_others import is_for_next, is_of_another_model
from explorer.transparency.rules.tuning_words import (
    A_SISTER,
    ABOUT_USE,
    ADAPTER_LABEL,
    ADVICE,
    CONSISTS,
    DONE_BEFORE,
    DONE_BEFORE_NAME,
    HELPER,
    LABEL,
    METHOD,
    METHOD_LABEL,
    NOT_TUNED,
    OUTRIGHT,
    TALK,
    THIS_WAS_TUNED,
    TRAINING_TITLE,
    TRAINS,
    TUNE_WORD,
    TUNING_WORD,
    UNKNOWN_DATA,
)

_POINT = phrase("tuning.point")
_FROM_THE = phrase("tuning.from_the")
_NOT_USED = phrase("tuning.not_used")


def asked(reading: Reading) -> Iterable[Passage]:
    """What may tell of tuning, by its words or its label."""
    labels = (LABEL, METHOD_LABEL, ADAPTER_LABEL)
    labelled = [p for p in reading.labelled if any(p.is_labelled(label) for label in labels)]
    sets = [p for p in reading.rows if _is_set_row(p)]
    return reading.likely(TALK, METHOD, THIS_WAS_TUNED, also=[*labelled, *sets])


def _is_set_row(passage: Passage) -> bool:
    """ "| SFT data | riddles | (link) |" in a table of data sets."""
    return bool(passage.cells and LABEL.match(passage.cells[0]) and dataset_ids(passage.urls))


def _is_done(passage: Passage) -> bool:
    """Whether it is told that something was tuned, or by which method."""
    text = passage.text
    if passage.may_match(METHOD):
        methods = ((m[0], text[max(0, m.start() - 120) : m.start()]) for m in METHOD.finditer(text))
        if any(_comes_after_verb(method, before) for method, before in methods):
            return True
    return bool(passage.find(THIS_WAS_TUNED))


def _comes_after_verb(method: str, before: str) -> bool:
    """Whether the words before it say that it was done; a name between them may have a point."""
    if DONE_BEFORE.search(before):
        return True
    has_point = "." in before and _POINT.search(before)
    return bool(has_point and TUNING_WORD.match(method) and DONE_BEFORE_NAME.search(before))


def _is_advice(passage: Passage) -> bool:
    """ "Tuned on 4,000 cases from the Owl benchmark" names its data and is none."""
    found = passage.find(ADVICE)
    if found and found[0].lower() == "benchmark" and _FROM_THE.search(passage.text, 0, found.start()):
        found = ADVICE.search(passage.text, found.end())
    return bool(found)


def _is_method(passage: Passage) -> bool:
    """ "Method: LoRA", "LoRA rank: 16", also as a row of two cells."""
    if len(passage.cells) > 2 or not passage.label:
        return False
    names_it = passage.is_labelled(METHOD_LABEL) and METHOD.search(passage.said)
    is_one = names_it or (passage.is_labelled(ADAPTER_LABEL) and passage.has_digit)
    return bool(is_one) and not _NOT_USED.search(passage.said)


def tells_of_tuning(reading: Reading, passage: Passage) -> bool:
    is_labelled = passage.is_labelled(LABEL) and len(passage.said) > len("coming soon")
    is_method = _is_method(passage) or _is_set_row(passage)
    is_told = passage.find(TALK) or (passage.may_match(TUNE_WORD) and _is_done(passage))
    if not (is_labelled or is_method or is_told or passage.find(CONSISTS)):
        return False
    is_denied = any(passage.find(pattern) for pattern in (UNKNOWN_DATA, NOT_TUNED, A_SISTER))
    is_denied = is_denied or _is_advice(passage)
    if is_denied and not passage.find(CONSISTS):
        return False
    is_about_use = passage.is_under(ABOUT_USE, 1) or passage.is_labelled(ABOUT_USE)
    is_about_use = is_about_use and not passage.find(OUTRIGHT)
    # "Finetuned from: X" names a parent, neither data nor a method.
    is_of_child = is_about_child(reading, passage.text) or is_of_another_model(reading, passage)
    is_of_helper = passage.find(HELPER) and not is_helper(reading)
    is_of_other = is_of_child or is_of_helper or (_is_set_row(passage) and is_for_next(reading, passage))
    if is_about_use or is_parent_label(passage.label) or is_of_other:
        return False
    is_trained = passage.find(TRAINS) or passage.is_under(TUNING, 1) or passage.is_under(TRAINING_TITLE, 1)
    is_trained = is_trained or is_method
    if "lora" in passage.lower and not is_trained:  # applied, merged or used with it
        return False
    is_own_row = bool(passage.header) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    if is_item_beside_own(reading, passage) or is_in_part_of_other_size(reading, passage):
        return False
    is_prose = not passage.header or is_own_row or is_method or (bool(passage.label) and passage.length >= 12)
    return is_prose and not is_of_others(passage)
