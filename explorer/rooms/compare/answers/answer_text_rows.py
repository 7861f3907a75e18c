"""The text of an answer on the screen, with the thought before it; it is painted as it streams.

Columns that stream at once are painted in turn.

Otherwise six models that answer at once would make one long frame of six short ones, and a key or a click
would wait for all of them.
"""

from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.generation import Piece
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.icon_label import IconLabel
from explorer.kit.rich_text.markdown_page import MarkdownArea
from explorer.kit.rich_text.paragraph_cut import ParagraphCut
from explorer.kit.text import Para
from explorer.kit.thought_view import ThoughtView
from explorer.rooms.compare.document.result_words import nothing_words
from explorer.rooms.compare.document.results import Result


class PacedColumn(Protocol):
    """Something that shows what it has gathered."""

    def flush(self) -> None: ...


class PaintPacer(QObject):
    """Lets one of those that are due show its text in each turn of the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: list[PacedColumn] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._let_one)

    def ask(self, one: PacedColumn) -> None:
        if one not in self._due:
            self._due.append(one)
        self._turn.start()

    @Slot()
    def _let_one(self) -> None:
        one = self._due.pop(0)
        if not self._due:
            self._turn.stop()
        if shiboken6.isValid(one):
            one.flush()


class AnswerArea(MarkdownArea):
    """``grow`` with what comes, ``show_result`` when it is whole. What is unfolded stays so."""

    def __init__(self, name: str) -> None:
        super().__init__(name, form="reading")
        self.thinking = ThoughtView()
        self._none: QWidget | None = None  # in place of the text
        self.parts.insertWidget(0, self.thinking)
        self.clear()

    @property
    def has_anything(self) -> bool:
        return bool(self.toPlainText()) or not self.thinking.isHidden()

    def clear(self) -> None:
        self._thought, self._cut = "", ParagraphCut()
        self.is_thinking = False
        self.thinking.show_thought("", is_done=True)
        self._put(None)
        self.set_markdown("")

    def grow(self, piece: Piece, thought_s: float | None = None) -> None:
        """``thought_s``: how long it thought so far, where that may be known."""
        self.follow()
        if piece.thought:
            self._thought += piece.thought
            self.is_thinking = True
            self.thinking.show_thought(self._thought, is_done=False, seconds=thought_s)
        if piece.text:
            self._end_thought(thought_s)
            self.append_text(self._cut.feed(piece.text))

    def show_result(self, result: Result, way: Action | None = None, *, is_timed: bool = True) -> None:
        """``is_timed``: how long it thought may be known. ``way``: what helps where there is no text."""
        answer, seconds = result.answer, result.thought_s if is_timed else None
        self.thinking.show_thought(answer.thought.strip(), is_done=True, seconds=seconds)
        text = answer.text.strip()
        self._put(None if text else _nothing(nothing_words(result), way))
        self.set_markdown(text)

    def _end_thought(self, seconds: float | None) -> None:
        if self.is_thinking:
            self.is_thinking = False
            self.thinking.show_thought(self._thought, is_done=True, seconds=seconds)

    def _put(self, none: QWidget | None) -> None:
        if self._none is not None:
            self.parts.removeWidget(self._none)
            self._none.hide()
            self._none.deleteLater()
        self._none = none
        if none is not None:
            self.parts.insertWidget(1, none)


def _nothing(why: str, way: Action | None) -> QWidget:
    """Why there is no text, and what helps."""
    made = QWidget()
    line = row(made, margins=(2, 2, 0, 0), spacing=8)  # in line with the text
    line.addWidget(IconLabel("info", "muted"), 0, Qt.AlignmentFlag.AlignTop)
    words = column(spacing=8)
    words.addWidget(Para(why))
    if way is not None:
        button = Button("outlined", way.text, scale="compact")
        button.setEnabled(way.enabled)
        button.does(way)
        words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    line.addLayout(words, 1)
    return made
