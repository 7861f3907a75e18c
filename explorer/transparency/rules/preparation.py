"""How training data was prepared."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_in_part_of_other_size
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.denials import is_denied, places_said, said_at
from explorer.transparency.rules.preparation_words import (
    ALWAYS_DATA,
    CONCRETE,
    DATA,
    DEDUPLICATES,
    ELSEWHERE,
    ID,
    IN_ROW,
    MADE,
    OF_OTHER_DATA,
    OF_TRAINING,
    PLAINLY,
    SHORTLY,
    STEP,
    TESTS,
    TITLE,
    TITLE_ELSEWHERE,
    TITLE_HOW_TO,
    TITLE_RUN,
    TITLE_WARNING,
)


def data_processing(reading: Reading) -> Finding:
    """Open: concrete steps. Partial: a mention. Value: the sentence that says most."""
    titled = [*reading.under(TITLE), *(p for p in reading.labelled if p.is_labelled(TITLE))]
    asked = reading.likely(PLAINLY, MADE, ALWAYS_DATA, STEP, also=titled)
    told = [p for p in asked if _tells_of_preparation(p) and not is_in_part_of_other_size(reading, p)]
    if not told:
        return reading.silent("data_processing")
    concrete = [p for p in told if p.find(CONCRETE)]
    is_open = bool(concrete) and _are_several(told)
    shown = concrete or told
    text = shown[0].short
    evidence = [reading.from_card(p) for p in shown[:4]]
    return reading.found(
        "data_processing", Verdict.OPEN if is_open else Verdict.PARTIAL, text, text, evidence
    )


def _are_several(told: list[Passage]) -> bool:
    """Whether these tell of two different steps or more."""
    steps = (_kind(m[0]) for p in told for m in places_said(p, STEP))
    first = next(steps, "")
    return any(step != first for step in steps)


def _kind(step: str) -> str:
    """ "de-duped" and "deduplication" are one kind of step."""
    return "dedup" if DEDUPLICATES.match(step) else step.lower()[:8]


def _tells_of_preparation(passage: Passage) -> bool:
    if passage.length < (3 if passage.find(SHORTLY) else 4):
        return False
    if passage.header and not _is_cleaned_row(passage):
        return False
    if _is_undone(passage):
        return False
    is_plain = bool(passage.find(PLAINLY)) and not passage.find(OF_OTHER_DATA)
    is_plain = is_plain or (bool(passage.find(MADE)) and _is_of_training(passage))
    return is_plain or (_is_step(passage) and not passage.find(ELSEWHERE))


def _is_undone(passage: Passage) -> bool:
    """Whether all that it tells of was not done, or is yet to be done."""
    steps = [step for step in (STEP, ALWAYS_DATA, PLAINLY, MADE) if passage.find(step)]
    return bool(steps) and not any(said_at(passage, step) for step in steps)


def _is_cleaned_row(passage: Passage) -> bool:
    return len(passage.cells) <= 3 and bool(passage.find(IN_ROW))


def _is_of_training(passage: Passage) -> bool:
    """Whether it stands where training data are told of, and not where tests are."""
    if passage.is_under(TITLE_ELSEWHERE, 1) or passage.find(TESTS):
        return False
    return (
        passage.is_under(OF_TRAINING) or bool(passage.find(OF_TRAINING)) or passage.is_labelled(OF_TRAINING)
    )


def _is_step(passage: Passage) -> bool:
    if passage.is_labelled(TITLE) or (passage.is_under(TITLE) and _is_titled_so(passage)):
        return not (passage.is_under(TITLE_HOW_TO, 1) or passage.is_under(TITLE_RUN, 3))
    # An "Ethics" below "How to use" is not of that.
    if passage.is_under(TITLE_ELSEWHERE, 1 if passage.is_under(TITLE_WARNING, 1) else 2):
        return False
    if passage.is_under(TITLE_WARNING) and not passage.find(OF_TRAINING):
        return False
    step = passage.find(STEP)
    is_step = bool(step and passage.find(DATA)) and not _is_in_id(passage.text, step)
    return is_step or bool(passage.find(ALWAYS_DATA))


def _is_titled_so(passage: Passage) -> bool:
    """Whether the heading does not say "without filtering"."""
    found = ((title, TITLE.search(title)) for title in passage.section[-2:])
    return any(m and not is_denied(title, *m.span()) for title, m in found)


def _is_in_id(text: str, found: re.Match[str] | None) -> bool:
    """ "cleaned" in "owl/songs-cleaned" tells nothing."""
    if found is None:
        return False
    start = text.rfind(" ", 0, found.start()) + 1
    id_ = ID.match(text, start)
    return id_ is not None and id_.end() >= found.end()


DATA_PROCESSING = apart_from_base(data_processing)
