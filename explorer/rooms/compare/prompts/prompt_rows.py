"""Prompts on the screen: the bar over the answers that shows one of them, and the rows of the list of all."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.card import Card
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.document import Prompt
from explorer.rooms.compare.document.prompt_sets import title_of


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
        self.back = IconButton("chevron-left", self.tr("The prompt before"), then=self._go_back)
        self.on = IconButton("chevron-right", self.tr("The next prompt"), then=self._go_on)
        self.grid = Button("outlined", self.tr("As a grid"), scale="compact")
        self.grid.setCheckable(True)
        self.grid.toggled.connect(self.gridded)
        self.prompts = Button("outlined", self.tr("Prompts"), "document", scale="compact", then=self.listed)
        self.prompts.setToolTip(with_keys(self.tr("Write, order and take over prompts"), "Ctrl+L"))
        self.plan = Button("outlined", self.tr("Plan"), "play", scale="compact", then=self.planned)
        self.plan.setToolTip(with_keys(self.tr("See what a run takes, then start it"), "Ctrl+R"))
        self._words = boxes.column(spacing=2).add(self._label, boxes.stretched(self._text))
        line = boxes.row(self, margins=(20, 9, 20, 9), spacing=4)
        line.add(boxes.stretched(self._words), self.back, self.on, self.grid, self.prompts, self.plan)

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


_LINES = 3


@dataclass(frozen=True)
class PromptTyped:
    """The prompt of this key has another text."""

    key: str
    text: str


class PromptRow(Card):
    """``typed`` carries PromptTyped, ``moved`` -1 or 1, ``removed`` nothing."""

    typed = Signal(object)
    moved = Signal(int)
    removed = Signal()

    def __init__(self, prompt: Prompt, number: int, count: int, source: str) -> None:
        super().__init__("plain", 12)
        self._prompt = prompt
        self.setAccessibleName(self.tr("Prompt {number} of {count}").format(number=number + 1, count=count))
        self._field: MessageField | None = None
        self._words = QWidget()
        lines = boxes.column(self._words, spacing=2)
        head = " · ".join(part for part in (shown(title_of(prompt)), source) if part)
        if head:
            lines.addWidget(Label(head, "secondary", "muted"))
        self._text = Para(prompt.text, most=_LINES)
        self._text.setProperty("data", True)  # sent as it is, whatever the language of the window
        self._text.setToolTip(plain_tip(prompt.text[:2000]))
        lines.addWidget(self._text)
        self._line = boxes.row(spacing=10)
        self._line.add(boxes.at_top(Label(f"{number + 1}", "strong", "muted")), boxes.stretched(self._words))
        for button in self._buttons(number, count):
            self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._line)

    def _buttons(self, number: int, count: int) -> tuple[QWidget, ...]:
        name = str(number + 1)
        self.up = IconButton("arrow-up", with_keys(self.tr("Move prompt {n} up").format(n=name), "Alt+Up"))
        self.down = IconButton(
            "arrow-down", with_keys(self.tr("Move prompt {n} down").format(n=name), "Alt+Down")
        )
        self.edit = IconButton("edit", self.tr("Edit prompt {n}").format(n=name), then=self.start_edit)
        self.remove = IconButton("trash", self.tr("Remove prompt {n}").format(n=name), then=self.removed)
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < count - 1)
        self.up.clicked.connect(self._go_up)
        self.down.clicked.connect(self._go_down)
        return self.up, self.down, self.edit, self.remove

    def take_focus(self, by: int) -> None:
        """After a move: on the way that leads further."""
        way = self.down if by > 0 else self.up
        (way if way.isEnabled() else self.edit).setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._moves(event):
            return True
        return super().event(event)

    def _moves(self, event: QKeyEvent) -> bool:
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if way is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        self.moved.emit(way)
        return True

    @Slot()
    def start_edit(self) -> None:
        if self._field is not None:
            return
        self._field = MessageField()
        self._field.setAccessibleName(self.tr("Text of the prompt"))
        self._field.setPlainText(self._prompt.text)
        self._field.entered.connect(self._commit)
        self._field.escaped.connect(self._leave)
        self._frame = FieldFrame(self._field)
        done = IconButton("check", with_keys(self.tr("Keep this text"), "Enter"), "accent", then=self._commit)
        self._frame.add(done)
        self._words.hide()
        self._line.insertWidget(1, self._frame, 1)
        self._field.setFocus()

    @Slot()
    def _commit(self) -> None:
        text = self._field.toPlainText().strip() if self._field is not None else ""
        self._leave()
        if text and text != self._prompt.text:
            self.typed.emit(PromptTyped(self._prompt.key, text))

    @Slot()
    def _leave(self) -> None:
        if self._field is not None:
            self._field = None
            self._frame.hide()
            self._frame.deleteLater()
            self._words.show()
            self.edit.setFocus()

    @Slot()
    def _go_up(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _go_down(self) -> None:
        self.moved.emit(1)


class RemovedRow(Card):
    """Where a prompt stood a moment ago; ``back`` brings it back."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__("sunken", 12)
        self.back = Button("outlined", self.tr("Undo"), "undo", scale="compact")
        line = boxes.row(spacing=10)
        words = self.tr("Removed: {prompt}").format(prompt=" ".join(prompt.text.split()))
        line.add(boxes.stretched(Elided(words, tone="muted")), self.back)
        self.body.addLayout(line)
