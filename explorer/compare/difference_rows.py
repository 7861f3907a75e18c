"""An answer against another one: its own words are underlined, missing ones struck."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from explorer.compare.differences import Kind, Piece
from explorer.domain.harmless import harmless
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import look_of

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
        self._pieces: tuple[Piece, ...] = ()

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        self._pieces = tuple(pieces)
        self.clear()
        cursor = self.textCursor()
        block = QTextBlockFormat()
        block.setLineHeight(_PITCH, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        struck = ""
        for piece in pieces:
            if struck and not struck[-1].isspace():
                cursor.insertText(" ", self._format(Kind.SAME))
            cursor.insertText(harmless(piece.text), self._format(piece.kind))
            struck = piece.text if piece.kind is Kind.REMOVED else ""
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pieces"):
            self.show_pieces(self._pieces)

    def _format(self, kind: Kind) -> QTextCharFormat:
        look = look_of(self)
        made = QTextCharFormat()
        font = look.font("heading")
        font.setWeight(font.Weight.Normal)
        made.setFont(font)
        made.setForeground(look.theme.text)
        if kind is Kind.ADDED:
            made.setBackground(look.theme.soft_accent)
            made.setFontUnderline(True)
            made.setUnderlineColor(look.theme.accent)
        elif kind is Kind.REMOVED:
            made.setForeground(look.theme.muted)
            made.setFontStrikeOut(True)
        return made
