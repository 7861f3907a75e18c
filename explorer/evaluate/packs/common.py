"""What the rules of several packs share: reading items, drawing a quarter, answers without a thought."""

import random
from collections.abc import Callable, Hashable, Sequence

import msgspec

from explorer.base.resources import resource
from explorer.domain.tokens import AnswerOptions

# A model that thinks would spend the few tokens of an answer on its thought
NO_THOUGHT = AnswerOptions(think="off", think_budget=0)


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
