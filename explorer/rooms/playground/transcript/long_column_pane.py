"""A column of many rows, of which only those around what is seen are there.

Widgets are dear: a row takes some ten milliseconds and hundreds of kilobytes. So each row has a height, known
or guessed, and is built when what is seen comes near, see RowSupply. Until then its place shows grey shapes.
The heights are no layout's: Qt's box layouts end at half a million pixels.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.layouts import remove_widget
from explorer.kit.paint import fill_round
from explorer.kit.theme import look_of
from explorer.rooms.playground.transcript.row_heights import RowHeights

# Pixels at 100 %
WIDEST = 720
SIDE = 24  # left and right of the column
_END, _GAP = 22, 18  # above the first row and below the last, and between two
_LINE, _BAR = 23, 11  # of the grey shapes

_SHARES = (0.92, 0.78, 1.0, 0.85, 0.96, 0.62)  # of the width, line by line
_TALLEST = 15_000_000  # pixels of rows that are not there: Qt's widgets end at 16,777,215


class RowSource(Protocol):
    """Makes the rows of a LongColumn, by their numbers."""

    def make_row(self, number: int, parent: QWidget) -> QWidget:
        """It is shown once ``add_part`` has said that nothing is missing in it."""

    def add_part(self, row: QWidget) -> bool:
        """The next part of a row; whether others are still to come."""

    def is_needed(self, number: int, row: QWidget) -> bool:
        """Whether it must not be taken away, however far it is."""

    def take_leave(self, number: int, row: QWidget) -> None:
        """It is taken away: what it knows must be kept."""

    def is_said_by_person(self, number: int) -> bool:
        """Then the shape in its place stands at the other side."""


class LongColumn(QWidget):
    """The content of a scroll area.

    ``holding`` is entered while rows change places, and keeps what is read where it is. ``due`` is called
    when rows may be missing in what is seen, ``changed`` when one wants another height.
    """

    def __init__(self, source: RowSource) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self._source = source
        self.heights = RowHeights(px(_END), px(_GAP))
        self.live: dict[int, QWidget] = {}  # the rows that are there
        self._begun: dict[int, QWidget] = {}  # those that are being built
        self.holding: Callable[[], AbstractContextManager[None]] = nullcontext
        self.due: Callable[[], None] = self.measure
        self.changed: Callable[[], None] = self.measure
        self._is_resized = False  # since rows were given their width
        self._has_shapes = False  # where it is seen
        self._below: list[QWidget] = []
        self._filling: QWidget | None = None  # one of these

    def cut(self, kept: int) -> None:
        """Take away all rows but the first ``kept``."""
        with self.holding():  # Qt scrolls to whatever gets the focus that one of them had
            for number in [one for one in self.built() if one >= kept]:
                self.drop(number)
            self.heights.replace(kept, ())

    def extend(self, guesses: Sequence[int]) -> None:
        """So many rows more; a guess is a height."""
        count = len(self.heights)
        most = _TALLEST // max(1, count + len(guesses))
        self.heights.replace(count, (min(guess, most) for guess in guesses))
        self.place()
        self.due()

    def add_below(self, widget: QWidget, *, fills: bool = False) -> None:
        """Under the rows, until it is removed. ``fills``: it takes the room that is left of what is seen."""
        self._below.append(widget)
        self._filling = widget if fills else self._filling
        widget.setParent(self)
        widget.show()
        self.place()
        self.due()

    def remove(self, widget: QWidget) -> None:
        self._below.remove(widget)
        self._filling = None if widget is self._filling else self._filling
        remove_widget(widget)
        self.place()

    def build(self, number: int, *, at_once: bool = True) -> None:
        """Make the row, or give it the width it should have. Else a part of it, see RowSource."""
        if number in self.live or self._is_whole(number, at_once=at_once):
            left, width = self._across()
            self.live[number].setGeometry(left, self.heights.top(number), width, self.heights[number])
            self.live[number].show()
            lay_out_now()
            self.measure()

    def built(self) -> dict[int, QWidget]:
        """The rows that are there, and those that will be."""
        return self.live | self._begun

    def drop(self, number: int) -> None:
        row = self._begun.pop(number, None) or self.live.pop(number)
        self._source.take_leave(number, row)
        self.heights[number] = min(self.heights[number], _TALLEST // len(self.heights))
        row.hide()
        row.deleteLater()

    def is_missing(self, number: int) -> bool:
        """Not there, or not as wide as it should be."""
        row = self.live.get(number)
        return row is None or row.width() != self._across()[1]

    def seen(self) -> tuple[int, int]:
        """From where to where."""
        return -self.y(), -self.y() + self._viewport_height()

    def measure(self) -> None:
        """Take in the heights that the rows want, which have their width."""
        width = self._across()[1]
        for number, row in self.live.items():
            if row.width() == width:
                self.heights[number] = _wanted(row, width)
        self.place()

    def place(self) -> None:
        left, width = self._across()
        with self.holding():
            for number, row in self.live.items():
                row.setGeometry(left, self.heights.top(number), row.width(), self.heights[number])
            end = self._place_below(left, width)
            self.setMinimumHeight(end)
            self.resize(self.width(), max(end, self._viewport_height()))
            if self._filling is not None:
                self._place_below(left, width, self.height() - end)
        if self._has_shapes:
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            is_resized, self._is_resized = self._is_resized, False
            self.due() if is_resized else self.changed()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.due()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._filling is not None or event.size().width() != event.oldSize().width():
            self._is_resized = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))  # before it is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grey shapes where a row is not there yet."""
        if not len(self.heights):
            return
        seen = event.rect()
        first, last = self.heights.at(seen.top()), self.heights.at(seen.bottom())
        missing = [number for number in range(first, last + 1) if number not in self.live]
        if missing or seen.contains(self.visibleRegion().boundingRect()):
            self._has_shapes = bool(missing)
        with QPainter(self) as painter:
            for number in missing:
                self._paint_shapes(painter, number, seen)

    def _is_whole(self, number: int, *, at_once: bool) -> bool:
        """After one more part of the row, or all of them."""
        if number not in self._begun:
            self._begun[number] = self._source.make_row(number, self)
            if not at_once:
                return False
        while self._source.add_part(self._begun[number]):
            if not at_once:
                return False
        self.live[number] = self._begun.pop(number)
        return True

    def _across(self) -> tuple[int, int]:
        """Left edge and width of a row."""
        px = look_of(self).sizes.px
        width = max(0, min(px(WIDEST), self.width() - 2 * px(SIDE)))
        return (self.width() - width) // 2, width

    def _place_below(self, left: int, width: int, spare: int = 0) -> int:
        """Where all ends. ``spare``: pixels for what fills."""
        px = look_of(self).sizes.px
        end = self.heights.end()
        for widget in self._below:
            top = end + (px(_GAP) if end > px(_END) else 0)
            widget.resize(width, widget.height())
            height = _wanted(widget, width) + (spare if widget is self._filling else 0)
            widget.setGeometry(left, top, width, height)
            end = top + height
        return end + px(_END)

    def _viewport_height(self) -> int:
        viewport = self.parentWidget()
        return viewport.height() if viewport is not None else self.height()

    def _paint_shapes(self, painter: QPainter, number: int, seen: QRect) -> None:
        look, (left, width) = look_of(self), self._across()
        px, top, height = look.sizes.px, self.heights.top(number), self.heights[number]
        if self._source.is_said_by_person(number):
            half = width // 2
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            begin = left if is_mirrored else left + width - half
            fill_round(painter, QRectF(begin, top, half, height), 12, look.theme.sunken)
            return
        pitch = px(_LINE)
        first = max(0, (seen.top() - top) // pitch)
        for line in range(first, min(height, seen.bottom() - top) // pitch + 1):
            long = width * _SHARES[line % len(_SHARES)]
            fill_round(painter, QRectF(left, top + line * pitch, long, px(_BAR)), 5, look.theme.sunken)


def _wanted(row: QWidget, width: int) -> int:
    return row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()


def lay_out_now() -> None:
    """Give everything its place that Qt would place before the next frame."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
