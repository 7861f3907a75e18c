"""How long a run may still take: by its plan at first, then by how long its answers really took.

Nothing is carried over from an answer that is over: what is left is reckoned anew whenever it is asked for.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import fmean

from explorer.compare.plan import Leg

Clock = Callable[[], float]

_SURE = 0.1  # of a load, before it tells how long the rest takes
_SLACK = 1.2  # times what was expected: estimates are rarely better


@dataclass(frozen=True)
class Left:
    """``seconds`` is ``None`` where nothing is known yet. ``is_late``: what goes on now should be over."""

    seconds: float | None
    is_late: bool = False


class ColumnPace:
    """What one column still needs. Told what it does as it does it."""

    def __init__(self, leg: Leg, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        told = leg.likely if leg.likely is not None else leg.at_most
        self._load = 0.0 if leg.is_loaded else leg.predicted.load_s
        self._planned = max(0.0, told - self._load) / max(1, len(leg.steps)) if told is not None else None
        self._missing = len(leg.steps)
        self._took: list[float] = []
        self._fraction = 0.0  # of the load
        self._since: float | None = None  # that what goes on now has gone on
        self._does = ""

    def load(self, fraction: float) -> None:
        """Also while it is checked or warmed up: before its first answer."""
        self._begin("load")
        self._fraction = fraction

    def ask(self) -> None:
        self._begin("ask")

    def take(self) -> None:
        """One answer is over, or failed."""
        if self._does == "ask" and self._since is not None:
            self._took.append(self._clock() - self._since)
        self._missing = max(0, self._missing - 1)
        self._does, self._since = "next", None

    def end(self) -> None:
        """Nothing more comes."""
        self._missing, self._does, self._since = 0, "over", None

    @property
    def left(self) -> Left:
        if not self._missing:
            return Left(0.0)
        answer = fmean(self._took) if self._took else self._planned
        if answer is None:
            return Left(None)
        if self._does == "ask":
            gone = self._gone
            return Left(max(0.0, answer - gone) + answer * (self._missing - 1), gone > answer * _SLACK)
        load, is_late = self._of_load
        return Left(load + answer * self._missing, is_late)

    @property
    def _of_load(self) -> tuple[float, bool]:
        """What is left of it, by how far it came."""
        if self._does == "":
            return self._load, False
        if self._does != "load":
            return 0.0, False
        gone = self._gone
        if self._fraction >= _SURE:
            return gone / self._fraction - gone, False
        return max(0.0, self._load - gone), bool(self._load) and gone > self._load * _SLACK

    @property
    def _gone(self) -> float:
        return self._clock() - self._since if self._since is not None else 0.0

    def _begin(self, what: str) -> None:
        if self._does != what:
            self._does, self._since = what, self._clock()


def left_in_all(lefts: Iterable[Left], *, is_parallel: bool) -> Left:
    """In turn they add up; at once the longest counts. One that is not known makes all unknown."""
    every = tuple(lefts)
    known = [one.seconds for one in every if one.seconds is not None]
    is_late = any(one.is_late for one in every)
    if len(known) < len(every):
        return Left(None, is_late)
    return Left(max(known, default=0.0) if is_parallel else sum(known), is_late)
