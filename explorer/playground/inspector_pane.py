"""How it answers: the few settings of an answer, each with words for what it does."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.domain.local import LocalModel
from explorer.kit.buttons import CheckBox, Picker
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.playground.controls import CONTEXTS, HOTTEST, LENGTHS, Controls

_STEPS = 20  # of temperature
_LARGEST_SEED = 2**31 - 1


class Inspector(QFrame):
    """Shows ``controls`` and tells each change of them. ``changed`` carries the new Controls."""

    changed = Signal(object)

    def __init__(self, controls: Controls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = look_of(self).sizes.px
        self.setMinimumWidth(px(220))
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.controls = controls
        self._contexts: tuple[int, ...] = ()
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(px(17), px(15), px(17), px(15))
        self._column.setSpacing(px(6))
        self._column.addWidget(Label(self.tr("How it answers"), "heading"))
        self._add_system()
        self._add_creativity()
        self._add_length()
        self._add_seed()
        self._add_context()
        self._column.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(self._page, self.tr("How it answers")))

    def set_floating(self, floating: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """Over the conversation it has an edge of its own; beside it the splitter is the edge."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setProperty("rule", ("right" if is_mirrored else "left") if floating else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def show_model(self, model: LocalModel | None, default_context: int) -> None:
        """Offer what this model can do. ``default_context`` comes from the settings."""
        if model is None:
            return
        self._system.setVisible(model.is_chat)
        limit = model.context_length or max(CONTEXTS)
        fitting = {length for length in CONTEXTS if length <= limit}
        chosen = self.controls.context_length
        fitting |= {min(default_context, limit)} | ({min(chosen, limit)} if chosen else set())
        self._contexts = tuple(sorted(fitting))
        self._context.blockSignals(True)
        self._context.clear()
        for length in self._contexts:
            is_usual = length == min(default_context, limit)
            words = self.tr("{length} (usual)") if is_usual else "{length}"
            self._context.addItem(words.format(length=f"{length:,}"))
        self._context.setCurrentIndex(self._contexts.index(min(chosen or default_context, limit)))
        self._context.blockSignals(False)

    def set_context(self, tokens: int) -> None:
        """As if it was chosen in the list; ``show_model`` then shows it."""
        self._change(context_length=tokens)

    def _add_system(self) -> None:
        why = self.tr("Said to the model before the conversation begins: who it is and how it should answer.")
        self._system = QWidget()
        self._system.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        box = QVBoxLayout(self._system)
        px = look_of(self).sizes.px
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(6))
        box.addWidget(_explained(Label(self.tr("System prompt"), "body", "muted"), why))
        self._prompt = QPlainTextEdit(self.controls.system_prompt)
        self._prompt.setAccessibleName(self.tr("System prompt"))
        self._prompt.setPlaceholderText(self.tr("You are brief and exact."))
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(px(84))
        self._prompt.textChanged.connect(self._on_prompt)
        box.addWidget(_explained(self._prompt, why))
        self._column.addWidget(self._system)

    def _add_creativity(self) -> None:
        why = self.tr(
            "Temperature: how freely the next word is drawn. At 0 always the likeliest; above 1 it wanders."
        )
        self._temperature = _Slider(self.tr("Creativity, the temperature"), _STEPS)
        self._temperature.setValue(round(self.controls.temperature / HOTTEST * _STEPS))
        self._temperature.valueChanged.connect(self._on_temperature)
        self._temperature_value = Label("", "body", "muted")
        self._add(self.tr("Creativity"), self._temperature_value, self._temperature, why)
        self._say_temperature()

    def _add_length(self) -> None:
        why = self.tr("The answer ends here at the latest. A token is about three quarters of a word.")
        self._length = _Slider(self.tr("Longest answer, in tokens"), len(LENGTHS) - 1)
        self._length.setValue(_nearest(LENGTHS, self.controls.max_tokens))
        self._length.valueChanged.connect(self._on_length)
        self._length_value = Label("", "body", "muted")
        self._add(self.tr("Longest answer"), self._length_value, self._length, why)
        self._say_length()

    def _add_seed(self) -> None:
        why = self.tr(
            "The seed starts the dice. Locked, the same question with the same settings gives the same"
            " answer; otherwise every answer draws a new one."
        )
        self._lock = CheckBox(self.tr("Lock it"))
        self._lock.setChecked(self.controls.seed_locked)
        self._lock.toggled.connect(self._on_seed)
        self._seed = QLineEdit(str(self.controls.seed))
        self._seed.setValidator(QIntValidator(0, _LARGEST_SEED, self._seed))
        self._seed.setAccessibleName(self.tr("Seed"))
        self._seed.setEnabled(self.controls.seed_locked)
        self._seed.editingFinished.connect(self._on_seed)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(_explained(self._seed, why), 1)
        line.addWidget(_explained(self._lock, why))
        self._add(self.tr("Seed"), Label(), row, why)

    def _add_context(self) -> None:
        why = self.tr(
            "How many tokens the model has in view: instructions, conversation and answer together."
            " More takes more memory."
        )
        self._context = Picker(self.tr("Context length, in tokens"))
        self._context.currentIndexChanged.connect(self._on_context)
        self._add(self.tr("Context length"), Label(self.tr("tokens"), "body", "muted"), self._context, why)
        note = self.tr("A change loads the model again with the next answer.")
        self._column.addWidget(Para(note, "secondary", "muted"))

    def _add(self, title: str, value: Label, control: QWidget, why: str) -> None:
        head = QHBoxLayout()
        px = look_of(self).sizes.px
        head.setContentsMargins(0, px(12), 0, 0)
        head.setSpacing(px(5))
        head.addWidget(_explained(Label(title), why))
        head.addWidget(_explained(value, why))
        head.addStretch()
        self._column.addLayout(head)
        self._column.addWidget(_explained(control, why))

    def _say_temperature(self) -> None:
        words = self.tr("temperature {value}").format(value=f"{self.controls.temperature:.1f}")
        self._temperature_value.setText(words)
        self._temperature.setAccessibleDescription(words)

    def _say_length(self) -> None:
        words = self.tr("{count} tokens").format(count=f"{self.controls.max_tokens:,}")
        self._length_value.setText(words)
        self._length.setAccessibleDescription(words)

    def _change(self, **values: object) -> None:
        self.controls = msgspec.structs.replace(self.controls, **values)
        self.changed.emit(self.controls)

    @Slot()
    def _on_prompt(self) -> None:
        self._change(system_prompt=self._prompt.toPlainText())

    @Slot(int)
    def _on_temperature(self, step: int) -> None:
        self._change(temperature=round(step * HOTTEST / _STEPS, 2))
        self._say_temperature()

    @Slot(int)
    def _on_length(self, step: int) -> None:
        self._change(max_tokens=LENGTHS[step])
        self._say_length()

    @Slot()
    def _on_seed(self) -> None:
        self._seed.setEnabled(self._lock.isChecked())
        self._change(seed_locked=self._lock.isChecked(), seed=int(self._seed.text() or 0))

    @Slot(int)
    def _on_context(self, index: int) -> None:
        self._change(context_length=self._contexts[index])


class _Slider(QSlider):
    """Moves in steps; the wheel scrolls the page instead."""

    def __init__(self, name: str, steps: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setRange(0, steps)
        self.setPageStep(1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _explained[W: QWidget](widget: W, why: str) -> W:
    # Rich text, so that Qt wraps it; the words are this app's own.
    widget.setToolTip(f"<qt>{why}</qt>")
    return widget


def _nearest(values: Sequence[int], wanted: int) -> int:
    return min(range(len(values)), key=lambda n: abs(values[n] - wanted))
