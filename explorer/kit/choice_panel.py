"""A panel to choose in: a field to search with, which has the keys, and below it what was found."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.announce import announce
from explorer.kit.boxes import Row, row
from explorer.kit.choice_list import ChoiceList
from explorer.kit.field import Field
from explorer.kit.keys import ENTER
from explorer.kit.overlay import Backdrop, Overlay
from explorer.kit.text import IconLabel
from explorer.kit.theme import look_of

FIELD = 48  # pixels high at 100 %


class ChoicePanel[Choices: ChoiceList](Overlay):
    """Arrows move the choice, Enter uses it; all other keys belong to the field.

    A subclass lists what some words find, says what using a line does, and adds its foot.
    """

    def __init__(self, name: str, host: QWidget, choices: Choices, hint: str, backdrop: Backdrop) -> None:
        """``hint`` stands in the empty field."""
        super().__init__(name, host, backdrop)
        self.list = choices
        self.list.picked.connect(self._on_picked)
        self.field = Field()
        self.field.setProperty("field", "plain")
        self.field.setFrame(False)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        head = self._edge("bottom", FIELD)
        head.setSpacing(4)
        head.addWidget(IconLabel("search"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.field, 1)
        self.body.addWidget(self.list, 1)

    def search(self, text: str) -> None:
        """List what these words find."""
        raise NotImplementedError

    def use(self, line: Any, *, second: bool = False) -> None:
        """``second``: with Ctrl held."""
        raise NotImplementedError

    def say(self) -> None:
        """The choice, for a screen reader."""
        if self.list.line is not None:
            announce(self.list, self.list.spoken(self.list.line))

    def add_foot(self, height: int) -> Row:
        """Below the list, so many pixels high at 100 %."""
        return self._edge("top", height)

    def _edge(self, rule: str, height: int) -> Row:
        edge = QFrame()
        edge.setProperty("rule", rule)
        edge.setFixedHeight(look_of(self).sizes.px(height))
        self.body.addWidget(edge)
        return row(edge, margins=(14, 0, 14, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key moves or uses the choice."""
        if self.list.move_by(event):
            self.say()
        elif event.key() not in ENTER:
            return False
        elif self.list.line is not None:
            self.use(self.list.line, second=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        return True

    @Slot(object)
    def _on_picked(self, line: Any) -> None:
        self.use(line)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.search(text)
