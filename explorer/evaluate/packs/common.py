"""What the rules of several packs share: reading items, drawing a quarter, gathering, saying intervals."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import msgspec

from explorer.base.resources import resource
from explorer.domain.tokens import AnswerOptions
from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Item, Judged, Outcome, Reply, ToScore
from explorer.evaluate.packs.pack import PackRate, PackResult
from explorer.evaluate.statistics import wilson

# A model that thinks would spend the few tokens of an answer on its thought
NO_THOUGHT = AnswerOptions(think="off", think_budget=0)
_NOT_MEASURABLE = Judged("unknown", wording_of(Words("not measurable")))
_NEEDS_CONVERSATION = Words("Not measurable: this model does not take a conversation")


@dataclass(frozen=True)
class OwnPack(ABC):
    """What the packs do alike. The seed decides what is drawn, of a quick one also which quarter is asked.
    ``is_for_chat``: nothing is asked of a model that only goes on with a text.
    """

    seed: int = 1
    is_quick: bool = False

    version: ClassVar = "1"
    words: ClassVar[Words]
    is_for_chat: ClassVar = False

    @property
    def title(self) -> str:
        return self.words

    @abstractmethod
    def items(self, *, is_chat: bool) -> Sequence[Item]:
        """As of a subject."""

    def judge(self, item: Item, reply: Reply) -> Judged:
        wanted = len(item.ask.continuations) if isinstance(item.ask, ToScore) else 0
        if reply.not_measurable is not None or len(reply.scores) != wanted:
            return _NOT_MEASURABLE
        return self._judged(item, reply)

    def result(self, outcomes: Sequence[Outcome], *, is_chat: bool) -> PackResult:
        if self.is_for_chat and not is_chat:
            return PackResult("not measurable", _NEEDS_CONVERSATION)
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


def read_items[T](name: str, kind: type[T]) -> T:
    """What ``resources/evaluate/packs/NAME.json`` holds."""
    return msgspec.json.decode(resource("evaluate", "packs", f"{name}.json").read_bytes(), type=kind)


def a_quarter[T](values: Sequence[T], kind: Callable[[T], Hashable], seed: int) -> tuple[T, ...]:
    """A quarter of ``values`` (rounded up) in their order: of each kind as many as it has part in them, as
    nearly as can be; which of them, and which kinds get one more, the seed decides.
    """
    drawn = random.Random(seed)  # noqa: S311  no secret
    kinds: dict[Hashable, list[int]] = {}
    for place in drawn.sample(range(len(values)), len(values)):
        kinds.setdefault(kind(values[place]), []).append(place)
    # As cards are dealt out evenly: each kind stands at even distances on a line from 0 to 1
    line = sorted(
        ((rank + drawn.random()) / len(places), place)
        for places in kinds.values()
        for rank, place in enumerate(places)
    )
    return tuple(values[place] for place in sorted(place for _, place in line[: -(-len(values) // 4)]))


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


def rate_of(name: Words, hits: int, count: int, chance: float | None = None) -> PackRate:
    """Of ``hits`` in ``count``, which is not 0, with Wilson's interval."""
    interval = wilson(hits, count)
    return PackRate(name, hits / count, interval.low, interval.high, chance=chance, hits=hits, count=count)
