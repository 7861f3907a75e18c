"""A field of several lines that grows with its text, with ``{{variables}}`` marked in it."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QTextEdit

from explorer.domain.variables import places_of
from explorer.kit.keys import ENTER
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import Look, TextRole, look_of

_PADDING = 5  # as in the style sheet, pixels at 100 %
_BORDER, _MARGIN = 1, 2  # pixels


class GrowingField(QTextEdit):
    """``written`` carries the text with each change by a person. ``lines``: the fewest and the most that it
    is high; one that ``takes_lines`` not is for one line, which may be wrapped.
    """

    written = Signal(str)

    def __init__(self, name: str, lines: tuple[int, int] = (1, 6), role: TextRole = "body") -> None:
        super().__init__()
        self._lines, self._role = lines, role
        self.takes_lines = True
        self.setProperty("field", "lines")
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        overlay_bar(self)
        self._marks = _Marks(self.document())
        self._follow_look(look_of(self))
        look_of(self).changed.connect(self._follow_look)
        self.textChanged.connect(self._tell)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def text(self) -> str:
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Without telling it as a change; caret and undo stay where nothing differs."""
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)
            self.updateGeometry()

    def set_lines(self, least: int, most: int) -> None:
        if self._lines != (least, most):
            self._lines = least, most
            self.updateGeometry()

    def insert_variable(self, name: str) -> None:
        """At the caret, its name selected to be typed over."""
        cursor = self.textCursor()
        start = cursor.selectionStart() + 2
        cursor.insertText("{{" + name + "}}")
        cursor.setPosition(start)
        cursor.setPosition(start + len(name), cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        line = QFontMetricsF(self.document().defaultFont()).lineSpacing()
        least, most = (line * count + 2 * _MARGIN for count in self._lines)
        high = min(max(self.document().size().height(), least), most)
        return QSize(px(160), ceil(high) + 2 * px(_PADDING) + 2 * _BORDER)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and (
            not self.takes_lines or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._follow_look(look_of(self))

    @Slot()
    def _tell(self) -> None:
        self.written.emit(self.toPlainText())

    @Slot(object)
    def _follow_look(self, look: Look) -> None:
        font = look.font(self._role)
        if self.document().defaultFont() != font:
            self.document().setDefaultFont(font)
            self.document().setDocumentMargin(_MARGIN)
        self._marks.follow(look)
        self.updateGeometry()


class _Marks(QSyntaxHighlighter):
    """Variables on a ground of their own, in the letters of code."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._shape = QTextCharFormat()

    def follow(self, look: Look) -> None:
        shape = QTextCharFormat()
        shape.setFont(look.font("code"))
        shape.setForeground(look.theme.accent)
        shape.setBackground(look.theme.soft_accent)
        if shape != self._shape:
            self._shape = shape
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for start, end in _utf16(text, places_of(text)):
            self.setFormat(start, end - start, self._shape)


def _utf16(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Qt counts a sign beyond the first 65,536 twice."""
    if text.isascii() or all(sign < "\U00010000" for sign in text):
        return spans
    return [(_units(text[:start]), _units(text[:end])) for start, end in spans]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
