"""How training data was prepared, and who labelled it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from re import Match

from explorer.domain.facts import Finding, Verdict, is_said
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.family import is_in_part_of_other_size
from explorer.transparency.guards.said import is_denied, places_said, said_at
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.telling import quoted, told, told_in

preparation = phrases_of("preparation")

_SAYING = (preparation.plainly, preparation.made, preparation.always_data, preparation.step)
_KEY = "annotations_creators"
_MOST = 50  # values, some cards list them for each of their parts
_ANNOTATORS = {  # as the Hub calls them; "other" says nothing
    "crowdsourced": Words("by crowd workers"),
    "expert-generated": Words("by experts"),
    "expert-annotated": Words("by experts"),
    "machine-generated": Words("by a program or model"),
    "found": Words("found with the data"),
    "no-annotation": Words("none"),
}


def data_processing(reading: Reading) -> Finding:
    """Open: concrete steps. Partial: a mention. Value: the sentence that says most."""
    titled = (one.passage for one in told(reading, preparation.title))
    said = [p for p in reading.likely(*_SAYING, also=titled) if _tells_of_preparation(reading, p)]
    said = [p for p in said if not is_in_part_of_other_size(reading, p)]
    if not said:
        return reading.silent("data_processing")
    concrete = [p for p in said if p.find(preparation.concrete)]
    verdict = Verdict.OPEN if concrete and _are_several(said) else Verdict.PARTIAL
    return quoted(reading, "data_processing", verdict, (concrete or said)[:4])


def _are_several(said: list[Passage]) -> bool:
    """Whether these tell of two different steps or more."""
    steps = (_kind(m[0]) for p in said for m in places_said(p, preparation.step))
    first = next(steps, "")
    return any(step != first for step in steps)


def _kind(step: str) -> str:
    """ "de-duped" and "deduplication" are one kind of step."""
    return "dedup" if preparation.deduplicates.match(step) else step.lower()[:8]


def _tells_of_preparation(reading: Reading, passage: Passage) -> bool:
    if passage.length < (3 if passage.find(preparation.shortly) else 4):
        return False
    is_cleaned_row = len(passage.cells) <= 3 and passage.find(preparation.in_row)
    if (passage.header and not is_cleaned_row) or _is_undone(passage):
        return False
    if told_in(reading, passage, preparation.plainly, preparation.made):
        return True
    return _is_step(passage) and not passage.find(preparation.elsewhere)


def _is_undone(passage: Passage) -> bool:
    """Whether all that it tells of was not done, or is yet to be done."""
    steps = [step for step in _SAYING if passage.find(step)]
    return bool(steps) and not any(said_at(passage, step) for step in steps)


def _is_step(passage: Passage) -> bool:
    if passage.is_labelled(preparation.title) or _is_titled_so(passage):
        return not (
            passage.is_under(preparation.title_how_to, 1) or passage.is_under(preparation.title_run, 3)
        )
    # An "Ethics" below "How to use" is not of that.
    near = 1 if passage.is_under(preparation.title_warning, 1) else 2
    if passage.is_under(preparation.title_elsewhere, near):
        return False
    if passage.is_under(preparation.title_warning) and not passage.find(preparation.of_training):
        return False
    step = passage.find(preparation.step)
    if step and passage.find(preparation.data) and not _is_in_id(passage.text, step):
        return True
    return bool(passage.find(preparation.always_data))


def _is_titled_so(passage: Passage) -> bool:
    """Whether a heading says it, and not "without filtering"."""
    titles = passage.section[-2:] if passage.is_under(preparation.title) else ()
    found = ((title, preparation.title.search(title)) for title in titles)
    return any(m and not is_denied(title, *m.span()) for title, m in found)


def _is_in_id(text: str, found: Match[str]) -> bool:
    """ "cleaned" in "owl/songs-cleaned" tells nothing."""
    id_ = preparation.id.match(text, text.rfind(" ", 0, found.start()) + 1)
    return id_ is not None and id_.end() >= found.end()


def with_annotators(reading: Reading, processing: Finding) -> Finding:
    """How the data were prepared, with who labelled them first; the finding as it is where nobody says."""
    named = dict.fromkeys(islice(_texts(reading.card.value(_KEY) if reading.card else None), _MOST))
    makers = [_ANNOTATORS[name] for name in named if name in _ANNOTATORS]
    if not makers:
        return processing
    labels = Words("Labels: {makers}", makers=joined(", ", makers))
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


DATA_PROCESSING = apart_from_base(data_processing)
