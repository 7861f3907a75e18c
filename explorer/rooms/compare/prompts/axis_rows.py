"""The editor of the grid: settings that take several values each, asked in every combination."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.number_text import read_numbers
from explorer.domain.sampling import BY_PATH, SETTINGS, Sampling, is_neutral
from explorer.domain.sampling_setting import Number, SamplingSetting
from explorer.domain.thinking_switch import ThinkingSwitch, choice_text
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, CheckBox, IconButton
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.answer_settings import (
    THINK,
    GridAxis,
    SettingsGrid,
    Value,
    all_choices,
    axis_title,
    unaffected_words,
    value_text,
)

_MOST_VALUES = 12
# Those that are asked for most come first.
_NUMBERS = sorted((one for one in SETTINGS if one.is_number), key=lambda one: not one.is_always_said)


class AxesEditor(QWidget):
    """``changed`` carries the new Grid."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = SettingsGrid()
        self._switches: Mapping[str, ThinkingSwitch] = {}
        self._sampling = Sampling()
        self._rows: list[_AxisRow] = []
        self._box = boxes.column(self, spacing=6)
        self._hint = Para(
            self.tr("Each prompt is asked with every combination of these values."), "secondary", "muted"
        )
        self._add = Button("outlined", self.tr("Vary a setting"), "plus", scale="compact", then=self._open)
        self._box.add(self._hint, boxes.at_start(self._add))
        self._hint.hide()

    def show_grid(
        self,
        grid: SettingsGrid,
        switches: Mapping[str, ThinkingSwitch] | None = None,
        sampling: Sampling | None = None,
    ) -> None:
        """``switches``: what models let one choose of thinking, by title; ``sampling``: what all columns
        are asked with. ``None``: as before.
        """
        self._grid = grid
        if sampling is not None:
            self._sampling = sampling
        if switches is not None:
            self._switches = switches
        if [row.axis.path for row in self._rows] == [axis.path for axis in grid.axes]:
            for row, axis in zip(self._rows, grid.axes, strict=True):
                row.show_axis(axis)  # kept: a click may be on its way to one
            return
        self._box.drop(self._rows)
        self._rows = [self._row(axis) for axis in grid.axes]
        for number, row in enumerate(self._rows):
            self._box.insertWidget(number, row)
            row.changed.connect(partial(self._set, number))
            row.removed.connect(partial(self._remove, number))
        self._hint.setVisible(bool(grid.axes))
        self._add.setEnabled(bool(self.offered()))

    def _row(self, axis: GridAxis) -> "_AxisRow":
        return _ThinkRow(axis, self._switches) if axis.path == THINK else _NumbersRow(axis)

    def offered(self) -> dict[str, tuple[Value, ...]]:
        """What can vary and does not yet, with the values to begin with."""
        choices = all_choices(self._switches.values())
        begin: dict[str, tuple[Value, ...]] = {THINK: choices} if len(choices) > 1 else {}
        taken = {axis.path for axis in self._grid.axes}
        begin |= {entry.path: entry.varies for entry in _NUMBERS if self._matters(entry)}
        return {path: values for path, values in begin.items() if path not in taken}

    def _matters(self, entry: SamplingSetting) -> bool:
        """Whether what it needs is on, or varies too."""
        varied = {axis.path for axis in self._grid.axes}
        on = (path in varied or not is_neutral(self._sampling, BY_PATH[path]) for path in entry.needs)
        return not entry.needs or any(on)

    def _open(self) -> None:
        actions = [Action(shown(axis_title(path)), partial(self._append, path)) for path in self.offered()]
        open_below(menu(self, actions), self._add)

    def _append(self, path: str) -> None:
        self._change((*self._grid.axes, GridAxis(path, self.offered()[path])))
        self._rows[-1].take_focus()

    def _set(self, number: int, axis: GridAxis) -> None:
        axes = list(self._grid.axes)
        axes[number] = axis
        self._change(axes)

    def _remove(self, number: int) -> None:
        self._change([axis for at, axis in enumerate(self._grid.axes) if at != number])
        self._add.setFocus()

    def _change(self, axes: Sequence[GridAxis]) -> None:
        grid = replace(self._grid, axes=tuple(axes))
        self.show_grid(grid)
        self.changed.emit(grid)


class _AxisRow(QWidget):
    """One setting with its values. ``changed`` carries the new Axis, ``removed`` tells that it goes."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self, axis: GridAxis, spacing: int) -> None:
        super().__init__()
        self.axis, self._spacing = axis, spacing
        self.title = shown(axis_title(axis.path))

    def lay_out(self, values: Sequence[boxes.Part], below: QWidget) -> None:
        """What can be set, and what is said of it; what takes the setting away comes last, to Tab as well."""
        name = Label(self.title)
        name.setMinimumWidth(look_of(self).sizes.px(120))  # fields begin under each other
        remove = IconButton("close", self.tr("Do not vary {setting}").format(setting=self.title))
        remove.clicked.connect(self.removed)
        made = boxes.row(spacing=self._spacing).add(*values)
        line = boxes.row(spacing=self._spacing).add(name, boxes.stretched(made), remove)
        boxes.column(self, spacing=2).add(line, below)

    def take_focus(self) -> None:
        raise NotImplementedError

    def show_axis(self, axis: GridAxis) -> None:
        """The same setting, perhaps with other values."""
        raise NotImplementedError


class _NumbersRow(_AxisRow):
    def __init__(self, axis: GridAxis) -> None:
        super().__init__(axis, spacing=8)
        self.field = Field()
        self.field.setAccessibleName(self.tr("Values of {setting}").format(setting=self.title))
        self.field.setText(_text(axis.values))
        self.field.editingFinished.connect(self._read)
        self._problem = Label(self.tr("Numbers with semicolons between them, each once."), "secondary", "bad")
        self._problem.hide()
        self.lay_out([self.field], self._problem)

    def take_focus(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def show_axis(self, axis: GridAxis) -> None:
        if axis != self.axis:
            self.axis = axis
            self.field.setText(_text(axis.values))
            self._problem.hide()

    @Slot()
    def _read(self) -> None:
        values = _values(self.field.text(), whole=BY_PATH[self.axis.path].is_whole)
        self._problem.setVisible(values is None)
        if values is not None and values != self.axis.values:
            self.changed.emit(GridAxis(self.axis.path, values))


class _ThinkRow(_AxisRow):
    """Ways of thinking that are asked for one after the other. One of them stays."""

    def __init__(self, axis: GridAxis, switches: Mapping[str, ThinkingSwitch]) -> None:
        super().__init__(axis, spacing=16)
        self._switches = switches
        self.boxes: dict[Value, CheckBox] = {}
        for choice in dict.fromkeys((*all_choices(switches.values()), *map(str, axis.values))):
            box = self.boxes[choice] = CheckBox(shown(choice_text(choice)).capitalize())
            box.toggled.connect(self._read)
        self._unmoved = Para("", "secondary", "muted")
        self.lay_out([*self.boxes.values(), boxes.STRETCH], self._unmoved)
        self.show_axis(axis)

    def show_axis(self, axis: GridAxis) -> None:
        self.axis = axis
        for choice, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(choice in axis.values)
        words = shown(unaffected_words(self._switches, map(str, axis.values)))
        self._unmoved.setText(words)
        self._unmoved.setVisible(bool(words))

    def take_focus(self) -> None:
        next(iter(self.boxes.values())).setFocus()

    @Slot()
    def _read(self) -> None:
        values = tuple(choice for choice, box in self.boxes.items() if box.isChecked())
        if values:
            self.changed.emit(GridAxis(self.axis.path, values))
        else:
            self.show_axis(self.axis)


def _text(values: Sequence[Value]) -> str:
    return "; ".join(map(value_text, values))


def _values(text: str, *, whole: bool) -> tuple[Number, ...] | None:
    """``None`` for what is no list of numbers, or names one twice."""
    values = read_numbers(text, whole=whole)
    if values is None:
        return None
    is_fine = 0 < len(values) <= _MOST_VALUES and len({*values}) == len(values)
    return values if is_fine else None
