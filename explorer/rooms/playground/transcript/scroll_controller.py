"""Keeps the end of a conversation in view while it grows, or what is read in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from explorer.kit.scroll import Scroll
from explorer.rooms.playground.transcript.long_column_pane import LongColumn


@dataclass(frozen=True)
class ReadingPlace:
    """The first row in view, and how far above the view it begins; ``share``: of a guessed height."""

    number: int
    above: int
    share: float = 0.0


class ScrollController(QObject):
    """``look`` is called when another part is seen; ``is_page``: what is there is read from its beginning."""

    def __init__(
        self, area: Scroll, column: LongColumn, look: Callable[[], None], is_page: Callable[[], bool]
    ) -> None:
        super().__init__(area)
        self._area, self._column, self._look, self._is_page = area, column, look, is_page
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_grown)
        column.holding = self._holding
        self._follows, self._is_moving = True, False
        self._read: ReadingPlace | None = None

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self._follows = True
        self._area.to_end()

    @Slot()
    def stay(self) -> None:
        """What is above stays where it is."""
        self._follows = False
        self._read = self._what_is_read()

    def go(self, number: int, margin: int) -> None:
        """Bring this row into view, so far below the top."""
        self._follows, self._read = False, ReadingPlace(number, -margin)
        self._put_back()

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Rows take other places meanwhile, and what the bar tells is nothing that a person did."""
        before, self._is_moving = self._is_moving, True
        try:
            yield
            self._put_back()
        finally:
            self._is_moving = before

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._is_moving:
            self._follows = self._area.at_end()
            self._read = self._what_is_read()
        self._look()

    @Slot()
    def _on_grown(self) -> None:
        if not self._is_moving:
            self._put_back()
        self._look()

    def _put_back(self) -> None:
        before, self._is_moving = self._is_moving, True
        if self._follows and not self._is_page():
            self._area.to_end()
        elif self._read is not None and self._read.number < len(self._column.heights):
            self._area.verticalScrollBar().setValue(self._place_of(self._read))
        self._is_moving = before

    def _what_is_read(self) -> ReadingPlace | None:
        heights = self._column.heights
        if not len(heights):
            return None
        top = self._area.verticalScrollBar().value()
        number = heights.at(top)
        above = top - heights.top(number)
        is_guess = number not in self._column.live and above > 0
        return ReadingPlace(number, above, above / heights[number] if is_guess else 0.0)

    def _place_of(self, read: ReadingPlace) -> int:
        """Where the view begins then. The height of a row that was built meanwhile is another."""
        heights = self._column.heights
        above = read.above
        if read.share:
            above = round(read.share * heights[read.number])
            if read.number in self._column.live:
                self._read = ReadingPlace(read.number, above)
        return heights.top(read.number) + above
