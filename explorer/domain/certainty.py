"""How sure a model was of a token, in words and in five steps; and what that says of a whole answer.

A probability is the model's own, of a token among all of its vocabulary: it says how much the wording was
settled, and nothing about whether it is true.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.domain.tokens import TokenDetail

# The least probability of each step, from sure to surprised; the last has none.
STEPS = (0.9, 0.6, 0.3, 0.1)


def probability_of(logprob: float) -> float:
    """0 to 1, out of a natural logarithm."""
    return math.exp(min(0.0, logprob))


def surprise_of(logprob: float | None) -> int:
    """0 (at least nine in ten) to 4 (less than one in ten); 0 where nothing is known."""
    if logprob is None:
        return 0
    chance = probability_of(logprob)
    return next((step for step, least in enumerate(STEPS) if chance >= least), len(STEPS))


def percent_text(chance: float) -> str:
    """ "41 %"; nothing is said to be certain or impossible: "> 99 %", "< 1 %"."""
    percent = round(chance * 100)
    if percent < 1:
        return "< 1 %"
    return "> 99 %" if percent > 99 else f"{percent} %"


@dataclass(frozen=True)
class CertaintyOverview:
    """Of a whole answer: the middle probability of its ``count`` tokens, and where the least likely stand."""

    count: int
    median: float
    least: tuple[int, ...]


def overview(tokens: Sequence[TokenDetail]) -> CertaintyOverview | None:
    """``None`` if of no token it is known. ``least``: at most three, each below three in ten."""
    known = [(token.logprob, place) for place, token in enumerate(tokens) if token.logprob is not None]
    if not known:
        return None
    unsure = sorted(one for one in known if surprise_of(one[0]) > 2)
    middle, _ = sorted(known)[len(known) // 2]
    return CertaintyOverview(len(known), probability_of(middle), tuple(place for _, place in unsure[:3]))
