"""A text that grows while it is read: an answer that streams."""

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import harmless
from explorer.kit.markdown import Form, MarkdownView, dress, markdown_html
from explorer.kit.theme import Look, look_of

_LONG = 2_000  # characters of a paragraph, which is then no longer rendered with every piece
_KEEP = QTextCursor.MoveMode.KeepAnchor


class GrowingView(MarkdownView):
    """Markdown that comes bit by bit: only its last paragraph is rendered again."""

    def __init__(
        self, name: str, *, form: Form = "body", keeps_lines: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, fit=True, form=form, parent=parent)
        self._keeps_lines = keeps_lines
        self.setUndoRedoEnabled(False)
        self._kept = 0  # where the last paragraph begins
        self._before, self._last = "", ""
        self._said, self._is_rough = "", False  # the last paragraph as written; its end shown as plain text
        self._source = None  # it is not one text that could be rendered again
        self.prepare(look_of(self))

    def show_html(self, clean: str) -> None:
        """Replace everything by clean HTML, unless just that stands there already."""
        if (self._before, self._last) == (clean, ""):
            return
        self._before, self._last = clean, ""
        self._said, self._is_rough = "", False
        self._restyle(look_of(self))

    def show_last(self, text: str) -> None:
        """Show this in place of the last paragraph. What a long one grows by is plain until it ends."""
        said, self._said = self._said, text
        if len(said) > _LONG and text.startswith(said):
            self._end().insertText(harmless(text[len(said) :]))
            self._is_rough = True
        else:
            self._render_last()

    def keep_last(self) -> None:
        """The last paragraph is complete; another follows."""
        if self._is_rough:
            self._render_last()
        self._said = ""
        self._before += self._last
        self._last = ""
        self._kept = self._end().position()

    def _restyle(self, look: Look) -> None:
        self.prepare(look)
        self.setHtml(dress(self._before, look.theme))
        self._kept = self._end().position()
        if self._said:
            self._render_last()

    def _render_last(self) -> None:
        self._last = markdown_html(self._said, keeps_lines=self._keeps_lines)
        self._is_rough = False
        self._replace_last(look_of(self))

    def _replace_last(self, look: Look) -> None:
        """Qt drops the paragraph's form of HTML inserted at either end, so marks stand there meanwhile."""
        cursor = self._end()
        cursor.setPosition(self._kept, _KEEP)
        cursor.removeSelectedText()
        if self._kept:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        start = cursor.position()
        cursor.insertHtml(f"<p>|</p>{dress(self._last, look.theme)}<p>|</p>")
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.setPosition(cursor.position() - 2, _KEEP)
        cursor.removeSelectedText()
        if cursor.position() > start and cursor.block().length() == 1:
            cursor.setBlockFormat(_no_height())
        joins = cursor.position() >= start + 2 and not self._is_table_at(start + 2)
        cursor.setPosition(start)
        cursor.setPosition(start + (2 if joins else 1), _KEEP)
        cursor.removeSelectedText()
        if not joins:
            cursor.setBlockFormat(_no_height())

    def _is_table_at(self, position: int) -> bool:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return cursor.currentTable() is not None

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor


def _no_height() -> QTextBlockFormat:
    """Of the empty line that Qt keeps before a table."""
    flat = QTextBlockFormat()
    flat.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return flat
