"""Program text as a block of its own: language, a button that copies, colours, and a bar for long lines.

``CodeBlock(code, language)``; while an answer streams, ``append(text)`` adds to it and ``finish()`` colours
the whole. Long lines scroll inside the block; the wheel still turns the page.
"""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from explorer.domain.harmless import harmless, pasteable
from explorer.kit.boxes import Card, Row, row, stretched
from explorer.kit.copying import CopyButton
from explorer.kit.rich_text.highlight import Run, highlighted
from explorer.kit.text import Elided
from explorer.kit.theme import look_of

_PITCH = 18  # of a line at 100 %
_FRAME_MS = 30  # colours come after the frame that shows the text: the first of a language take some time
_LONGEST_WORD = 24  # of a language; a card can write anything there


class CodeBlock(Card):
    """``code`` is the text as written, without the fence. ``is_coloured`` a moment after it was given.
    ``bare``: without a head, where something beside it copies.
    """

    def __init__(self, code: str = "", language: str = "", *, bare: bool = False) -> None:
        super().__init__("sunken", 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.language = language[:_LONGEST_WORD]
        self._view = _CodeText(self.tr("Code"))
        self.body.setSpacing(0)
        self.body.add(self._view)
        if not bare:
            self.body.insertLayout(0, self._head())
        self.code, self._line = code, ""
        self._view.show_runs([(code, "text")])
        self._colouring = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._colouring.timeout.connect(self._restyle)
        self.is_coloured = not code
        if code:
            QTimer.singleShot(0, self._colouring, self._colouring.start)
        look_of(self).changed.connect(self._restyle)

    def set_code(self, code: str) -> None:
        self.code, self._line = code, ""
        self._colouring.stop()
        self.is_coloured = True
        self._view.show_runs(highlighted(code, self.language))

    def append(self, text: str) -> None:
        """Add text as it comes. Whole lines are coloured, each by itself until ``finish``."""
        self._colouring.stop()
        self.code += text
        *lines, rest = (self._line + text).split("\n")
        if not lines:
            self._view.add_run(text, "text")
        else:
            self._view.drop(self._line)
            for line in lines:
                for run in highlighted(line + "\n", self.language):
                    self._view.add_run(*run)
            self._view.add_run(rest, "text")
        self._line = rest
        self._view.updateGeometry()

    def finish(self) -> None:
        """The text is complete: what spans several lines gets its colour."""
        self.set_code(self.code.removesuffix("\n"))

    def _head(self) -> Row:
        copy = CopyButton("quiet", self.tr("Copy"), self.copied, scale="compact")
        copy.setAccessibleName(self.tr("Copy the code"))
        head = row(margins=(12, 2, 4, 0), spacing=8)
        head.add(stretched(Elided(self.language or self.tr("Text"), "secondary", "muted")), copy)
        return head

    @Slot()
    def _restyle(self) -> None:
        self.set_code(self.code)

    def copied(self) -> str:
        """What goes to the clipboard."""
        return pasteable(self.code)


class _CodeText(QTextEdit):
    """Read-only, as high as its text, never wrapped, always from left to right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setProperty("code", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setUndoRedoEnabled(False)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def show_runs(self, runs: Iterable[Run]) -> None:
        look = look_of(self)
        self.clear()
        self.document().setDefaultFont(look.font("code"))
        self.document().setDocumentMargin(look.sizes.px(12))
        pitch = QTextBlockFormat()
        pitch.setLineHeight(look.sizes.px(_PITCH), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.textCursor().setBlockFormat(pitch)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # laid out once
        for text, role in runs:
            cursor.insertText(harmless(text), self._colour(role))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)  # it went along with the text
        self.updateGeometry()

    def add_run(self, text: str, role: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(harmless(text), self._colour(role))

    def drop(self, text: str) -> None:
        """Take this text away from the end; it is shown harmless, and Qt counts in units of UTF-16."""
        count = len(harmless(text).encode("utf-16-le")) // 2
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        start = max(0, cursor.position() - count)
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(320), round(self.document().size().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(80), self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = event.angleDelta().x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if sideways and self.horizontalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()  # the page scrolls

    def _colour(self, role: str) -> QTextCharFormat:
        colour = QTextCharFormat()
        colour.setForeground(look_of(self).theme.colour(role))
        return colour

    @Slot()
    def _grow(self) -> None:
        self.updateGeometry()
