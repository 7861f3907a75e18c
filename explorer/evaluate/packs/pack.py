"""What a pack is: items of this project, a rule that judges, and what may be said of what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from explorer.domain.words import Words
from explorer.evaluate.items import Outcome, Subject
from explorer.evaluate.results.rates import interval_words
from explorer.evaluate.statistics import Interval


@dataclass(frozen=True)
class PackRate:
    """One measured value with its 95 % interval, on a scale from 0 to ``most`` (1.0: a rate).

    ``chance``: what guessing gives. ``hits`` of ``count`` where it is a rate, else 0 of 0.
    """

    name: Words
    value: float
    low: float
    high: float
    most: float = 1.0
    chance: float | None = None
    hits: int = 0
    count: int = 0

    @property
    def plausible(self) -> Words:
        """Of ``hits`` in ``count``: its interval in percent, "61–79 %"."""
        return interval_words(self.hits, self.count, Interval(self.low, self.high))


@dataclass(frozen=True)
class PackResult:
    """What may be said of one model. ``state``: "told"; "cannot tell" where the model failed what the rule
    presupposes, or does not differ from guessing; "not measurable"; "unfinished". ``words``: in one line.
    ``rates``: never merged into one; empty unless "told" or near guessing. ``more``: what else came out, a
    line each, where the pack is opened.
    """

    state: Literal["told", "cannot tell", "not measurable", "unfinished"]
    words: Words
    rates: tuple[PackRate, ...] = ()
    more: tuple[Words, ...] = ()


class Pack(Subject, Protocol):
    """A pack with its seed and size. ``id`` is "pack:NAME"; ``items`` of a quick one are a quarter, which
    the seed draws evenly from what the pack is made of.
    """

    @property
    def words(self) -> Words:
        """What it is called."""

    @property
    def question(self) -> Words:
        """What it asks, as a person would: "Does it prefer the true answer?"."""

    @property
    def size(self) -> Words:
        """Of how many items: "60 real, 60 invented"."""

    @property
    def caution(self) -> Words:
        """What it does not show, in one or two sentences."""

    def result(self, outcomes: Sequence[Outcome], *, is_chat: bool) -> PackResult:
        """Of the outcomes of one model."""
