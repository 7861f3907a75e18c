"""Rows of the inspector, a setting of the chat each: system prompt, longest answer, seed, notes on tokens,
stop texts; and whether it thinks, with the chip at the composer that says so.

``changed`` carries what is set now, by the names of ChatSettings; ``show_settings`` tells nobody.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from explorer.domain.sampling_setting import lines_text, parse_lines
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, choice_text
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.boxes import column
from explorer.kit.buttons import CheckBox, Picker
from explorer.kit.chips import Choice, MenuChip
from explorer.kit.field import CodeField, Field
from explorer.kit.language import shown, tr
from explorer.kit.layouts import keep_place
from explorer.kit.section import Section
from explorer.kit.slider import Slider
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.settings import LENGTHS, THOUGHTS, ChatSettings, thinking_choice
from explorer.rooms.playground.model.loading_rows import LabelledControl

_LARGEST_SEED = 2**31 - 1
_STOPS = 66  # pixels at 100 %


class SystemPromptRow(QWidget):
    """Hidden for a model that is sent none."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        why = self.tr("Said to the model before the conversation begins: who it is and how it should answer.")
        self.control = QPlainTextEdit()
        self.control.setAccessibleName(self.tr("System prompt"))
        self.control.setPlaceholderText(self.tr("You are brief and exact."))
        self.control.setTabChangesFocus(True)
        self.control.setFixedHeight(look_of(self).sizes.px(72))
        self.control.textChanged.connect(self._tell)
        self.setToolTip(plain_tip(why))
        boxes.column(self, spacing=6).add(Label(self.tr("System prompt")), self.control)

    def show_settings(self, settings: ChatSettings) -> None:
        if self.control.toPlainText() != settings.system_prompt:
            with QSignalBlocker(self.control):
                self.control.setPlainText(settings.system_prompt)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit({"system_prompt": self.control.toPlainText()})


class LengthRow(LabelledControl):
    """Steps of tokens."""

    changed = Signal(object)

    def __init__(self) -> None:
        slider = Slider(tr("Longest answer, in tokens"), len(LENGTHS) - 1)
        why = tr(
            "The answer ends here at the latest, and what is thought before it counts. A token is about three"
            " quarters of a word."
        )
        super().__init__(tr("Longest answer"), slider, why)
        self._slider = slider
        slider.valueChanged.connect(self._tell)

    def show_longest(self, tokens: int) -> None:
        """Of the next answer."""
        self._slider.show_step(_nearest(LENGTHS, tokens))
        self.show_value(self.tr("{count} tokens").format(count=f"{tokens:,}"))

    @Slot(int)
    def _tell(self, step: int) -> None:
        self.changed.emit({"max_tokens": LENGTHS[step]})


class SeedRow(LabelledControl):
    """The number means something only while it is locked."""

    changed = Signal(object)

    def __init__(self) -> None:
        why = tr(
            "The seed starts the dice. Locked, the same question with the same settings gives the same"
            " answer; otherwise every answer draws a new one."
        )
        both = QWidget()
        super().__init__(tr("Seed"), both, why)
        self._lock = CheckBox(self.tr("Lock it"))
        self._lock.toggled.connect(self._tell)
        self.field = Field()
        self.field.setValidator(QIntValidator(0, _LARGEST_SEED, self.field))
        self.field.setAccessibleName(self.tr("Seed"))
        self.field.editingFinished.connect(self._tell)
        keep_place(self.field)
        boxes.row(both, spacing=12).add(self._lock, boxes.stretched(self.field))

    def show_settings(self, settings: ChatSettings) -> None:
        with QSignalBlocker(self._lock), QSignalBlocker(self.field):
            self.field.setText(str(settings.seed))
            self._lock.setChecked(settings.seed_locked)
        self.field.setVisible(settings.seed_locked)
        self.show_value("" if settings.seed_locked else self.tr("new for every answer"))

    @Slot()
    def _tell(self) -> None:
        self.changed.emit({"seed_locked": self._lock.isChecked(), "seed": int(self.field.text() or 0)})


class TokenNotesRow(LabelledControl):
    """How sure the model was of each token."""

    changed = Signal(object)

    def __init__(self) -> None:
        why = tr(
            "Keeps with each answer how likely every token was, and ten others in its place. It then takes up"
            " to a tenth longer. Without it, this is measured when you ask for it."
        )
        box = CheckBox(tr("Note it with every answer"))
        super().__init__(tr("How sure was it?"), box, why)
        self._box = box
        box.toggled.connect(self._tell)

    def show_settings(self, settings: ChatSettings) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(settings.is_sure_shown)
        self._box.update()

    @Slot(bool)
    def _tell(self, wanted: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self.changed.emit({"is_sure_shown": wanted})


class StopTextsSection(Section):
    """``changed`` carries what is set now, by the names of ChatSettings."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Stop texts"), opened=False, role="strong")
        why = self.tr("The answer ends before one of these, one a line. \\n stands for a line break.")
        self.body.setSpacing(look_of(self).sizes.px(8))
        self.editor = CodeField(self.tr("Stop texts, one a line"), _STOPS)
        self.editor.setPlaceholderText("###")
        self.editor.textChanged.connect(self._on_edited)
        self.body.add(Para(why, "secondary", "muted"), self.editor)

    def show_settings(self, settings: ChatSettings) -> None:
        texts = settings.stop
        if parse_lines(self.editor.toPlainText()) != texts:
            self.editor.show_code(lines_text(texts))
        self.header.set_note(str(len(texts)) if texts else "")

    @Slot()
    def _on_edited(self) -> None:
        self.changed.emit({"stop": parse_lines(self.editor.toPlainText())})


def thinking_choices(switch: ThinkingSwitch) -> tuple[Choice, ...]:
    """What is done by default has the value "": it is left to the model."""
    named = [
        Choice("" if choice == switch.default else choice, choice_text(choice)) for choice in switch.choices
    ]
    is_named = switch.default in switch.choices
    return tuple(named) if is_named else (Choice("", Words("as the model does")), *named)


class ThinkingChip(MenuChip):
    """Hidden for a model that has no such choice."""

    def __init__(self) -> None:
        super().__init__(self.tr("Thinking"), thinking_choices(NO_SWITCH))
        self._switch = NO_SWITCH
        self.explain(_why())
        self.hide()

    def is_on(self) -> bool:
        """Whether it is another than the default."""
        return bool(self.choice.value)

    def show_switch(self, switch: ThinkingSwitch, think: str) -> None:
        if switch != self._switch:
            self._switch = switch
            self.set_choices(thinking_choices(switch))
        self.set_choice(thinking_choice(think, switch))
        self.setVisible(bool(switch.choices))


class ThinkingRows(QWidget):
    """``changed`` carries what is set now, by the names of ChatSettings."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch, self._choices = NO_SWITCH, thinking_choices(NO_SWITCH)
        self.picker = Picker(self.tr("Thinking"))
        self.picker.currentIndexChanged.connect(self._on_picked)
        self._thinking = LabelledControl(self.tr("Thinking"), self.picker, _why())
        self.budget = Slider(self.tr("Longest thought, in tokens"), len(THOUGHTS))
        self.budget.valueChanged.connect(self._on_limited)
        why = self.tr("A thought that is longer is closed here, and the answer begins.")
        self._longest = LabelledControl(self.tr("Longest thought"), self.budget, why)
        column(self, spacing=14).add(self._thinking, self._longest)
        self.hide()

    def show_switch(self, switch: ThinkingSwitch, controls: ChatSettings, *, thinks: bool) -> None:
        """``thinks``: the model does, whether or not one can choose."""
        if switch != self._switch:
            self._switch, self._choices = switch, thinking_choices(switch)
            with QSignalBlocker(self.picker):
                self.picker.clear()
                self.picker.addItems([shown(choice.text).capitalize() for choice in self._choices])
        self.show_settings(controls)
        self._thinking.setVisible(bool(switch.choices))
        self.setVisible(bool(switch.choices) or thinks or controls.think_budget is not None)

    def stop(self) -> QWidget:
        """Where the keys go. As a focus proxy it would keep Tab from leaving the page."""
        return self.budget if self._thinking.isHidden() else self.picker

    def show_settings(self, controls: ChatSettings) -> None:
        """Told to nobody."""
        values = [choice.value for choice in self._choices]
        with QSignalBlocker(self.picker):
            self.picker.setCurrentIndex(values.index(thinking_choice(controls.think, self._switch)))
        budget, words = controls.think_budget, self.tr("as long as it takes")
        if budget is not None:
            words = self.tr("{count} tokens").format(count=f"{budget:,}")
        self.budget.show_step(len(THOUGHTS) if budget is None else _nearest(THOUGHTS, budget))
        self._longest.show_value(words)
        choice = thinking_choice(controls.think, self._switch) or self._switch.default
        self.budget.setEnabled(choice != "off")

    @Slot(int)
    def _on_picked(self, index: int) -> None:
        self.changed.emit({"think": self._choices[index].value})

    @Slot(int)
    def _on_limited(self, step: int) -> None:
        self.changed.emit({"think_budget": THOUGHTS[step] if step < len(THOUGHTS) else None})


def _nearest(steps: Sequence[int], wanted: int) -> int:
    return min(range(len(steps)), key=lambda step: abs(steps[step] - wanted))


def _why() -> str:
    return tr(
        "Whether the model thinks before it answers, and how hard. Thinking helps with sums, logic and code,"
        " and takes longer."
    )
