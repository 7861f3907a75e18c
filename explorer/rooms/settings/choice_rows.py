"""Controls of one setting: a drop-down list, segments side by side, or a switch.

``chosen`` carries the value that the person picked, never one that was shown.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QSignalBlocker, Signal, Slot

from explorer.kit.buttons import Picker
from explorer.kit.segmented import Segmented
from explorer.kit.toggle import Toggle


class SettingChoice(Protocol):
    """What a row asks of its control."""

    @property
    def chosen(self) -> Any: ...

    def text_of(self, value: Any) -> str: ...

    def show_value(self, value: Any) -> None: ...


def choices_of(values: Iterable[Any], text_of: Callable[[Any], str]) -> dict[Any, str]:
    return {value: text_of(value) for value in values}


class DropDownChoice(Picker):
    """``others`` names a value that is not among the choices: it came from the file."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Mapping[Any, str], others: Callable[[Any], str] = str) -> None:
        super().__init__(name)
        self._others = others
        for value, text in choices.items():
            self.addItem(text, value)
        self.activated.connect(self._tell)

    def text_of(self, value: Any) -> str:
        index = self.findData(value)
        return self.itemText(index) if index >= 0 else self._others(value)

    def show_value(self, value: Any) -> None:
        if self.findData(value) < 0:
            self.addItem(self._others(value), value)
        self.setCurrentIndex(self.findData(value))

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class SegmentedChoice(Segmented):
    """The same, side by side."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Mapping[Any, str], others: Callable[[Any], str] = str) -> None:
        super().__init__(name, list(choices.values()))
        self._choices, self._others = dict(choices), others
        self.currentChanged.connect(self._tell)

    def text_of(self, value: Any) -> str:
        return self._choices.get(value) or self._others(value)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self):
            if value not in self._choices:
                self._choices[value] = self._others(value)
                self.addTab(self._choices[value])
            self.setCurrentIndex(list(self._choices).index(value))

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(list(self._choices)[index])


class SwitchChoice(Toggle):
    """On or off; off where nothing was chosen."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.clicked.connect(self._tell)

    def text_of(self, _value: Any) -> str:
        return self.tr("Off")

    def show_value(self, value: Any) -> None:
        self.setChecked(bool(value))

    @Slot(bool)
    def _tell(self, on: bool) -> None:  # noqa: FBT001  # a slot of clicked(bool)
        self.chosen.emit(on)
