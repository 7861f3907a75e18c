"""The text a quote stands in, as it was read, with its lines numbered and the quoted ones marked."""

from PySide6.QtCore import QRectF, QSize, Qt
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

from explorer.domain.facts import Evidence
from explorer.domain.words import joined
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, text_width
from explorer.kit.popup import Popup
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.transparency.evidence_words import where

_WIDTH, _HEIGHT = 640, 460
_LONGEST = 400_000  # characters; what follows the quoted lines is of no use here


class SourcePopup(Popup):
    """Opens over the window at the quoted lines."""

    def __init__(self, evidence: Evidence, text: str, parent: QWidget) -> None:
        name = shown(joined(" · ", where(evidence)[:2]))
        super().__init__(name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        px = look_of(self).sizes.px
        self.body.addWidget(Elided(name, "secondary", "muted"))
        self.view = SourceView(text[:_LONGEST], evidence.first_line, evidence.last_line)
        room = self.screen().availableGeometry()
        self.view.setFixedSize(
            min(px(_WIDTH), room.width() - px(80)), min(px(_HEIGHT), room.height() - px(120))
        )
        self.body.addWidget(self.view)

    def open_over(self, anchor: QWidget) -> None:
        """In the middle of the window that ``anchor`` floats over."""
        self.adjustSize()
        below = anchor.parentWidget()
        window = below.window() if below is not None else anchor
        middle = window.geometry().center()
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.show()
        self.view.setFocus()


class SourceView(QPlainTextEdit):
    """Read only; lines ``first`` to ``last``, counted from 1, stand on the ground of evidence."""

    def __init__(self, text: str, first: int, last: int, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setAccessibleName(
            self.tr("The source, line {first} to {last} quoted").format(first=first, last=last)
        )
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(look_of(self).font("code"))
        self.setTabChangesFocus(True)
        self._first, self._last = first, last
        self._numbers = _Numbers(self)
        self.bar = overlay_bar(self)
        self.setViewportMargins(self._numbers.sizeHint().width(), 0, 0, 0)
        self.updateRequest.connect(self._numbers.follow)
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        view = self.viewport().geometry()
        width = self._numbers.sizeHint().width()
        self._numbers.setGeometry(view.left() - width, view.top(), width, view.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.centerCursor()  # only now is it known how many lines are seen

    def _mark(self) -> None:
        marks = []
        for number in range(self._first - 1, min(self._last, self.blockCount())):
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setBackground(look_of(self).theme.quote)
            form.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.format = form
            mark.cursor = QTextCursor(self.document().findBlockByNumber(number))
            marks.append(mark)
        self.setExtraSelections(marks)
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(max(0, self._first - 1))))


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
                draw_text(
                    painter, place, number, look.font("code"), look.theme.muted, Qt.AlignmentFlag.AlignRight
                )
                top += height
                block = block.next()
