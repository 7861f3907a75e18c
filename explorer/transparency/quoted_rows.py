"""A card as its makers meant it to be read, with one quote on the ground of evidence. Loads nothing."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QCursor, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from explorer.kit.links import LinkPopup
from explorer.kit.markdown import Link, MarkdownView, dress
from explorer.kit.theme import Look, look_of
from explorer.transparency.quote_marks import END, START

_ABOVE = 3  # the quote stands a third of the height below the top


class QuotedView(MarkdownView):
    """``page``: clean HTML with the signs of ``quote_marks`` around the quote, which are taken out again."""

    def __init__(self, page: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._page = page
        self.setUndoRedoEnabled(False)
        self._render(look_of(self))
        self.link_clicked.connect(self._show_link)

    @property
    def quoted(self) -> str:
        """What is marked, "" if nothing is."""
        return " ".join(mark.cursor.selectedText() for mark in self.extraSelections())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.document().size()  # all of it is laid out: only now is it known where the quote stands
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // _ABOVE)

    def _render(self, look: Look) -> None:
        self.prepare(look)
        self.setHtml(dress(self._page, look.theme))
        first, last = self._take(START), self._take(END)
        if 0 <= first < last:
            self.setExtraSelections(self._marks(first, last))
            at = QTextCursor(self.document())
            at.setPosition(first)
            self.setTextCursor(at)

    def _take(self, sign: str) -> int:
        """Where a sign stood; it is not shown."""
        found = self.document().find(sign)
        if found.isNull():
            return -1
        at = found.selectionStart()
        found.removeSelectedText()
        return at

    def _marks(self, first: int, last: int) -> list[QTextEdit.ExtraSelection]:
        """A piece for each paragraph: one selection over the cells of a table would take whole cells."""
        marks: list[QTextEdit.ExtraSelection] = []
        block = self.document().findBlock(first)
        while block.isValid() and block.position() < last:
            cursor = QTextCursor(self.document())
            cursor.setPosition(max(first, block.position()))
            end = block.position() + block.length() - 1
            cursor.setPosition(min(last, end), QTextCursor.MoveMode.KeepAnchor)
            if cursor.hasSelection():
                marks.append(self._mark(cursor))
            block = block.next()
        return marks

    def _mark(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(look_of(self).theme.quote)
        form.setForeground(look_of(self).theme.text)
        mark.format, mark.cursor = form, cursor
        return mark

    @Slot(object)
    def _show_link(self, link: Link) -> None:
        LinkPopup(link.url, self).open_at(QCursor.pos())
