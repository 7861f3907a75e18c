"""Which rows of a long column are there: those around what is seen.

At once where rows were asked for or have changed, else one after the other, the nearest first, so that
scrolling never waits; then those that are far are taken away. Nothing is done once all is as it should be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.rooms.playground.transcript.long_column_pane import LongColumn, RowSource, lay_out_now

_AROUND, _FAR = 2, 3  # viewports above and below what is seen: rows are built within, and taken away beyond
_MOST = 60  # rows at a time, unless more are seen
_PAUSE_MS = 4  # between two steps: scrolling and typing come in between
_BUDGET_S = 0.001  # what is done in no time is done with others


class RowSupply(QObject):
    """``row`` gives one that is needed now, ``settle`` all that are seen, ``look`` the rest in a while."""

    def __init__(self, column: LongColumn, source: RowSource) -> None:
        super().__init__(column)
        self._column, self._source = column, source
        self._is_settling = False
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._work)
        column.due, column.changed = self.settle, self._measure

    def row(self, number: int) -> QWidget:
        """Built now if it is not there."""
        if number not in self._column.live:
            with self._settling():
                self._column.build(number)
            self.look()
        return self._column.live[number]

    def settle(self) -> None:
        """What is seen is there when this returns, and in its place."""
        if self._is_settling or not self._column.isVisible():
            return
        with self._settling():
            lay_out_now()
            self._column.measure()
            while (number := self._next(seen_only=True)) is not None:
                self._column.build(number)
        self.look()

    @Slot()
    def look(self) -> None:
        """What is seen may be another part now, or a larger one."""
        if self._column.isVisible() and not self._timer.isActive():
            self._timer.start()  # not again with each step: it would never come while one scrolls

    def is_settled(self) -> bool:
        """Whether every row is there that should be, and no other."""
        return not self._timer.isActive()

    def stop(self) -> None:
        self._timer.stop()

    @contextmanager
    def _settling(self) -> Iterator[None]:
        """Rows ask for heights while they are built; all is measured once they stand."""
        before, self._is_settling = self._is_settling, True
        try:
            yield
        finally:
            self._is_settling = before

    def _measure(self) -> None:
        """Rows that are there changed; none is built for it, or scrolling would wait."""
        if not self._is_settling:
            with self._settling():
                lay_out_now()
                self._column.measure()
            self.look()

    @Slot()
    def _work(self) -> None:
        begun = perf_counter()
        with self._settling():
            while perf_counter() - begun < _BUDGET_S:
                if not self._work_once():
                    self._timer.stop()
                    return

    def _work_once(self) -> bool:
        """Whether there was anything to do."""
        number, far = self._next(), self._farthest()
        is_much = len(self._column.built()) > _MOST
        if number is not None and not (is_much and far is not None):
            self._column.build(number, at_once=False)
        elif far is not None:
            self._column.drop(far)
        return number is not None or far is not None

    def _next(self, *, seen_only: bool = False) -> int | None:
        """The nearest that is missing."""
        wanted = (one for one in self._near() if not seen_only or not self._distance(one))
        return next((one for one in wanted if self._column.is_missing(one)), None)

    def _near(self) -> list[int]:
        """The rows that should be there, the nearest first."""
        heights = self._column.heights
        if not len(heights):
            return []
        top, bottom = self._column.seen()
        reach = _AROUND * (bottom - top)
        around = range(heights.at(top - reach), heights.at(bottom + reach) + 1)
        nearest = sorted(around, key=self._distance)
        seen = sum(not self._distance(number) for number in nearest)
        return nearest[: max(_MOST, seen)]

    def _farthest(self) -> int | None:
        """Of those that are too far, or too many."""
        top, bottom = self._column.seen()
        built = self._column.built()
        far = [one for one in built if self._distance(one) > _FAR * (bottom - top)]
        if not far and len(built) > _MOST:
            far = list(set(built).difference(self._near()))
        far.sort(key=self._distance, reverse=True)
        return next((one for one in far if not self._source.is_needed(one, built[one])), None)

    def _distance(self, number: int) -> int:
        """Pixels from what is seen."""
        (top, bottom), heights = self._column.seen(), self._column.heights
        begin = heights.top(number)
        return max(0, begin - bottom, top - begin - heights[number])
