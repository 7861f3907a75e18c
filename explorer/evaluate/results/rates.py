"""A count and how sure its rate is, in words and as a line."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from explorer.domain.words import Words
from explorer.evaluate.statistics import FEWEST_FOR_RATE, Interval, wilson, wilson_of_groups


@dataclass(frozen=True)
class RateTold:
    """``interval``: ``None`` of too few for a rate; ``words`` then say so."""

    counted: Words
    words: Words
    rate: float = 0.0
    interval: Interval | None = None


def told_of(passed: int, judged: int, groups: Sequence[tuple[int, int]] = ()) -> RateTold:
    """Count first, interval second. ``groups``: of ``grouped``, where items come of templates: what is alike
    in one tells no more than one item does.
    """
    counted = Words("{hits} of {count}", hits=passed, count=judged)
    if judged and len(groups or range(judged)) < FEWEST_FOR_RATE:
        few = Words("under {n} templates: no rate") if groups else Words("fewer than {n}: no rate")
        return RateTold(counted, few.filled(n=FEWEST_FOR_RATE))
    if not judged:
        return RateTold(counted, Words(""))
    interval = wilson_of_groups(groups) if groups else wilson(passed, judged)
    return RateTold(counted, interval_words(passed, judged, interval), passed / judged, interval)


def grouped(passed: Mapping[str, bool], groups: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
    """How many of each group passed, and of how many; () where no group has two. ``passed``: of each item
    that was judged; ``groups``: of each item that has one.
    """
    found: dict[str, tuple[int, int]] = {}
    if not groups:
        return ()
    for item, is_passed in passed.items():
        group = groups.get(item) or f"\0{item}"  # a group of its own
        hits, count = found.get(group, (0, 0))
        found[group] = hits + is_passed, count + 1
    return tuple(found.values()) if len(found) < len(passed) else ()


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
