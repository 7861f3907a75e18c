"""The sentences that tell something: where one of the phrases stands and none of its guards refuses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from inspect import signature
from typing import NamedTuple

from explorer.domain.facts import Finding, Verdict
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
        if match and not any(_refuses(name, reading, passage, match) for name in one.entry.unless):
            return Told(one, passage, match)
    return None


def _refuses(name: str, reading: Reading, passage: Passage, match: re.Match[str]) -> bool:
    """``name``: of a guard, or "AREA.NAME" of a phrase beside which the other does not count."""
    if "." in name:
        is_beside = bool(passage.find(phrase(name)))
        if is_beside:
            note(TraceStep("guard", name, passage.text))
        return is_beside
    ask = guard_named(name)
    asked = list(signature(ask).parameters)
    place = (passage.text, *match.span())
    return ask(*place[: len(asked)]) if asked[0] == "text" else ask(reading, passage)


def quoted(reading: Reading, dimension: str, verdict: Verdict, passages: Sequence[Passage]) -> Finding:
    """What the first of the passages says, with the quotes of all."""
    text = passages[0].short
    return reading.found(dimension, verdict, text, text, map(reading.from_card, passages))
