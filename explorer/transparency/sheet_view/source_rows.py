"""The text a quote stands in, as it was read, with its lines numbered and the quoted ones marked."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from explorer.domain.harmless import harmless
from explorer.kit.paint import draw_text, text_width
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import look_of
from explorer.transparency.source_texts import SourceText

_RIGHT = Qt.AlignmentFlag.AlignRight


class SourceView(QPlainTextEdit):
    """Read only; the quoted lines stand on the ground of evidence, the quote itself is underlined."""

    def __init__(self, source: SourceText, quote: str = "") -> None:
        super().__init__(harmless(source.text))
        self._first, self._last, self._quote = source.first, source.last, harmless(quote).strip()
        first, last = source.first, source.last
        self.setReadOnly(True)
        told = self.tr("The source, line {first} to {last} quoted").format(first=first, last=last)
        self.setAccessibleName(told if first else self.tr("The source"))
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(look_of(self).font("code"))
        self.setTabChangesFocus(True)
        self._numbers = _Numbers(self)
        self.bar = overlay_bar(self)
        self.setViewportMargins(self._numbers.sizeHint().width(), 0, 0, 0)
        self.updateRequest.connect(self._numbers.follow)
        if first:
            self._mark()
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(first - 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        view = self.viewport().geometry()
        width = self._numbers.sizeHint().width()
        self._numbers.setGeometry(view.left() - width, view.top(), width, view.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.centerCursor()  # only now is it known how many lines are seen

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._first:
            self._mark()  # in the colours of another theme

    def _mark(self) -> None:
        numbers = range(self._first - 1, min(self._last, self.blockCount()))
        self.setExtraSelections([*(self._marked_line(n) for n in numbers), *self._marked_quote()])

    def _marked_line(self, number: int) -> QTextEdit.ExtraSelection:
        form = QTextCharFormat()
        form.setBackground(look_of(self).theme.quote)
        form.setForeground(look_of(self).theme.text)
        form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return _selection(QTextCursor(self.document().findBlockByNumber(number)), form)

    def _marked_quote(self) -> list[QTextEdit.ExtraSelection]:
        """Word for word where the lines hold more than it."""
        start = self.document().findBlockByNumber(self._first - 1).position()
        at = self.toPlainText().find(self._quote, start) if self._quote else -1
        if at < 0 or self.document().findBlock(at).blockNumber() >= self._last:
            return []
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        cursor.setPosition(at + len(self._quote), QTextCursor.MoveMode.KeepAnchor)
        form = QTextCharFormat()
        form.setBackground(look_of(self).theme.quote)
        form.setForeground(look_of(self).theme.text)
        form.setFontUnderline(True)
        form.setUnderlineColor(look_of(self).theme.accent)
        return [_selection(cursor, form)]


def _selection(cursor: QTextCursor, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.format, mark.cursor = form, cursor
    return mark


class _Numbers(QWidget):
    """The numbers of the lines, beside them."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        look = look_of(self)
        widest = text_width("9" * max(3, len(str(self._view.blockCount()))), look.font("code"))
        return QSize(round(widest) + look.sizes.px(16), 0)

    def follow(self, *_change: object) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, view = look_of(self), self._view
        block = view.firstVisibleBlock()
        top = view.blockBoundingGeometry(block).translated(view.contentOffset()).top()
        with QPainter(self) as painter:
            while block.isValid() and top < self.height():
                height = view.blockBoundingRect(block).height()
                place = QRectF(0, top, self.width() - look.sizes.px(8), view.fontMetrics().height())
                number = str(block.blockNumber() + 1)
                if place.top() >= 0 and place.bottom() <= self.height():  # half a number is none
                    draw_text(painter, place, number, look.font("code"), look.theme.muted, _RIGHT)
                top += height
                block = block.next()
