"""Which turns have a row in the transcript, and building the rows of a long conversation from its end
upwards, a few at a time.

An answer costs some milliseconds to build, so fifty at once would hold the window for half a second.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import QuestionRow

type TurnRow = QuestionRow | AnswerRow


def rows_of(
    turns: Sequence[Turn],
    question: Callable[[Turn], QuestionRow],
    answer: Callable[[Turn, str | None], AnswerRow],
    prompt: str | None = None,
) -> Iterator[TurnRow]:
    """A completion shows its prompt: then the question has no row of its own.

    ``prompt``: what stands before the first of the turns.
    """
    for turn in turns:
        is_completion = turn.record.kind == "completion"
        if turn.role != "user":
            yield answer(turn, prompt if is_completion else None)
            prompt = None
            continue
        prompt = turn.text
        if not is_completion:
            yield question(turn)


def common_count(one: Sequence[Turn], other: Sequence[Turn]) -> int:
    """How many turns two branches have in common from their beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].id == pair[1].id, pairs))


def lay_out_now() -> None:
    """Give everything its place that Qt would place before the next frame."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def remove_widget(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


_FRAME_MS = 30  # until the end is on the screen
_PAUSE_MS = 8  # between two rows: scrolling and typing come in between
_LINES = 48  # roughly what a large window shows
_WIDTH = 80  # characters on a line
_AROUND = 3  # lines that a turn takes besides its text


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
