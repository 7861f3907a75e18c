"""A count and how sure its rate is, in words and as a line."""

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
    """In whole per cent: "60–91 %"; of no hits "below 7 %", of nothing but hits "above 93 %"."""
    low, high = (round(100 * end) for end in (interval.low, interval.high))
    if hits == 0:
        return Words("below {high} %", high=high)
    if hits == count:
        return Words("above {low} %", low=low)
    return Words("{low}–{high} %", low=low, high=high)
