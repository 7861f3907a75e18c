"""Where the rows of a long column stand: of some the height is known, of the others guessed."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class RowHeights:
    """Pixels. ``gap`` lies between two rows; the first begins at ``top``."""

    def __init__(self, top: int, gap: int) -> None:
        self._top, self._gap = top, gap
        self._steps: list[int] = []  # from one row to the next
        self._tops: list[int] = []  # of each row and of one after the last; empty: to be added up anew

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, number: int) -> int:
        return self._steps[number] - self._gap

    def __setitem__(self, number: int, height: int) -> None:
        if self[number] != height:
            self._steps[number] = height + self._gap
            self._tops = []

    def replace(self, kept: int, others: Iterable[int]) -> None:
        """All but the first ``kept``."""
        self._steps[kept:] = [height + self._gap for height in others]
        self._tops = []

    def top(self, number: int) -> int:
        return self._added()[number]

    def end(self) -> int:
        """Where the last one ends."""
        return self._added()[-1] - (self._gap if self._steps else 0)

    def at(self, place: int) -> int:
        """The row that stands there or below it, at most the last. Needs a row."""
        number = max(0, bisect_right(self._added(), place) - 1)
        last = len(self._steps) - 1
        is_in_gap = number <= last and place >= self.top(number) + self[number]
        return min(number + is_in_gap, last)

    def _added(self) -> list[int]:
        if not self._tops:
            self._tops = list(accumulate(self._steps, initial=self._top))
        return self._tops
