"""What the rules of several packs share: reading items, drawing a quarter, gathering, saying intervals."""

import random
from collections.abc import Callable, Hashable, Sequence

import msgspec

from explorer.base.resources import resource
from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Item, Judged, Outcome
from explorer.evaluate.packs.pack import PackRate, PackResult
from explorer.evaluate.statistics import wilson

NOT_MEASURABLE = Judged("unknown", wording_of(Words("not measurable")))


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


def unsettled(items: Sequence[Item], outcomes: Sequence[Outcome]) -> PackResult | None:
    """Why nothing may be said of these outcomes yet, or at all; ``None``: all items have been judged."""
    asked = {item.key for item in items}
    ours = {outcome.item: outcome for outcome in outcomes if outcome.item in asked}
    why = next((o.reply.not_measurable for o in ours.values() if o.reply.not_measurable is not None), None)
    if why is not None:
        return PackResult("not measurable", why.words)
    failed = sum(outcome.reply.error is not None for outcome in ours.values())
    done, count = len(ours) - failed, len(asked)
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
