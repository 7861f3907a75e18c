"""Statistics of evaluations: how sure a rate is, and whether two models can be told apart."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations
FEWEST_FOR_RATE = 20  # items; below, counts alone are told
_RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """95 % of such intervals hold the true value."""

    low: float
    high: float


def wilson(hits: int, count: int) -> Interval:
    """Of the rate ``hits / count``: E. B. Wilson's interval of 1927. Everything is plausible of no items."""
    if count == 0:
        return Interval(0.0, 1.0)
    rate, square = hits / count, _Z * _Z
    middle = (rate + square / (2 * count)) / (1 + square / count)
    half = _Z * math.sqrt(rate * (1 - rate) / count + square / (4 * count * count)) / (1 + square / count)
    return Interval(0.0 if hits == 0 else max(0.0, middle - half),
                    1.0 if hits == count else min(1.0, middle + half))  # fmt: skip


def mcnemar(only_one: int, only_other: int) -> float:
    """The probability that two equal models differ at least so much, of items that one alone passed: exact,
    two-sided (Q. McNemar 1947).
    """
    count, fewer = only_one + only_other, min(only_one, only_other)
    tail: float = sum(math.comb(count, k) for k in range(fewer + 1)) / 2**count
    return min(1.0, 2.0 * tail)


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Each adjusted for how many are looked at (S. Holm 1979), in their order."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    adjusted, highest = [0.0] * len(order), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, probabilities[index] * (len(order) - rank)))
        adjusted[index] = highest
    return tuple(adjusted)


def bootstrap[T](
    groups: Mapping[str, Sequence[T]], statistic: Callable[[Sequence[T]], float], seed: int = 1
) -> Interval:
    """Of ``statistic`` over all values: whole groups are drawn again, because what is in one is no two
    independent observations. The percentile interval of 2000 draws; the same for the same seed.
    """
    drawn, keys = random.Random(seed), sorted(groups)  # noqa: S311  no secret
    values = sorted(
        statistic([value for key in drawn.choices(keys, k=len(keys)) for value in groups[key]])
        for _ in range(_RESAMPLES)
    )
    return Interval(values[int(0.025 * _RESAMPLES)], values[int(0.975 * _RESAMPLES) - 1])
