"""Controls to choose one of a few values: a drop-down list, or segments side by side."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot

from explorer.kit.buttons import Picker
from explorer.kit.segmented import Segmented


class DropDownChoice(Picker):
    """``chosen`` carries the value that the person picked, never one that was shown."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__(name)
        for value, text in choices:
            self.addItem(text, value)
        self.activated.connect(self._tell)

    def show_value(self, value: object, text: str) -> None:
        """``text`` names a value that is not among the choices: it came from the file."""
        index = self.findData(value)
        if index < 0:
            self.addItem(text, value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class SegmentedChoice(Segmented):
    """The same, side by side. ``chosen`` as above."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__(name, [text for _value, text in choices])
        self._values = [value for value, _text in choices]
        self._is_showing = False
        self.currentChanged.connect(self._tell)

    def show_value(self, value: object, text: str = "") -> None:
        """``text`` as above."""
        self._is_showing = True
        if value not in self._values:
            self._values.append(value)
            self.addTab(text)
        self.setCurrentIndex(self._values.index(value))
        self._is_showing = False

    @Slot(int)
    def _tell(self, index: int) -> None:
        if not self._is_showing:
            self.chosen.emit(self._values[index])
