"""The difference between two answers as it is shown, found in the background."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.kit.scroll import overlay_bar
from explorer.kit.tasks import Task, Tasks
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.differences import Difference, DifferenceKind, DifferencePiece, difference

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
            work = partial(difference, base, text)
            done, failed = partial(self._keep, pair), partial(self._give_up, pair)
            self._running[pair] = self._tasks.do(work, done, failed, owner=self)
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
