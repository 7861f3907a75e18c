"""Keeps the end of a conversation in view while it grows, or what is read in its place; and has the rows of a
long one built from its end upwards, a few at a time.

An answer costs some milliseconds to build, so fifty at once would hold the window for half a second.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.scroll import Scroll
from explorer.rooms.playground.chats.store import Turn

_FRAME_MS = 30  # until the end is on the screen
_PAUSE_MS = 8  # between two rows: scrolling and typing come in between
_LINES = 48  # roughly what a large window shows
_WIDTH = 80  # characters on a line
_AROUND = 3  # lines that a turn takes besides its text


class ScrollController(QObject):
    """``rows`` of the area, from the top; ``is_building``: others come above them, so that what is read is
    remembered until it is scrolled; ``is_page``: what is there is read from its beginning.
    """

    def __init__(
        self,
        area: Scroll,
        rows: Callable[[], Sequence[QWidget]],
        is_building: Callable[[], bool],
        is_page: Callable[[], bool],
    ) -> None:
        super().__init__(area)
        self._area, self._rows, self._is_building, self._is_page = area, rows, is_building, is_page
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_grown)
        self._follows, self._is_moving = True, False
        self._read: tuple[QWidget, int] | None = None  # and how far below the top it is

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self._follows = True
        self._area.to_end()

    @Slot()
    def stay(self) -> None:
        """What is above stays where it is."""
        self._follows = False

    def forget(self) -> None:
        """The rows are others."""
        self._read = None

    def hold(self) -> None:
        """Rows will come above."""
        self._read = self._read or self._what_is_read()

    def put_back(self) -> None:
        """What is read to where it was."""
        if self._read is not None and not self._follows:
            row, place = self._read
            self._is_moving = True
            self._area.verticalScrollBar().setValue(self._top_of(row) - place)
            self._is_moving = False

    @Slot()
    def _on_scrolled(self) -> None:
        self._follows = self._area.at_end()
        if not self._is_moving:
            self._read = self._what_is_read() if self._is_building() else None

    @Slot()
    def _on_grown(self) -> None:
        if self._follows and not self._is_page():
            self._area.to_end()
        else:
            self.put_back()

    def _what_is_read(self) -> tuple[QWidget, int] | None:
        """The first row that is in view, and where."""
        top = self._area.verticalScrollBar().value()
        read = next((row for row in self._rows() if self._top_of(row) + row.height() > top), None)
        return (read, self._top_of(read) - top) if read is not None else None

    def _top_of(self, row: QWidget) -> int:
        content = self._area.widget()
        return row.mapTo(content, QPoint(0, 0)).y() if content is not None else 0


class OlderTurns(QObject):
    """``show`` is given the turns of one row after the other, the newest first, until all were shown."""

    def __init__(self, show: Callable[[Sequence[Turn]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._waiting: list[Sequence[Turn]] = []
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def begin(self, turns: Sequence[Turn]) -> None:
        """In place of what may still be waiting."""
        self._waiting = list(_rows(turns))
        self._timer.stop()
        if self._waiting:
            QTimer.singleShot(_FRAME_MS, self, self._start)

    def stop(self) -> None:
        self.begin(())

    def is_active(self) -> bool:
        """Also for a moment after the last was shown, until it has its place."""
        return bool(self._waiting) or self._timer.isActive()

    @Slot()
    def _start(self) -> None:
        if self._waiting:
            self._timer.start()

    @Slot()
    def _next(self) -> None:
        if self._waiting:
            self._show(self._waiting.pop())
        else:
            self._timer.stop()


def lay_out_now() -> None:
    """Give everything its place that Qt would place before the next frame."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def split_turns(turns: Sequence[Turn]) -> tuple[Sequence[Turn], Sequence[Turn]]:
    """What may come later, and the turns at the end that fill a window."""
    rows = list(_rows(turns))
    lines, first = 0, len(turns)
    while rows and lines < _LINES:
        row = rows.pop()
        lines += sum(_lines(turn.text) for turn in row)
        first -= len(row)
    return turns[:first], turns[first:]


def _rows(turns: Sequence[Turn]) -> Iterator[Sequence[Turn]]:
    """Each turn by itself; a completion with its prompt, which it shows."""
    begun = 0
    for number, turn in enumerate(turns):
        is_prompt = turn.role == "user" and turn.is_completion
        if not is_prompt or number == len(turns) - 1:
            yield turns[begun : number + 1]
            begun = number + 1


def _lines(text: str) -> int:
    return _AROUND + text.count("\n") + len(text) // _WIDTH
