"""How training data was prepared, and who labelled it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.family import is_in_part_of_other_size
from explorer.transparency.guards.said import is_denied, places_said, said_at
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, is_said

preparation = phrases_of("preparation")


def data_processing(reading: Reading) -> Finding:
    """Open: concrete steps. Partial: a mention. Value: the sentence that says most."""
    titled = [
        *reading.under(preparation.title),
        *(p for p in reading.labelled if p.is_labelled(preparation.title)),
    ]
    asked = reading.likely(
        preparation.plainly, preparation.made, preparation.always_data, preparation.step, also=titled
    )
    told = [p for p in asked if _tells_of_preparation(p) and not is_in_part_of_other_size(reading, p)]
    if not told:
        return reading.silent("data_processing")
    concrete = [p for p in told if p.find(preparation.concrete)]
    is_open = bool(concrete) and _are_several(told)
    shown = concrete or told
    text = shown[0].short
    evidence = [reading.from_card(p) for p in shown[:4]]
    return reading.found(
        "data_processing", Verdict.OPEN if is_open else Verdict.PARTIAL, text, text, evidence
    )


def _are_several(told: list[Passage]) -> bool:
    """Whether these tell of two different steps or more."""
    steps = (_kind(m[0]) for p in told for m in places_said(p, preparation.step))
    first = next(steps, "")
    return any(step != first for step in steps)


def _kind(step: str) -> str:
    """ "de-duped" and "deduplication" are one kind of step."""
    return "dedup" if preparation.deduplicates.match(step) else step.lower()[:8]


def _tells_of_preparation(passage: Passage) -> bool:
    if passage.length < (3 if passage.find(preparation.shortly) else 4):
        return False
    if passage.header and not _is_cleaned_row(passage):
        return False
    if _is_undone(passage):
        return False
    is_plain = bool(passage.find(preparation.plainly)) and not passage.find(preparation.of_other_data)
    is_plain = is_plain or (bool(passage.find(preparation.made)) and _is_of_training(passage))
    return is_plain or (_is_step(passage) and not passage.find(preparation.elsewhere))


def _is_undone(passage: Passage) -> bool:
    """Whether all that it tells of was not done, or is yet to be done."""
    steps = [
        step
        for step in (preparation.step, preparation.always_data, preparation.plainly, preparation.made)
        if passage.find(step)
    ]
    return bool(steps) and not any(said_at(passage, step) for step in steps)


def _is_cleaned_row(passage: Passage) -> bool:
    return len(passage.cells) <= 3 and bool(passage.find(preparation.in_row))


def _is_of_training(passage: Passage) -> bool:
    """Whether it stands where training data are told of, and not where tests are."""
    if passage.is_under(preparation.title_elsewhere, 1) or passage.find(preparation.tests):
        return False
    return (
        passage.is_under(preparation.of_training)
        or bool(passage.find(preparation.of_training))
        or passage.is_labelled(preparation.of_training)
    )


def _is_step(passage: Passage) -> bool:
    if passage.is_labelled(preparation.title) or (
        passage.is_under(preparation.title) and _is_titled_so(passage)
    ):
        return not (
            passage.is_under(preparation.title_how_to, 1) or passage.is_under(preparation.title_run, 3)
        )
    # An "Ethics" below "How to use" is not of that.
    if passage.is_under(
        preparation.title_elsewhere, 1 if passage.is_under(preparation.title_warning, 1) else 2
    ):
        return False
    if passage.is_under(preparation.title_warning) and not passage.find(preparation.of_training):
        return False
    step = passage.find(preparation.step)
    is_step = bool(step and passage.find(preparation.data)) and not _is_in_id(passage.text, step)
    return is_step or bool(passage.find(preparation.always_data))


def _is_titled_so(passage: Passage) -> bool:
    """Whether the heading does not say "without filtering"."""
    found = ((title, preparation.title.search(title)) for title in passage.section[-2:])
    return any(m and not is_denied(title, *m.span()) for title, m in found)


def _is_in_id(text: str, found: re.Match[str] | None) -> bool:
    """ "cleaned" in "owl/songs-cleaned" tells nothing."""
    if found is None:
        return False
    start = text.rfind(" ", 0, found.start()) + 1
    id_ = preparation.id.match(text, start)
    return id_ is not None and id_.end() >= found.end()


DATA_PROCESSING = apart_from_base(data_processing)


_KEY = "annotations_creators"
_MOST = 50  # values, some cards list them for each of their parts


def with_annotators(reading: Reading, processing: Finding) -> Finding:
    """How the data were prepared, with who labelled them first; the finding as it is where nobody says."""
    named = dict.fromkeys(islice(_texts(reading.card.value(_KEY) if reading.card else None), _MOST))
    told = [words for name in named if (words := _words(name))]
    if not told:
        return processing
    labels = Words("Labels: {makers}", makers=joined(", ", told))
    evidence = reading.from_yaml(_KEY)
    if not is_said(processing):
        return reading.found(processing.dimension, Verdict.PARTIAL, labels, labels, [evidence])
    text = joined(" · ", (labels, processing.text))
    return replace(processing, text=text, value=text, evidence=(evidence, *processing.evidence))


def _texts(value: object) -> Iterator[str]:
    """The values of a key that is a text, a list, or a map from the parts of the data to either."""
    if isinstance(value, str):
        yield value.strip().lower()
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _words(name: str) -> Words | None:
    """Of the names that the Hub knows; "other" says nothing."""
    match name:
        case "crowdsourced":
            return Words("by crowd workers")
        case "expert-generated" | "expert-annotated":
            return Words("by experts")
        case "machine-generated":
            return Words("by a program or model")
        case "found":
            return Words("found with the data")
        case "no-annotation":
            return Words("none")
        case _:
            return None
