"""A count and how sure its rate is, in words and as a line."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from explorer.domain.words import Words
from explorer.evaluate.statistics import FEWEST_FOR_RATE, Interval, wilson


@dataclass(frozen=True)
class RateTold:
    """``interval``: ``None`` of too few for a rate; ``words`` then say so."""

    counted: Words
    words: Words
    rate: float = 0.0
    interval: Interval | None = None


def rate_told(hits: int, count: int) -> RateTold:
    """Count first, interval second."""
    counted = Words("{hits} of {count}", hits=hits, count=count)
    if count < FEWEST_FOR_RATE:
        return RateTold(counted, Words("fewer than {n}: no rate", n=FEWEST_FOR_RATE) if count else Words(""))
    interval = wilson(hits, count)
    return RateTold(counted, interval_words(hits, count, interval), hits / count, interval)


def interval_words(hits: int, count: int, interval: Interval) -> Words:
    """In per cent: "60–91 %", of no hits "below 7 %", of nothing but hits "above 93 %". Whole ones where
    those say something: "below 0 %" is no rate.
    """
    low, high = round(100 * interval.low), round(100 * interval.high)
    if hits == 0:
        return Words("below {high} %", high=high or _tenths(interval.high, math.ceil))
    if hits == count:
        return Words("above {low} %", low=low if low < 100 else _tenths(interval.low, math.floor))
    if low == high:
        ends = {"low": _tenths(interval.low, math.floor), "high": _tenths(interval.high, math.ceil)}
        return Words("{low}–{high} %", **ends)
    return Words("{low}–{high} %", low=low, high=high)


def _tenths(end: float, whole: Callable[[float], int]) -> str:
    """Outwards, so that the bound itself is never passed."""
    return f"{whole(1000 * end) / 10:.1f}"
