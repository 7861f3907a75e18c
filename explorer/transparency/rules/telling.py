"""The sentences that tell something: where one of the phrases stands and none of its guards refuses."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard_named
from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.trace import TraceStep, note
from explorer.transparency.reading import Reading


class Told(NamedTuple):
    """``match``: what of the passage the phrase found."""

    phrase: Phrase
    passage: Passage
    match: re.Match[str]


def told(reading: Reading, *phrases: Phrase, also: Iterable[Passage] = ()) -> Iterator[Told]:
    """In the order of the card; of each passage the first phrase that counts. ``also``: as of ``likely``."""
    for passage in reading.likely(*phrases, also=also):
        if found := told_in(reading, passage, *phrases):
            yield found


def told_in(reading: Reading, passage: Passage, *phrases: Phrase) -> Told | None:
    """The first of the phrases that stands in a passage and counts there."""
    for one in phrases:
        match = passage.find(one)
        if match and not any(_refuses(name, reading, passage) for name in one.entry.unless):
            return Told(one, passage, match)
    return None


def _refuses(name: str, reading: Reading, passage: Passage) -> bool:
    """``name``: of a guard, or "AREA.NAME" of a phrase beside which the other does not count."""
    if "." not in name:
        return guard_named(name)(reading, passage)
    is_beside = bool(passage.find(phrase(name)))
    if is_beside:
        note(TraceStep("guard", name, passage.text))
    return is_beside
