"""An answer as it stands in a column: the thought before it, folded, over the text; both scroll together."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.compare.results import Result
from explorer.compare.thought_words import nothing_words
from explorer.domain.generation import Piece
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.endless import EndlessCut
from explorer.kit.iconlabel import IconLabel
from explorer.kit.markdown_page import MarkdownArea
from explorer.kit.text import Para
from explorer.kit.thinking import Thinking


class SaidArea(MarkdownArea):
    """``grow`` with what comes, ``show_result`` when it is whole. What is unfolded stays so."""

    def __init__(self, name: str) -> None:
        super().__init__(name, form="reading")
        self.thinking = Thinking()
        self._none, self._why = QWidget(), Para("")
        line = row(self._none, margins=(2, 2, 0, 0), spacing=8)  # in line with the text
        line.addWidget(IconLabel("info", "muted"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=8)
        words.addWidget(self._why)
        self._way = Button("outlined", "", scale="compact")
        self._way.clicked.connect(self._go)
        self._action: Action | None = None
        words.addWidget(self._way, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(words, 1)
        for place, part in enumerate((self.thinking, self._none)):
            self.parts.insertWidget(place, part)
        self.clear()

    @property
    def has_anything(self) -> bool:
        return bool(self.toPlainText()) or not self.thinking.isHidden()

    def clear(self) -> None:
        self._thought, self._cut = "", EndlessCut()
        self.is_thinking = False
        self.thinking.show_thought("", is_done=True)
        self._none.hide()
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
        self._why.setText("" if text else nothing_words(result))
        self._none.setVisible(not text)
        self._action = way
        self._way.setVisible(way is not None)
        if way is not None:
            self._way.setText(way.text)
            self._way.setEnabled(way.enabled)
        self.set_markdown(text)

    def _end_thought(self, seconds: float | None) -> None:
        if self.is_thinking:
            self.is_thinking = False
            self.thinking.show_thought(self._thought, is_done=True, seconds=seconds)

    @Slot()
    def _go(self) -> None:
        if self._action is not None:
            self._action.run()
