"""Whether a model thinks before it answers: a chip at the composer, and rows of the inspector that also limit
the thought.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, choice_text
from explorer.domain.words import Words
from explorer.kit.boxes import column
from explorer.kit.buttons import Picker
from explorer.kit.chips import Choice, MenuChip
from explorer.kit.language import shown
from explorer.kit.slider import Slider
from explorer.rooms.playground.chats.settings import THOUGHTS, ChatSettings, thinking_choice
from explorer.rooms.playground.model.loading_rows import LabelledControl


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
        self.explain(_why(self))
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

    def __init__(self) -> None:
        super().__init__()
        self._switch, self._choices = NO_SWITCH, thinking_choices(NO_SWITCH)
        self.picker = Picker(self.tr("Thinking"))
        self.picker.currentIndexChanged.connect(self._on_picked)
        self._thinking = LabelledControl(self.tr("Thinking"), self.picker, _why(self))
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
            self._fill(self._choices)
        self.show_settings(controls)
        self._thinking.setVisible(bool(switch.choices))
        self.setFocusProxy(self.picker if switch.choices else self.budget)
        self.setVisible(bool(switch.choices) or thinks or controls.think_budget is not None)

    def show_settings(self, controls: ChatSettings) -> None:
        """Told to nobody."""
        values = [choice.value for choice in self._choices]
        with QSignalBlocker(self.picker):
            self.picker.setCurrentIndex(values.index(thinking_choice(controls.think, self._switch)))
        self.budget.show_step(_step(controls.think_budget))
        choice = thinking_choice(controls.think, self._switch) or self._switch.default
        self.budget.setEnabled(choice != "off")
        self._say(controls.think_budget)

    def _fill(self, choices: Sequence[Choice]) -> None:
        with QSignalBlocker(self.picker):
            self.picker.clear()
            self.picker.addItems([shown(choice.text).capitalize() for choice in choices])

    def _say(self, budget: int | None) -> None:
        words = self.tr("as long as it takes")
        if budget is not None:
            words = self.tr("{count} tokens").format(count=f"{budget:,}")
        self._longest.show_value(words)

    @Slot(int)
    def _on_picked(self, index: int) -> None:
        self.changed.emit({"think": self._choices[index].value})

    @Slot(int)
    def _on_limited(self, step: int) -> None:
        budget = THOUGHTS[step] if step < len(THOUGHTS) else None
        self._say(budget)
        self.changed.emit({"think_budget": budget})


def _step(budget: int | None) -> int:
    if budget is None:
        return len(THOUGHTS)
    return min(range(len(THOUGHTS)), key=lambda step: abs(THOUGHTS[step] - budget))


def _why(widget: QWidget) -> str:
    return widget.tr(
        "Whether the model thinks before it answers, and how hard. Thinking helps with sums, logic and code,"
        " and takes longer."
    )
