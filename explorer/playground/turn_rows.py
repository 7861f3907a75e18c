"""Turns as rows: which of them has one, and putting them in and out of the page."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from explorer.playground.answer_rows import AnswerRow
from explorer.playground.chats import Turn
from explorer.playground.rows import QuestionRow

type Row = QuestionRow | AnswerRow


def rows_of(
    turns: Sequence[Turn],
    question: Callable[[Turn], QuestionRow],
    answer: Callable[[Turn, str | None], AnswerRow],
) -> Iterator[Row]:
    """A completion shows its prompt: then the question has no row of its own."""
    prompt: str | None = None
    for turn in turns:
        is_completion = turn.record.kind == "completion"
        if turn.role != "user":
            yield answer(turn, prompt if is_completion else None)
            prompt = None
            continue
        prompt = turn.text
        if not is_completion:
            yield question(turn)


def shared(one: Sequence[Turn], other: Sequence[Turn]) -> int:
    """How many turns two branches have in common from their beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].id == pair[1].id, pairs))


def lay_out_now() -> None:
    """Give everything its place that Qt would place before the next frame."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def remove(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
