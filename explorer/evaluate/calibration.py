"""Whether a model that is so sure is right so often: Brier’s score, bins, and the error over them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.evaluate.statistics import Interval, wilson

FEWEST_FOR_ERROR = 300  # items; below, bins hold too few for an error over them
_FEW, _MANY = 5, 10  # bins below so many items, and from there on


@dataclass(frozen=True)
class ReliabilityBin:
    """Items of which the model was between ``low`` and ``high`` sure. ``sure``: on average; ``right``: the
    rate of those it had right, with its interval. Rates are 0 of no items.
    """

    low: float
    high: float
    count: int
    sure: float
    right: float
    interval: Interval


@dataclass(frozen=True)
class Calibration:
    """``brier``: 0 is perfect, 0.25 what saying one half of all gets. ``error``: the expected calibration
    error, ``None`` of fewer than 300 items.
    """

    count: int
    brier: float
    bins: tuple[ReliabilityBin, ...]
    error: float | None


def calibration_of(said: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Of how sure a model was of each item, from 0 to 1, and whether it was right. Raises ValueError for
    none, and for what is no probability.
    """
    if not said or len(said) != len(right) or not all(0.0 <= one <= 1.0 for one in said):
        raise ValueError("probabilities and outcomes must go together, and there must be some")
    count = len(said)
    brier = math.fsum((one - hit) ** 2 for one, hit in zip(said, right, strict=True)) / count
    bins = reliability(said, right, _FEW if count < FEWEST_FOR_ERROR else _MANY)
    off = math.fsum(one.count * abs(one.sure - one.right) for one in bins) / count
    return Calibration(count, brier, bins, off if count >= FEWEST_FOR_ERROR else None)


def reliability(said: Sequence[float], right: Sequence[bool], bins: int) -> tuple[ReliabilityBin, ...]:
    """In so many bins of the same width; 1.0 belongs to the last."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for one, hit in zip(said, right, strict=True):
        groups[min(bins - 1, int(one * bins))].append((one, hit))
    return tuple(_bin(number / bins, (number + 1) / bins, group) for number, group in enumerate(groups))


def _bin(low: float, high: float, group: Sequence[tuple[float, bool]]) -> ReliabilityBin:
    count, hits = len(group), sum(hit for _one, hit in group)
    sure = math.fsum(one for one, _hit in group) / count if count else 0.0
    return ReliabilityBin(low, high, count, sure, hits / count if count else 0.0, wilson(hits, count))
