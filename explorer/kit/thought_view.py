"""What a model thought before it answered, folded away beside the answer.

``ThoughtView`` shows a thought: folded, one line that says how far it is, and the text on demand.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.boxes import STRETCH, column, row
from explorer.kit.copying import CopyButton
from explorer.kit.rich_text.markdown_page import MarkdownPage
from explorer.kit.section import SectionHeader
from explorer.kit.tab_order import put_behind


class ThoughtView(QWidget):
    """``show_thought`` may be called with every piece that comes. Hidden while there is nothing to show."""

    toggled = Signal(bool)

    def __init__(self, *, opened: bool = False) -> None:
        super().__init__()
        self.header = SectionHeader(self.tr("Thinking…"), role="secondary")
        self.header.setChecked(opened)
        self.header.toggled.connect(self._fold)
        self.page = MarkdownPage(self.tr("Thoughts of the model"), form="quiet")
        self.page.before = self.header
        self._frame = QFrame()
        self._frame.setProperty("rule", "right" if self.isRightToLeft() else "left")
        self._inside = column(self._frame, margins=(14, 2, 0, 2), spacing=4).add(self.page)
        self.copy: CopyButton | None = None  # once it was unfolded: most never are
        self._frame.setVisible(opened)
        outer = column(self, spacing=4)
        head = row(margins=(2, 0, 0, 0))  # in line with the text
        head.addWidget(self.header)
        outer.add(head, self._frame)
        self._shown, self._is_whole = "", False
        if opened:
            self._add_copy()
        self.hide()

    def show_thought(self, thought: str, *, is_done: bool, seconds: float | None = None) -> None:
        """``seconds`` is how long it took so far, if that is known."""
        self.setVisible(bool(thought) or not is_done)
        self.header.setText(self._words(seconds) if is_done else self._words_meanwhile(seconds))
        if is_done and (thought != self._shown or not self._is_whole):
            self.page.set_markdown(thought)
        elif is_done:
            pass  # the answer grows, and its thought stays as it is
        elif thought.startswith(self._shown) and self._shown:
            self.page.append_text(thought[len(self._shown) :])
        elif thought:
            self.page.set_markdown("")
            self.page.append_text(thought)
        self._shown, self._is_whole = thought, is_done

    def is_open(self) -> bool:
        return self.header.isChecked()

    def set_open(self, opened: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self.header.setChecked(opened)

    def _add_copy(self) -> None:
        self.copy = CopyButton("status", self.tr("Copy the thought"), self._thought)
        line = row().add(self.copy, STRETCH)
        self._inside.addLayout(line)
        put_behind(self.header, [self.page, self.copy])  # it is built last, and Tab would come to it last

    def _thought(self) -> str:
        return self._shown

    def _words_meanwhile(self, seconds: float | None) -> str:
        if seconds is None or seconds < 1:
            return self.tr("Thinking…")
        return self.tr("Thinking… {seconds} s").format(seconds=round(seconds))

    def _words(self, seconds: float | None) -> str:
        if seconds is None or round(seconds) < 1:
            return self.tr("Thoughts")
        return self.tr("Thought for {seconds} s").format(seconds=round(seconds))

    @Slot(bool)
    def _fold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if self.copy is None:
            self._add_copy()
        self._frame.setVisible(opened)
        self.toggled.emit(opened)
