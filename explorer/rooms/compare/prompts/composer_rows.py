"""The field for the next prompt, which is asked of every column.

Enter asks, Shift+Enter breaks the line, Escape stops.

A button beside it shows the settings and changes them. The line over it tells the state of the run, or what
asking takes; it is always there, so that nothing moves when a run begins or ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFormLayout, QFrame, QPlainTextEdit, QWidget

from explorer.domain.generation import Sampling
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton, SingleClickButton
from explorer.kit.icon_label import IconLabel
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.room_pane import KEEP_CLEAR
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.answer_settings import BY_ITSELF, ThinkingChoice, thinking_text
from explorer.rooms.compare.prompts.sampling_rows import SamplingFields, refusals
from explorer.rooms.compare.prompts.thinking_rows import ThinkingFields

_LINE = 22  # pixels at 100 %: as high as a link


@dataclass(frozen=True)
class SharedSettingsChosen:
    """New settings of all columns that have none of their own."""

    sampling: Sampling
    system: str
    think: ThinkingChoice = BY_ITSELF


@dataclass(frozen=True)
class ComposerStatus:
    """What the line over the field is made of.

    ``run``: the run that goes on, "" for none; ``missing``: answers of one that was interrupted; ``waiting``:
    prompts that are asked after the run; ``plan``: what asking what is typed takes.
    """

    run: str = ""
    missing: int = 0
    waiting: int = 0
    plan: str = ""


class PromptComposer(QFrame):
    """``asked`` carries a prompt; ``chosen`` carries SharedSettingsChosen; ``stopped`` is Escape or the
    button.

    ``went_on`` asks for what an interrupted run did not come to; ``taken_back`` is about the last prompt
    that waits, ``asked_now`` about all of them.
    """

    asked = Signal(str)
    chosen = Signal(object)
    stopped = Signal()
    went_on = Signal()
    taken_back = Signal()
    asked_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "top")
        self.setProperty(KEEP_CLEAR, True)
        self._shared = SharedSettingsChosen(Sampling(), "")
        self._switches: dict[str, ThinkingSwitch] = {}
        self.field = MessageField()
        self.field.setObjectName("compare-composer")
        self.field.entered.connect(self._send)
        self.field.escaped.connect(self.stopped)
        self.field.textChanged.connect(self._refresh)
        self._settings = Button("quiet", "", scale="compact", then=self._open_settings)
        self._settings.setObjectName("compare-settings")
        self._settings.setToolTip(self.tr("Change seed, temperature, length, thinking and system prompt"))
        self.stop = Button("link", self.tr("Stop all"), "stop", then=self.stopped)
        self.stop.setToolTip(with_keys(self.tr("Stop all answers"), "Esc"))
        self.send = IconButton("send", with_keys(self.tr("Ask"), "Enter"), "accent", then=self._send)
        self._can_ask, self._told = True, ComposerStatus()
        frame = FieldFrame(self.field)
        frame.add(self._settings)
        frame.add(self.send)
        self._icon = IconLabel("play", "good", 12)
        self._words = Elided("", "secondary", "muted")
        self._words.setObjectName("compare-next-plan")
        self.way = SingleClickButton("link", "", then=self._go)
        line = boxes.row(spacing=8)
        line.addStrut(look_of(self).sizes.px(_LINE))
        line.add(boxes.centred(self._icon), boxes.stretched(self._words), self.way, self.stop)
        boxes.column(self, margins=(20, 6, 20, 10), spacing=4).add(line, frame)
        self.show_shared(self._shared)
        self._refresh()

    @property
    def told(self) -> str:
        """What the line says."""
        return self._words.text()

    def show_reach(self, placeholder: str, *, can_ask: bool) -> None:
        """Whom the next prompt asks, or when; and whether it can be asked at all."""
        self._can_ask = can_ask
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self._refresh()

    def tell(self, **changes: object) -> None:
        """What the line is made of, see ComposerStatus."""
        told = replace(self._told, **changes)  # type: ignore[arg-type]  # fields by their names
        if told != self._told:
            self._told = told
            self._refresh()

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
        told = self._told
        self.send.setEnabled(self._can_ask and bool(self.text().strip()))
        words = self.tr("Ask when the models have answered") if told.run else self.tr("Ask")
        self.send.show_as("send", with_keys(words, "Enter"))
        self._icon.show_icon(*(("play", "good") if told.run else ("warning", "caution")))
        self._icon.setVisible(bool(told.run) or told.missing > 0)
        self._words.setText(" · ".join(filter(None, self._parts())))
        self.way.setText(self._way()[0])
        for button, is_of_use in ((self.stop, bool(told.run)), (self.way, bool(self.way.text()))):
            if button.hasFocus() and not is_of_use:
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)  # it goes from under the keyboard
            button.setVisible(is_of_use)

    def _parts(self) -> tuple[str, ...]:
        """Of the line over the field."""
        told, is_typed = self._told, bool(self.text().strip())
        waiting = self.tr("1 prompt waits") if told.waiting == 1 else self.tr("{n} prompts wait")
        waiting = waiting.format(n=told.waiting) if told.waiting else ""
        if told.run:
            return self.tr("Enter asks later") if is_typed else "", waiting, told.run
        if told.missing:
            one = self.tr("A run was interrupted. 1 answer is missing.")
            several = self.tr("A run was interrupted. {n} answers are missing.").format(n=told.missing)
            return waiting, one if told.missing == 1 else several
        hint = self.tr("Enter asks · Shift+Enter breaks the line") if self._can_ask else ""
        return waiting, told.plan if is_typed else hint

    def _way(self) -> tuple[str, SignalInstance | None]:
        """What can be done about what the line tells."""
        if self._told.missing:
            return self.tr("Go on"), self.went_on
        if not self._told.waiting:
            return "", None
        return (
            (self.tr("Take back"), self.taken_back)
            if self._told.run
            else (self.tr("Ask now"), self.asked_now)
        )

    @Slot()
    def _go(self) -> None:
        _words, signal = self._way()
        if signal is not None:
            signal.emit()

    def _send(self) -> None:
        if self.send.isEnabled():
            self.asked.emit(self.field.toPlainText().strip())

    def show_shared(self, shared: SharedSettingsChosen) -> None:
        """How all columns are asked that have no settings of their own."""
        self._shared = shared
        sampling = shared.sampling
        words = self.tr("seed {seed} · temperature {temperature} · {tokens} tokens").format(
            seed=sampling.seed, temperature=f"{sampling.temperature:g}", tokens=f"{sampling.max_tokens:,}"
        )
        if shared.think.choice:
            choice = shown(thinking_text(shared.think.choice))
            words = self.tr("{settings} · {choice}").format(settings=words, choice=choice)
        if shared.system:
            words = self.tr("{settings} · system prompt").format(settings=words)
        self._settings.setText(words)
        self._settings.setAccessibleName(self.tr("Settings: {words}").format(words=words))

    def show_switches(self, switches: dict[str, ThinkingSwitch]) -> None:
        """What each model lets one choose of thinking, by the titles of the columns."""
        self._switches = switches

    def _open_settings(self) -> None:
        popup = SamplingPopup(self._shared, self._switches, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.changed.connect(self._choose)
        popup.adjustSize()
        spot = self._settings.mapToGlobal(self._settings.rect().topRight())
        popup.move(spot.x() - popup.width() + SHADOW, spot.y() - popup.height() + SHADOW - 4)
        popup.show()

    def _choose(self, chosen: SharedSettingsChosen) -> None:
        self.show_shared(chosen)
        self.chosen.emit(chosen)


class SamplingPopup(Popup):
    """How all columns are asked; ``changed`` carries SharedSettingsChosen at every change."""

    changed = Signal(object)

    def __init__(
        self, shared: SharedSettingsChosen, switches: Mapping[str, ThinkingSwitch], parent: QWidget
    ) -> None:
        super().__init__(self.tr("Settings of all columns"), parent)
        self.system = QPlainTextEdit(shared.system)
        self.system.setAccessibleName(self.tr("System prompt"))
        self.system.setPlaceholderText(self.tr("System prompt, if there is to be one"))
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(look_of(self).sizes.px(70))
        self.fields = SamplingFields(shared.sampling, self)
        self.think = ThinkingFields(shared.think, switches, self)
        form = QFormLayout()
        form.setHorizontalSpacing(look_of(self).sizes.px(16))
        self.fields.add_to(form)
        self.think.add_to(form)
        form.addRow(refusals((self.think.budget,)))
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
        self.fields.changed.connect(self._tell)
        self.fields.more.toggled.connect(self._fit)
        self.think.changed.connect(self._tell)
        self.think.changed.connect(self._fit)
        self.system.textChanged.connect(self._tell)
        self.fields.all[0].setFocus()

    @Slot()
    def _fit(self) -> None:
        """What it says may have become longer: it grows upwards, away from the field below it."""
        bottom = self.geometry().bottom()
        self.adjustSize()
        self.move(self.x(), bottom - self.height() + 1)

    def _tell(self) -> None:
        think = self.think.value or BY_ITSELF
        self.changed.emit(
            SharedSettingsChosen(self.fields.sampling, self.system.toPlainText().strip(), think)
        )
