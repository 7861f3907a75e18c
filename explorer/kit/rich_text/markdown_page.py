"""A text that grows while it is read: an answer that streams."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QUrl, Signal, Slot
from PySide6.QtGui import QPaintEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import harmless
from explorer.kit.boxes import STRETCH, column
from explorer.kit.formulas.drawn_formula import FormulaRequest
from explorer.kit.layouts import discard, high_as_needed
from explorer.kit.rich_text.citation_marks import CitationMarks, missing_words, number_at
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.rich_text.images import ImageLoader, ImagesBlock
from explorer.kit.rich_text.markdown import Form, MarkdownView, dress
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_parts import CodePart, ImagesPart, MarkdownPart, TextPart, markdown_parts
from explorer.kit.rich_text.streaming_parts import StreamParts, StreamStep
from explorer.kit.rich_text.view_formulas import ViewFormulas
from explorer.kit.scroll import Scroll
from explorer.kit.tab_order import put_next
from explorer.kit.theme import Look, look_of

_LONG = 2_000  # characters of a paragraph, which is then no longer rendered with every piece
_KEEP = QTextCursor.MoveMode.KeepAnchor


class StreamingView(MarkdownView):
    """Markdown that comes bit by bit: only its last paragraph is rendered again.

    ``cited`` carries the number of a passage that is to be seen, see ``show_given``.
    """

    cited = Signal(object)

    def __init__(self, name: str, *, form: Form = "body", keeps_lines: bool = True) -> None:
        super().__init__(name, fit=True, form=form)
        self._keeps_lines = keeps_lines
        self.setUndoRedoEnabled(False)
        self._kept = 0  # where the last paragraph begins
        self._before, self._last = "", ""
        self._said, self._is_rough = "", False  # the last paragraph as written; its end shown as plain text
        self.citations, self._formulas = CitationMarks(self), ViewFormulas(self)
        self.anchorClicked.connect(self._on_reference)
        self.highlighted.connect(self._on_pointed_at)
        self.prepare(look_of(self))

    def show_html(self, clean: str) -> None:
        """Replace everything by clean HTML, unless just that stands there already."""
        if (self._before, self._last) == (clean, ""):
            return
        self._before, self._last = clean, ""
        self._said, self._is_rough = "", False
        self._render(look_of(self))

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
        self._formulas.describe()

    def show_given(self, numbers: frozenset[int] | None) -> None:
        """Of the passages that "[3]" may refer to; ``None``: it refers to nothing."""
        if numbers != self.citations.given:
            self.citations.given = numbers
            self._render(look_of(self))

    def toPlainText(self) -> str:
        """With the sources of formulas; named as Qt's own."""
        return self._formulas.text(super().toPlainText())

    def formula_at(self, spot: QPoint) -> str:
        """Its source; "" where none is. ``spot``: of the viewport."""
        return self._formulas.source_at(spot)

    def createMimeDataFromSelection(self) -> QMimeData:
        return self._formulas.mime(super().createMimeDataFromSelection())

    @Slot(object)
    def show_drawn(self, drawn: frozenset[FormulaRequest]) -> None:
        """Formulas are known now."""
        failed = self._formulas.place(drawn)
        if failed:
            self._render_around(failed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._formulas.paint_selected()
        self.citations.paint()

    @Slot(QUrl)
    def _on_reference(self, url: QUrl) -> None:
        if number := number_at(url):
            self.cited.emit(number)

    @Slot(QUrl)
    def _on_pointed_at(self, url: QUrl) -> None:
        if words := missing_words(url):
            self.viewport().setToolTip(words)

    def _render(self, look: Look) -> None:
        self.prepare(look)
        self.setHtml(dress(self._formulas.pictured(self.citations.linked(self._before)), look.theme))
        self._formulas.settle(0)
        self._formulas.describe()
        self._kept = self._end().position()
        if self._said:
            self._render_last()

    def _render_around(self, changed: Sequence[int]) -> None:
        """Anew, where the text is another at these places; what is selected on one side of them all stays."""
        cursor, count = self.textCursor(), self.document().characterCount()
        edges = cursor.anchor(), cursor.position()
        self._render(look_of(self))
        is_behind = min(edges) > changed[-1]
        more = self.document().characterCount() - count if is_behind else 0
        if edges[0] != edges[1] and (is_behind or max(edges) <= changed[0]):
            cursor = QTextCursor(self.document())
            cursor.setPosition(edges[0] + more)
            cursor.setPosition(edges[1] + more, _KEEP)
            self.setTextCursor(cursor)

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
        pictured = self._formulas.pictured(self.citations.linked(self._last))
        last = dress(pictured, look.theme)
        cursor.insertHtml(f"<p>|</p>{last}<p>|</p>")
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
        self._formulas.settle(self._kept)

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


class MarkdownPage(QWidget):
    """``text`` is the source as given so far. ``keeps_lines``: a line ends where it does in the source.

    ``cited`` carries the number of a passage that is to be seen.
    """

    cited = Signal(object)

    def __init__(
        self, name: str, *, form: Form = "body", images: ImageLoader | None = None, keeps_lines: bool = True
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        high_as_needed(self)
        self._name, self._images = name, images
        self._form: Form = form
        self._keeps_lines = keeps_lines
        self._column = column(self, spacing=10).add(STRETCH)
        self._shown: list[tuple[MarkdownPart | None, QWidget]] = []  # None: still growing
        self._waiting: list[MarkdownPart] = []
        self._is_unread = False
        self._stream: StreamParts | None = None
        self._given: frozenset[int] | None = None
        self._open = 0
        self.text = ""
        self.before: QWidget | None = None  # what Tab comes from, where the page is built before its text

    def show_given(self, numbers: frozenset[int] | None) -> None:
        """Of the passages that "[3]" may refer to; ``None``: it refers to nothing."""
        self._given = numbers
        for view in self._views():
            view.show_given(numbers)

    def mark_open(self, number: int) -> None:
        """The passage that is open beside the text; 0: none."""
        self._open = number
        for view in self._views():
            view.citations.mark_open(number)

    def set_markdown(self, text: str, *, at_once: bool = True) -> None:
        """Else part by part, with ``add_part``: each takes some milliseconds."""
        self.text, self._stream, self._is_unread = text, None, True
        while at_once and self.add_part():
            pass

    def add_part(self) -> bool:
        """Read the text, or show its next part; whether there are more."""
        if self._is_unread:
            self._read()
        elif self._waiting:
            part = self._waiting.pop(0)
            self._add(part, self._widget_of(part))
        return bool(self._waiting)

    def _read(self) -> None:
        """What stands there already stays."""
        self._is_unread = False
        parts = markdown_parts(self.text, keeps_lines=self._keeps_lines)
        same = 0
        while same < min(len(parts), len(self._shown)) and self._fits(same, parts[same]):
            self._shown[same] = (parts[same], self._shown[same][1])
            same += 1
        self._drop(same)
        self._waiting = parts[same:]

    def append_text(self, text: str) -> None:
        """Add to what ``append_text`` gave before; after ``set_markdown`` it begins anew."""
        if self._stream is None:
            self._drop(0)
            self._waiting, self._is_unread = [], False
            self.text, self._stream = "", StreamParts()
        self.text += text
        for step in self._stream.feed(text):
            self._do(step)

    def toPlainText(self) -> str:
        """What stands on the screen, as text; named as Qt's own."""
        return "\n".join(_plain(widget) for _, widget in self._shown)

    def _fits(self, index: int, part: MarkdownPart) -> bool:
        """Whether the widget there can show the part as it is, or by replacing its text."""
        shown, widget = self._shown[index]
        if shown == part:
            return True
        if isinstance(part, TextPart) and isinstance(widget, StreamingView):
            widget.show_html(part.html)
            return True
        if isinstance(part, CodePart) and isinstance(widget, CodeBlock):
            return (widget.code, widget.language) == (part.code, part.language)
        return False

    def _do(self, step: StreamStep) -> None:
        last = self._shown[-1][1] if self._shown else None
        if step.kind == "code":
            self._add(None, CodeBlock("", step.text))
        elif step.kind == "code_text" and isinstance(last, CodeBlock):
            last.append(step.text)
        elif step.kind == "code_end" and isinstance(last, CodeBlock):
            last.finish()
        elif step.text.strip() or isinstance(last, StreamingView):
            self._grow(last, step)

    def _grow(self, last: QWidget | None, step: StreamStep) -> None:
        if not isinstance(last, StreamingView):
            last = self._text_view()
            self._add(None, last)
        last.show_last(step.text)
        if step.kind == "kept":
            last.keep_last()

    def _widget_of(self, part: MarkdownPart) -> QWidget:
        if isinstance(part, CodePart):
            return CodeBlock(part.code, part.language)
        if isinstance(part, ImagesPart):
            return ImagesBlock(part.images, self._images)
        view = self._text_view()
        view.show_html(part.html)
        return view

    def _text_view(self) -> StreamingView:
        view = StreamingView(self._name, form=self._form, keeps_lines=self._keeps_lines)
        view.citations.given = self._given
        view.citations.mark_open(self._open)
        view.cited.connect(self.cited)
        return view

    def _views(self) -> list[StreamingView]:
        return [widget for _, widget in self._shown if isinstance(widget, StreamingView)]

    def _add(self, part: MarkdownPart | None, widget: QWidget) -> None:
        before = self._shown[-1][1] if self._shown else self.before
        self._shown.append((part, widget))
        self._column.insertWidget(self._column.count() - 1, widget)
        if before is not None:
            put_next(before, widget)

    def _drop(self, first: int) -> None:
        discard(self._column, *(widget for _, widget in self._shown[first:]))
        del self._shown[first:]


class MarkdownArea(Scroll):
    """A MarkdownPage that scrolls, and stays at the end while it grows if it was there.

    ``parts`` is what scrolls: more can be put before the page, and ``follow`` be told that it will grow.
    """

    def __init__(self, name: str, *, form: Form = "body") -> None:
        content = QWidget()
        self.page = MarkdownPage(name, form=form)
        super().__init__(content, name)
        under = self.bar.width()  # the bar lies over the content: no letter stands below it
        self.parts = column(content, margins=(0, 0, under, 0), spacing=8).add(self.page, STRETCH)
        self._follows = False
        self.verticalScrollBar().rangeChanged.connect(self._on_grown)

    def set_markdown(self, text: str) -> None:
        self._follows = False
        self.page.set_markdown(text)

    def append_text(self, text: str) -> None:
        self.follow()
        self.page.append_text(text)

    def follow(self) -> None:
        """More comes: whoever is at the end stays there."""
        self._follows = self.at_end()

    def toPlainText(self) -> str:
        return self.page.toPlainText()

    @Slot()
    def _on_grown(self) -> None:
        if self._follows:
            self.to_end()


def _plain(widget: QWidget) -> str:
    if isinstance(widget, CodeBlock):
        return widget.code
    if isinstance(widget, ImagesBlock):
        return widget.words
    return widget.toPlainText() if isinstance(widget, StreamingView) else ""
