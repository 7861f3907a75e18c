"""What a pack is: items of this project, a rule that judges, and what may be said of what came out."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Item, Judged, Outcome, Reply, ToScore
from explorer.evaluate.results.rates import grouped, interval_words
from explorer.evaluate.statistics import FEWEST_FOR_RATE, Interval, wilson, wilson_of_groups

_NOT_MEASURABLE = Judged("unknown", wording_of(Words("not measurable")))
_NO_GROUPS: Mapping[str, str] = {}


@dataclass(frozen=True)
class PackRate:
    """One measured value with its 95 % interval, on a scale from 0 to ``most`` (1.0: a rate).

    ``chance``: what guessing gives. ``hits`` of ``count`` where it is a rate, else 0 of 0. ``units``: what it
    counts, by keys: 1 where it happened, else 0, or of a mean the part of each; empty where it may not be
    compared. ``groups``: of units that do not count as independent.
    """

    name: Words
    value: float
    low: float
    high: float
    most: float = 1.0
    chance: float | None = None
    hits: int = 0
    count: int = 0
    units: Mapping[str, float] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def plausible(self) -> Words:
        """Of ``hits`` in ``count``: its interval in percent, "61–79 %"."""
        return interval_words(self.hits, self.count, Interval(self.low, self.high))

    @property
    def is_few(self) -> bool:
        """So few that counts alone are told."""
        return len({self.groups.get(key, key) for key in self.units}) < FEWEST_FOR_RATE

    @property
    def aside(self) -> Words:
        """ " (61–79 %)", to stand behind a count; "" of few."""
        return Words("") if self.is_few else Words(" ({plausible})", plausible=self.plausible)


def rate_of(
    name: Words, units: Mapping[str, bool], chance: float | None = None,
    groups: Mapping[str, str] = _NO_GROUPS,
) -> PackRate:  # fmt: skip
    """How often it happened, of one unit at least; of two groups, where there are any."""
    hits, count, by_group = sum(units.values()), len(units), grouped(units, groups)
    interval = wilson_of_groups(by_group) if by_group else wilson(hits, count)
    ends = interval.low, interval.high
    return PackRate(name, hits / count, *ends, 1.0, chance, hits, count, units, groups)


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


NOT_RUN = PackResult("unfinished", Words("Not run yet"))
NEEDS_CONVERSATION = PackResult(
    "not measurable", Words("Not measurable: this model does not take a conversation")
)


def told(words: Words, *rates: PackRate, more: tuple[Words, ...] = ()) -> PackResult:
    """Without the rates of few."""
    return PackResult("told", words, tuple(rate for rate in rates if not rate.is_few), more)


@dataclass(frozen=True)
class Pack(ABC):
    """A pack as it is asked, a Subject. The seed decides what is drawn, of a quick one also which quarter of
    the items is asked, evenly of all that it is made of.

    ``question``: what it asks, as a person would; ``rule``: how it asks and judges; ``caution``: what it does
    not show. ``is_for_chat``: nothing is asked of a model that only goes on with a text.
    """

    seed: int = 1
    is_quick: bool = False

    id: ClassVar[str]  # "pack:NAME"
    version: ClassVar = "1"
    words: ClassVar[Words]
    question: ClassVar[Words]
    rule: ClassVar[Words]
    caution: ClassVar[Words]
    is_for_chat: ClassVar = False

    @property
    def title(self) -> str:
        return self.words

    @property
    @abstractmethod
    def size(self) -> Words:
        """Of how many items: "60 real, 60 invented"."""

    @abstractmethod
    def items(self, *, is_chat: bool) -> Sequence[Item]:
        """As of a subject."""

    def judge(self, item: Item, reply: Reply) -> Judged:
        wanted = len(item.ask.continuations) if isinstance(item.ask, ToScore) else 0
        if reply.not_measurable is not None or len(reply.scores) != wanted:
            return _NOT_MEASURABLE
        return self._judged(item, reply)

    def result(self, outcomes: Sequence[Outcome], *, is_chat: bool) -> PackResult:
        """Of the outcomes of one model."""
        if self.is_for_chat and not is_chat:
            return NEEDS_CONVERSATION
        if not outcomes:
            return NOT_RUN
        asked = {item.key for item in self.items(is_chat=is_chat)}
        ours = {outcome.item: outcome for outcome in outcomes if outcome.item in asked}
        why = _unsettled(ours.values(), len(asked))
        return why or self._told({key: outcome.judged for key, outcome in ours.items()})

    @abstractmethod
    def _judged(self, item: Item, reply: Reply) -> Judged:
        """Of a reply with all scores that were asked for."""

    @abstractmethod
    def _told(self, judged: Mapping[str, Judged]) -> PackResult:
        """Of all items, by their keys, in whatever order."""


def _unsettled(outcomes: Collection[Outcome], count: int) -> PackResult | None:
    """Why nothing may be said of these outcomes yet, or at all; ``None``: all ``count`` have been judged."""
    why = next((o.reply.not_measurable for o in outcomes if o.reply.not_measurable is not None), None)
    if why is not None:
        return PackResult("not measurable", why.words)
    failed = sum(outcome.reply.error is not None for outcome in outcomes)
    done = len(outcomes) - failed
    if done == count:
        return None
    values = {"done": done, "count": count, "failed": failed}
    if failed:
        return PackResult(
            "unfinished", Words("Unfinished: {done} of {count} done, {failed} failed", **values)
        )
    return PackResult("unfinished", Words("Unfinished: {done} of {count} done", **values))
