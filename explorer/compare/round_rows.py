"""Around the answers: what goes on now, which prompt is shown, and the row of columns."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.kit.buttons import Button, IconButton
from explorer.kit.iconlabel import IconLabel
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of


class StatusStrip(QFrame):
    """Who answers now, why one after the other, and the way to end it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        px = look_of(self).sizes.px
        self._words = Elided("", "body", "text")
        self.stop = Button("outlined", self.tr("Stop all"), "stop", scale="compact")
        self.stop.setToolTip(self.tr("Stop all answers (Escape)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(8), px(20), px(8))
        row.setSpacing(px(8))
        row.addWidget(IconLabel("play", "good", 12), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.stop)

    @property
    def words(self) -> str:
        return self._words.text()

    def show_busy(self, who: str) -> None:
        why = self.tr("one after the other, so that speeds are fair")
        self._words.setText(f"{who} · {why}" if who else why)
        self.show()


class PromptBar(QFrame):
    """The prompt that was asked; ``stepped`` carries -1 or 1 where there are several."""

    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        px = look_of(self).sizes.px
        self._label = Label(self.tr("Prompt"), "secondary", "muted")
        self._text = Para("", "heading", most=3)
        self.back = IconButton("chevron-left", self.tr("The prompt before"))
        self.on = IconButton("chevron-right", self.tr("The next prompt"))
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._label)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(11), px(20), px(11))
        row.addLayout(words, 1)
        row.addWidget(self.back)
        row.addWidget(self.on)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_round(self, prompt: str, at: int, count: int) -> None:
        self.setVisible(count > 0)
        self._text.setText(prompt)
        several = self.tr("Prompt {number} of {count}").format(number=at + 1, count=count)
        self._label.setText(several if count > 1 else self.tr("Prompt"))
        self.back.setVisible(count > 1)
        self.on.setVisible(count > 1)
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at < count - 1)

    def _go_back(self) -> None:
        self.stepped.emit(-1)

    def _go_on(self) -> None:
        self.stepped.emit(1)


class ColumnsView(Scroll):
    """Equal columns side by side; scrolls sideways where the window is too narrow for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        super().__init__(self._page, "", parent)
        self.setAccessibleName(self.tr("Answers side by side"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._row = QHBoxLayout(self._page)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def show_columns(self, columns: Sequence[QWidget]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column in columns:
            self._row.addWidget(column, 1)
