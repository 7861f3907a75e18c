"""One field that asks every column: Enter asks, Shift+Enter breaks the line, Escape stops.

At its right stands with which settings, and a click changes them.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFormLayout, QFrame, QPlainTextEdit, QWidget

from explorer.compare.sampling_rows import SamplingFields
from explorer.domain.generation import Sampling
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.room import KEEP_CLEAR
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of

_SEEDS = 2**31 - 1


@dataclass(frozen=True)
class PromptGiven:
    """What the person asks."""

    text: str


@dataclass(frozen=True)
class SharedChosen:
    """New settings of all columns that have none of their own."""

    sampling: Sampling
    system: str


class Composer(QFrame):
    """``asked`` carries PromptGiven; ``stopped`` an Escape; ``chosen`` carries SharedChosen."""

    asked = Signal(object)
    stopped = Signal()
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "top")
        self.setProperty(KEEP_CLEAR, True)
        self._shared = SharedChosen(Sampling(), "")
        self.field = MessageField()
        self.field.setObjectName("compare-composer")
        self.field.entered.connect(self._send)
        self.field.escaped.connect(self.stopped)
        self.field.textChanged.connect(self._refresh)
        self._settings = Button("quiet", "", scale="compact")
        self._settings.setToolTip(self.tr("Change seed, temperature, length and system prompt"))
        self._settings.clicked.connect(self._open_settings)
        self.send = IconButton("send", with_keys(self.tr("Ask"), "Enter"), "accent")
        self.send.clicked.connect(self._send)
        self._can_ask = True
        frame = FieldFrame(self.field)
        frame.add(self._settings)
        frame.add(self.send)
        self._plan = Elided("", "secondary", "muted")
        self._plan.setObjectName("compare-next-plan")
        self._plan.hide()
        box = boxes.column(self, margins=(20, 10, 20, 10), spacing=6)
        box.addWidget(self._plan)
        box.addWidget(frame)
        self.show_shared(self._shared)

    def show_reach(self, placeholder: str, *, can_ask: bool) -> None:
        """Whom the next prompt asks, and whether it can be asked now."""
        self._can_ask = can_ask
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self._refresh()

    def show_plan(self, words: str) -> None:
        """What asking this takes; "" for nothing."""
        self._plan.setText(words)
        self._plan.setVisible(bool(words))

    def clear(self) -> None:
        self.field.clear()

    def text(self) -> str:
        return self.field.toPlainText()

    def show_text(self, text: str) -> None:
        """What was begun earlier, the cursor at its end."""
        if text != self.text():
            self.field.setPlainText(text)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def _refresh(self) -> None:
        self.send.setEnabled(self._can_ask and bool(self.field.toPlainText().strip()))

    def _send(self) -> None:
        if self.send.isEnabled():
            self.asked.emit(PromptGiven(self.field.toPlainText().strip()))

    def show_shared(self, shared: SharedChosen) -> None:
        """How all columns are asked that have no settings of their own."""
        self._shared = shared
        sampling = shared.sampling
        words = self.tr("seed {seed} · temperature {temperature} · {tokens} tokens").format(
            seed=sampling.seed, temperature=f"{sampling.temperature:g}", tokens=sampling.max_tokens
        )
        if shared.system:
            words = self.tr("{settings} · system prompt").format(settings=words)
        self._settings.setText(words)
        self._settings.setAccessibleName(self.tr("Settings: {words}").format(words=words))

    def _open_settings(self) -> None:
        popup = SamplingPopup(self._shared, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.changed.connect(self._choose)
        popup.adjustSize()
        spot = self._settings.mapToGlobal(self._settings.rect().topRight())
        popup.move(spot.x() - popup.width() + SHADOW, spot.y() - popup.height() + SHADOW - 4)
        popup.show()

    def _choose(self, chosen: SharedChosen) -> None:
        self.show_shared(chosen)
        self.chosen.emit(chosen)


class SamplingPopup(Popup):
    """Seed, temperature, length, system prompt; ``changed`` carries SharedChosen at every change."""

    changed = Signal(object)

    def __init__(self, shared: SharedChosen, parent: QWidget) -> None:
        super().__init__(self.tr("Settings of all columns"), parent)
        self._base = sampling = shared.sampling
        self.system = QPlainTextEdit(shared.system)
        self.system.setAccessibleName(self.tr("System prompt"))
        self.system.setPlaceholderText(self.tr("System prompt, if there is to be one"))
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(look_of(self).sizes.px(70))
        self.fields = SamplingFields(sampling)
        form = QFormLayout()
        form.setHorizontalSpacing(look_of(self).sizes.px(16))
        self.fields.add_to(form)
        self.body.addWidget(Label(self.tr("For all columns without settings of their own"), "strong"))
        self.body.addLayout(form)
        self.body.addWidget(self.system)
        note = Para(
            self.tr(
                "The same seed repeats an answer on this machine. Temperature 0 always takes the likeliest "
                "token."
            ),
            "secondary",
            "muted",
        )
        note.setFixedWidth(look_of(self).sizes.px(300))
        self.body.addWidget(note)
        for field in self.fields.all:
            field.textEdited.connect(self._tell)
        self.system.textChanged.connect(self._tell)

    def _tell(self) -> None:
        sampling = self.fields.applied_to(self._base)
        self.changed.emit(SharedChosen(sampling, self.system.toPlainText().strip()))
