"""A long conversation opens with its end; what came before is built above it, a little at a time.

An answer costs some milliseconds to build, so fifty at once would hold the window for half a second.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.playground.chats import Turn

_FRAME_MS = 30  # until the end is on the screen
_PAUSE_MS = 8  # between two rows: scrolling and typing come in between
_LINES = 48  # roughly what a large window shows
_WIDTH = 80  # characters on a line
_AROUND = 3  # lines that a turn takes besides its text


class Older(QObject):
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
        is_prompt = turn.role == "user" and turn.record.kind == "completion"
        if not is_prompt or number == len(turns) - 1:
            yield turns[begun : number + 1]
            begun = number + 1


def _lines(text: str) -> int:
    return _AROUND + text.count("\n") + len(text) // _WIDTH
