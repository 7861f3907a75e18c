"""Statistics of evaluations: how sure a rate is, and whether two models can be told apart."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations
FEWEST_FOR_RATE = 20  # items; below, counts alone are told
_RESAMPLES = 2000
_EXACT = 2000  # items, or groups of them, up to which nothing is approximated


@dataclass(frozen=True)
class Interval:
    """95 % of such intervals hold the true value."""

    low: float
    high: float


def wilson(hits: float, count: float) -> Interval:
    """Of the rate ``hits / count``: E. B. Wilson's interval of 1927. Everything is plausible of no items."""
    if count == 0:
        return Interval(0.0, 1.0)
    rate, square = hits / count, _Z * _Z
    middle = (rate + square / (2 * count)) / (1 + square / count)
    half = _Z * math.sqrt(rate * (1 - rate) / count + square / (4 * count * count)) / (1 + square / count)
    return Interval(0.0 if hits == 0 else max(0.0, middle - half),
                    1.0 if hits == count else min(1.0, middle + half))  # fmt: skip


def wilson_of_groups(groups: Sequence[tuple[int, int]]) -> Interval:
    """As ``wilson`` where items come in groups, two or more: hits and items of each. It is that of as many
    independent items as the spread of the groups amounts to, with Student's t for the few that there are
    (E. L. Korn and B. I. Graubard 1998); where all hit or none, of as many as there are groups.
    """
    hits, count, free = sum(hit for hit, _ in groups), sum(n for _, n in groups), len(groups) - 1
    rate = hits / count
    spread = math.fsum((hit - rate * n) ** 2 for hit, n in groups) * (free + 1) / free / (count * count)
    independent: float = len(groups)
    if 0 < hits < count:
        student = 1 + (_Z * _Z + 1) / (4 * free)  # so many times as wide is 95 % of Student's distribution
        independent = count if not spread else min(count, rate * (1 - rate) / spread / (student * student))
    return wilson(rate * independent, independent)


def mcnemar(only_one: int, only_other: int) -> float:
    """The probability that two equal models differ at least so much, of items that one alone passed: exact,
    two-sided (Q. McNemar 1947).
    """
    count, fewer = only_one + only_other, min(only_one, only_other)
    tail = math.fsum(_binomial(count, hits) for hits in range(fewer + 1))
    return min(1.0, 2.0 * tail)


def flipped(sums: Sequence[int]) -> float:
    """As ``mcnemar`` where items come in groups: how many more of each group the one passed than the other.

    Equal models may as well have been exchanged in any group, so each sign may be the other one: exact,
    two-sided. Of groups of one item it is McNemar's test; above 2000 items a normal distribution.
    """
    sizes = Counter(abs(one) for one in sums if one)
    seen, reach = abs(sum(sums)), sum(size * count for size, count in sizes.items())
    if set(sizes) <= {1}:
        return mcnemar((reach + seen) // 2, (reach - seen) // 2)
    if reach > _EXACT:
        spread = math.sqrt(sum(size * size * count for size, count in sizes.items()))
        return math.erfc(max(0.0, seen - 0.5) / spread / math.sqrt(2))
    chances = {0: 1.0}
    for size, count in sizes.items():
        steps = [(size * (2 * hits - count), _binomial(count, hits)) for hits in range(count + 1)]
        summed = defaultdict[int, float](float)
        for total, chance in chances.items():
            for step, share in steps:
                summed[total + step] += chance * share
        chances = summed
    return min(1.0, math.fsum(chance for total, chance in chances.items() if abs(total) >= seen))


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Each adjusted for how many are looked at (S. Holm 1979), in their order."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    adjusted, highest = [0.0] * len(order), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, probabilities[index] * (len(order) - rank)))
        adjusted[index] = highest
    return tuple(adjusted)


@dataclass(frozen=True)
class DrawnMean(Interval):
    """``chance``: that a mean of 0 comes out as far from it, by how many of the draws lie beyond 0."""

    chance: float


def bootstrap(groups: Sequence[tuple[float, int]], seed: int = 1) -> DrawnMean:
    """Of the mean of values: the sum of each group, and of how many. Whole groups are drawn again, because
    what is in one is no two independent observations: the percentile interval of 2000 draws, the same for
    the same seed; above 2000 groups a normal distribution. Of differences it compares two means in pairs.
    """
    if not groups:
        return DrawnMean(-math.inf, math.inf, 1.0)
    sums, counts = [total for total, _count in groups], [count for _total, count in groups]
    if len(groups) > _EXACT:
        mean, every = math.fsum(sums) / sum(counts), sum(counts)
        spread = math.sqrt(math.fsum((one - mean * count) ** 2 for one, count in groups)) / every
        chance = math.erfc(abs(mean) / spread / math.sqrt(2)) if spread else float(not mean)
        return DrawnMean(mean - _Z * spread, mean + _Z * spread, chance)
    import numpy as np  # noqa: PLC0415  twenty times as fast as Python, for a table of many pairs

    drawn = np.random.default_rng(seed).integers(0, len(groups), (_RESAMPLES, len(groups)))
    means = np.array(sums)[drawn].sum(axis=1) / np.array(counts)[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    beyond = 1 + min((means <= 0).sum(), (means >= 0).sum())
    return DrawnMean(float(low), float(high), min(1.0, 2 * float(beyond) / (_RESAMPLES + 1)))


def _binomial(count: int, hits: int) -> float:
    """So many of ``count`` tosses of a coin."""
    logs = math.lgamma(count + 1) - math.lgamma(hits + 1) - math.lgamma(count - hits + 1)
    return math.exp(logs - count * math.log(2))
