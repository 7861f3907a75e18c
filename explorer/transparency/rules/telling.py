"""The sentences that tell something: where one of the phrases stands and none of its guards refuses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guards
from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.trace import TraceStep, note
from explorer.transparency.reading import Reading

_NEAREST = {"heading": 1, "headings": 2}  # how many of those above a passage


class Told(NamedTuple):
    """``match``: what the phrase found, of the passage or of a title above it."""

    phrase: Phrase
    passage: Passage
    match: re.Match[str]


def told(reading: Reading, *phrases: Phrase, also: Iterable[Passage] = ()) -> Iterator[Told]:
    """In the order of the card; of each passage the first phrase that counts. ``also``: as of ``likely``."""
    likely = [one for one in phrases if "text" in one.entry.at]
    titled = (passage for one in phrases for passage in _titled(reading, one))
    for passage in reading.likely(*likely, also=[*also, *titled]):
        if found := told_in(reading, passage, *phrases):
            yield found


def told_in(reading: Reading, passage: Passage, *phrases: Phrase) -> Told | None:
    """The first of the phrases that stands in a passage and counts there."""
    for one in phrases:
        match = _match(passage, one)
        if match is None or any(_lacks(name, passage) for name in one.entry.needs):
            continue
        for place in _places(one, match):
            if not any(_refuses(name, reading, passage, place) for name in one.entry.unless):
                return Told(one, passage, place)
    return None


def _places(one: Phrase, first: re.Match[str]) -> Iterable[re.Match[str]]:
    """Where a phrase stands in a text: the first place, or all where a guard tells them apart."""
    names = (name for name in one.entry.unless if "." not in name)
    return one.finditer(first.string) if any(guards()[name].is_of_place for name in names) else (first,)


def _titled(reading: Reading, one: Phrase) -> Iterator[Passage]:
    """The passages with a label or below a heading in which a phrase may stand."""
    for place in one.entry.at:
        if place == "label":
            yield from (passage for passage in reading.labelled if passage.is_labelled(one))
        elif place != "text":
            yield from reading.under(one, _NEAREST[place])


def _match(passage: Passage, one: Phrase) -> re.Match[str] | None:
    """Where a phrase stands, at the first of its places."""
    for place in one.entry.at:
        if place == "text":
            match = passage.find(one)
        elif place == "label":
            match = one.search(passage.label) if passage.is_labelled(one) else None
        else:
            depth = _NEAREST[place]
            titles = reversed(passage.section[-depth:]) if passage.is_under(one, depth) else ()
            match = next(filter(None, map(one.search, titles)), None)
        if match:
            return match
    return None


def _lacks(name: str, passage: Passage) -> bool:
    """``name``: of a phrase that must stand beside another."""
    is_missing = _match(passage, phrase(name)) is None
    if is_missing:
        note(TraceStep("missing", name, passage.text))
    return is_missing


def _refuses(name: str, reading: Reading, passage: Passage, match: re.Match[str]) -> bool:
    """``name``: of a guard, or "AREA.NAME" of a phrase beside which the other does not count."""
    if "." in name:
        is_beside = _match(passage, phrase(name)) is not None
        if is_beside:
            file = f"resources/phrases/{name.partition('.')[0]}.yaml"
            note(TraceStep("guard", name, passage.text, file=file))
        return is_beside
    return guards()[name].refuses(reading, passage, match)


def quoted(reading: Reading, dimension: str, verdict: Verdict, passages: Sequence[Passage]) -> Finding:
    """What the first of the passages says, with the quotes of all."""
    text = passages[0].short
    return reading.found(dimension, verdict, text, text, map(reading.from_card, passages))


def contradiction(*stated: tuple[Evidence, str]) -> Words:
    """What each source says, where they disagree."""
    said = (Words("{place}: {statement}", place=one.place, statement=statement) for one, statement in stated)
    return joined(" · ", said)
