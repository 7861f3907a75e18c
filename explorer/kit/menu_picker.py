"""Looks like a drop-down list, and opens whatever chooses: a menu, or a panel with a search."""

from PySide6.QtCore import Signal

from explorer.kit.buttons import Picker
from explorer.kit.language import shown
from explorer.kit.text import plain_tip


class MenuPicker(Picker):
    """``wanted`` asks to open; ``show_choice`` says what is chosen."""

    wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._name = name
        self.addItem("")
        self.setSizeAdjustPolicy(Picker.SizeAdjustPolicy.AdjustToContents)

    def show_choice(self, words: str) -> None:
        words = shown(words)
        if words != self.itemText(0):
            self.setItemText(0, words)
            self.setAccessibleName(f"{self._name}: {words}")
            self.setToolTip(plain_tip(words))

    def showPopup(self) -> None:
        self.wanted.emit()
