"""Shows Markdown of any length as parts: running text, blocks of code that copy, images on request.

::

    page = MarkdownPage("Answer of Qwen3", form="reading")
    page.append_text(piece)       # while it streams: rendered at once, only the last paragraph anew
    page.set_markdown(whole)      # when it is complete: parts that stayed the same keep their widgets

As high as its content; put it into a ``Scroll``, or use ``MarkdownArea``, which scrolls by itself. Links say
where they lead before anything is opened. Nothing remote is loaded unless ``images`` is given and the person
presses the button.
"""

from PySide6.QtCore import Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.boxes import column
from explorer.kit.code import CodeBlock
from explorer.kit.growing import GrowingView
from explorer.kit.images import ImageLoader, ImagesBlock
from explorer.kit.links import LinkPopup
from explorer.kit.markdown import Form, Link
from explorer.kit.markdown_parts import CodePart, ImagesPart, Part, TextPart, markdown_parts
from explorer.kit.scroll import Scroll
from explorer.kit.stream_parts import Step, StreamParts


class MarkdownPage(QWidget):
    """``text`` is the source as given so far. ``keeps_lines``: a line ends where it does in the source."""

    def __init__(
        self,
        name: str,
        *,
        form: Form = "body",
        images: ImageLoader | None = None,
        keeps_lines: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name, self._images = name, images
        self._form: Form = form
        self._keeps_lines = keeps_lines
        self._column = column(self, spacing=10)
        self._column.addStretch(1)
        self._shown: list[tuple[Part | None, QWidget]] = []  # None: still growing
        self._stream: StreamParts | None = None
        self.text = ""

    def set_markdown(self, text: str) -> None:
        self.text, self._stream = text, None
        parts = markdown_parts(text, keeps_lines=self._keeps_lines)
        same = 0
        while same < min(len(parts), len(self._shown)) and self._fits(same, parts[same]):
            self._shown[same] = (parts[same], self._shown[same][1])
            same += 1
        self._drop(same)
        for part in parts[same:]:
            self._add(part, self._widget_of(part))

    def append_text(self, text: str) -> None:
        """Add to what ``append_text`` gave before; after ``set_markdown`` it begins anew."""
        if self._stream is None:
            self._drop(0)
            self.text, self._stream = "", StreamParts()
        self.text += text
        for step in self._stream.feed(text):
            self._do(step)

    def toPlainText(self) -> str:
        """What stands on the screen, as text; named as Qt's own."""
        return "\n".join(_plain(widget) for _, widget in self._shown)

    def _fits(self, index: int, part: Part) -> bool:
        """Whether the widget there can show the part as it is, or by replacing its text."""
        shown, widget = self._shown[index]
        if shown == part:
            return True
        if isinstance(part, TextPart) and isinstance(widget, GrowingView):
            widget.show_html(part.html)
            return True
        if isinstance(part, CodePart) and isinstance(widget, CodeBlock):
            return (widget.code, widget.language) == (part.code, part.language)
        return False

    def _do(self, step: Step) -> None:
        last = self._shown[-1][1] if self._shown else None
        if step.kind == "code":
            self._add(None, CodeBlock("", step.text))
        elif step.kind == "code_text" and isinstance(last, CodeBlock):
            last.append(step.text)
        elif step.kind == "code_end" and isinstance(last, CodeBlock):
            last.finish()
        elif step.text.strip() or isinstance(last, GrowingView):
            self._grow(last, step)

    def _grow(self, last: QWidget | None, step: Step) -> None:
        if not isinstance(last, GrowingView):
            last = self._text_view()
            self._add(None, last)
        last.show_last(step.text)
        if step.kind == "kept":
            last.keep_last()

    def _widget_of(self, part: Part) -> QWidget:
        if isinstance(part, CodePart):
            return CodeBlock(part.code, part.language)
        if isinstance(part, ImagesPart):
            return ImagesBlock(part.images, self._images)
        view = self._text_view()
        view.show_html(part.html)
        return view

    def _text_view(self) -> GrowingView:
        view = GrowingView(self._name, form=self._form, keeps_lines=self._keeps_lines)
        view.link_clicked.connect(self._show_link)
        return view

    def _add(self, part: Part | None, widget: QWidget) -> None:
        self._shown.append((part, widget))
        self._column.insertWidget(self._column.count() - 1, widget)

    def _drop(self, first: int) -> None:
        for _, widget in self._shown[first:]:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        del self._shown[first:]

    @Slot(object)
    def _show_link(self, link: Link) -> None:
        LinkPopup(link.url, self).open_at(QCursor.pos())


class MarkdownArea(Scroll):
    """A MarkdownPage that scrolls, and stays at the end while it grows if it was there.

    ``parts`` is what scrolls: more can be put before the page, and ``follow`` be told that it will grow.
    """

    def __init__(self, name: str, *, form: Form = "body", parent: QWidget | None = None) -> None:
        content = QWidget()
        self.page = MarkdownPage(name, form=form)
        super().__init__(content, name, parent)
        under = self.bar.width()  # the bar lies over the content: no letter stands below it
        self.parts = column(content, margins=(0, 0, under, 0), spacing=8)
        self.parts.addWidget(self.page)
        self.parts.addStretch(1)
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
    return widget.toPlainText() if isinstance(widget, GrowingView) else ""
