"""The sentences that tell something: where one of the phrases stands and none of its guards refuses."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard_named
from explorer.transparency.phrases.phrase import Phrase
from explorer.transparency.reading import Reading


class Told(NamedTuple):
    """``match``: what of the passage the phrase found."""

    phrase: Phrase
    passage: Passage
    match: re.Match[str]


def told(reading: Reading, *phrases: Phrase, also: Iterable[Passage] = ()) -> Iterator[Told]:
    """In the order of the card; of each passage the first phrase that counts. ``also``: as of ``likely``."""
    for passage in reading.likely(*phrases, also=also):
        for phrase in phrases:
            match = passage.find(phrase)
            if match and not any(guard_named(name)(reading, passage) for name in phrase.entry.unless):
                yield Told(phrase, passage, match)
                break
