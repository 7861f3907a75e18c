"""The text of an answer on the screen, as it streams and when it is whole, and where it differs."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.piece import Piece
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.paint_turns import GatheredText, PaintPacer
from explorer.kit.rich_text.markdown_page import MarkdownArea
from explorer.kit.rich_text.streaming_parts import ParagraphCut
from explorer.kit.scroll import overlay_bar
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.kit.text import IconLabel, Label, Para
from explorer.kit.theme import look_of
from explorer.kit.thought_view import ThoughtView
from explorer.rooms.compare.answers.differences import Difference, DifferenceKind, DifferencePiece, difference
from explorer.rooms.compare.column_rows import SideColumn
from explorer.rooms.compare.document.result_words import nothing_words
from explorer.rooms.compare.document.results import Result


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
        self._put(None if text else reason_row(nothing_words(result), way))
        self.set_markdown(text)

    def show_broken(self, text: str, thought: str) -> None:
        """What there is of an answer that broke off: nothing more comes, of its thought either."""
        self.thinking.show_thought(thought.strip(), is_done=True)
        self.set_markdown(text.strip())

    def _end_thought(self, seconds: float | None) -> None:
        if self.is_thinking:
            self.is_thinking = False
            self.thinking.show_thought(self._thought, is_done=True, seconds=seconds)

    def _put(self, none: QWidget | None) -> None:
        if self._none is not None:
            self.parts.drop((self._none,))
        self._none = none
        if none is not None:
            self.parts.insertWidget(1, none)


class AnswerSide(SideColumn):
    """An answer of a column, below what it is called and what the column does."""

    def __init__(self, key: str, title: str, name: str, pacer: PaintPacer | None = None) -> None:
        """``name``: of the text. ``pacer``: shared by columns that stand side by side."""
        super().__init__(key, title)
        self.gathered = GatheredText(pacer or PaintPacer(self), self._grow, self)
        self._name = Para(title, "heading", most=2)
        self._state = Para("", "secondary", "muted", most=2)
        self._view = AnswerArea(name)
        self._body = boxes.column(margins=(16, 14, 10, 0), spacing=8)  # the text has an edge of 2 of its own
        self.body.addLayout(self._body)

    @property
    def told(self) -> str:
        """What it is called now."""
        return self._name.text()

    @property
    def state(self) -> str:
        return self._state.text()

    @property
    def text(self) -> str:
        """The answer as shown so far."""
        return self._view.toPlainText()

    @property
    def thinking(self) -> ThoughtView:
        """What the model thought before it answered."""
        return self._view.thinking

    def _grow(self, piece: Piece) -> None:
        self._view.grow(piece)


def reason_row(why: str, way: Action | None, seen: str = "") -> QWidget:
    """Why there is no answer, when its facts were ``seen``, and what helps."""
    words = boxes.column(spacing=8).add(Para(why, tone="muted"))
    if seen:
        words.add(Label(seen, "secondary", "faint"))
    if way is not None:
        button = Button("outlined", way.text, way.icon, scale="compact", then=way)
        button.setEnabled(way.enabled)
        words.add(boxes.at_start(button))
    made = QWidget()
    line = boxes.row(made, margins=(2, 2, 8, 0), spacing=8)  # in line with the text
    line.add(boxes.at_top(IconLabel("info", "muted")), boxes.stretched(words))
    return made


_REMEMBERED = 200


class DifferenceCache(QObject):
    """``ready`` tells that one more difference is known."""

    ready = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[tuple[str, str], Difference] = {}
        self._running: dict[tuple[str, str], Task] = {}

    def of(self, base: str, text: str) -> Difference | None:
        """``text`` against ``base``; ``None`` while it is being compared."""
        pair = (base, text)
        if pair not in self._known and pair not in self._running:
            work = partial(_compare, base, text)
            done, failed = partial(self._keep, pair), partial(self._give_up, pair)
            self._running[pair] = self._tasks.run(work, done, failed, owner=self)
        return self._known.get(pair)

    def _keep(self, pair: tuple[str, str], found: Difference) -> None:
        self._running.pop(pair, None)
        while len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[pair] = found
        self.ready.emit()

    def _give_up(self, pair: tuple[str, str], _bug: KnownError) -> None:
        """It was told already; the answers stay as they are."""
        self._running.pop(pair, None)


def _compare(base: str, text: str, _context: TaskContext[None]) -> Difference:
    return difference(base, text)


_PITCH = 150  # percent, as running text


class DifferenceView(QTextEdit):
    """Read only; the words as the model wrote them, without formatting."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self._bar = overlay_bar(self)
        self.pieces: tuple[DifferencePiece, ...] = ()

    def show_pieces(self, pieces: Sequence[DifferencePiece]) -> None:
        self.pieces = tuple(pieces)
        self.clear()
        cursor = self.textCursor()
        block = QTextBlockFormat()
        block.setLineHeight(_PITCH, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        struck = ""
        for piece in pieces:
            if struck and not struck[-1].isspace():
                cursor.insertText(" ", self._format(DifferenceKind.SAME))
            cursor.insertText(harmless(piece.text), self._format(piece.kind))
            struck = piece.text if piece.kind is DifferenceKind.REMOVED else ""
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "pieces"):
            self.show_pieces(self.pieces)

    def _format(self, kind: DifferenceKind) -> QTextCharFormat:
        look = look_of(self)
        made = QTextCharFormat()
        font = look.font("heading")
        font.setWeight(font.Weight.Normal)
        made.setFont(font)
        made.setForeground(look.theme.text)
        if kind is DifferenceKind.ADDED:
            made.setBackground(look.theme.soft_accent)
            made.setFontUnderline(True)
            made.setUnderlineColor(look.theme.accent)
        elif kind is DifferenceKind.REMOVED:
            made.setForeground(look.theme.muted)
            made.setFontStrikeOut(True)
        return made
