"""Over the answers: what goes on now, and which prompt is shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.iconlabel import IconLabel
from explorer.kit.keys import with_keys
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of


class StatusStrip(QFrame):
    """Who answers now, why one after the other, and the way to end it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self._words = Elided("", "body", "text")
        self.stop = Button("outlined", self.tr("Stop all"), "stop", scale="compact")
        self.stop.setToolTip(with_keys(self.tr("Stop all answers"), "Esc"))
        line = boxes.row(self, margins=(20, 6, 20, 6), spacing=8)
        line.addWidget(IconLabel("play", "good", 12), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words, 1)
        line.addWidget(self.stop)

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
        self._label = Label(self.tr("Prompt"), "secondary", "muted")
        self._text = Para("", "heading", most=3)
        self.back = IconButton("chevron-left", self.tr("The prompt before"))
        self.on = IconButton("chevron-right", self.tr("The next prompt"))
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self._words = boxes.column(spacing=2)
        self._words.addWidget(self._label)
        self._words.addWidget(self._text, 1)
        line = boxes.row(self, margins=(20, 9, 20, 9), spacing=4)
        line.addLayout(self._words, 1)
        line.addWidget(self.back)
        line.addWidget(self.on)

    @property
    def text(self) -> str:
        return self._text.text()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        """All on one line; a longer prompt is told by its tooltip."""
        ways = QBoxLayout.Direction
        self._words.setDirection(ways.LeftToRight if compact else ways.TopToBottom)
        self._words.setSpacing(look_of(self).sizes.px(10 if compact else 2))
        middle = Qt.AlignmentFlag.AlignVCenter
        self._words.setAlignment(self._text, middle if compact else Qt.AlignmentFlag(0))
        self._text.set_most(1 if compact else 3)

    def show_round(self, prompt: str, at: int, count: int) -> None:
        self.setVisible(count > 0)
        self._text.setText(prompt)
        self._text.setToolTip(plain_tip(prompt))
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
