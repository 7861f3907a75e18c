"""Over the answers: which prompt is shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.text import Elided, Para, plain_tip
from explorer.kit.theme import look_of


class PromptBar(QFrame):
    """The prompt that was asked. ``stepped`` carries -1 or 1 where there are several; ``listed`` asks for
    all prompts, ``planned`` for the plan, ``gridded`` for the grid or the answers in full."""

    stepped = Signal(object)
    listed = Signal()
    planned = Signal()
    gridded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self._label = Elided(self.tr("Prompt"), "secondary", "muted")
        self._text = Para("", "heading", most=3)
        self.back = IconButton("chevron-left", self.tr("The prompt before"))
        self.on = IconButton("chevron-right", self.tr("The next prompt"))
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.grid = Button("outlined", self.tr("As a grid"), scale="compact")
        self.grid.setCheckable(True)
        self.grid.toggled.connect(self.gridded)
        self.prompts = Button("outlined", self.tr("Prompts"), "document", scale="compact")
        self.prompts.setToolTip(with_keys(self.tr("Write, order and take over prompts"), "Ctrl+L"))
        self.prompts.clicked.connect(self.listed)
        self.plan = Button("outlined", self.tr("Plan"), "play", scale="compact")
        self.plan.setToolTip(with_keys(self.tr("See what a run takes, then start it"), "Ctrl+R"))
        self.plan.clicked.connect(self.planned)
        self._words = boxes.column(spacing=2)
        self._words.addWidget(self._label)
        self._words.addWidget(self._text, 1)
        line = boxes.row(self, margins=(20, 9, 20, 9), spacing=4)
        line.addLayout(self._words, 1)
        for button in (self.back, self.on, self.grid, self.prompts, self.plan):
            line.addWidget(button)

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

    def show_round(self, prompt: str, label: str, place: tuple[int, int], steps: tuple[int, int]) -> None:
        """``label`` says what the prompt is; ``place``: its number, from 0, of how many; ``steps``: of all
        that the arrows lead to, which are more where it was asked with several settings.
        """
        self._text.setText(prompt or self.tr("Nothing was asked yet"))
        self._text.set_tone("" if prompt else "muted")
        self._text.setToolTip(plain_tip(prompt[:2000]))
        number, prompts = place
        several = self.tr("Prompt {number} of {count}").format(number=number + 1, count=prompts)
        parts = (several if prompts > 1 else self.tr("Prompt"), label)
        self._label.setText(" · ".join(part for part in parts if part))
        at, count = steps
        self.back.setVisible(count > 1)
        self.on.setVisible(count > 1)
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at < count - 1)

    def _go_back(self) -> None:
        self.stepped.emit(-1)

    def _go_on(self) -> None:
        self.stepped.emit(1)
