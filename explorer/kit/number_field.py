"""A field for one number, whichever mark a person writes decimals with."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.field import Field
from explorer.kit.theme import Look, look_of

_WIDTH = 76


class NumberField(Field):
    """``entered`` carries what was typed, once it is done and differs: a number, or the str that is none."""

    entered = Signal(object)

    def __init__(self, name: str, *, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._is_whole = whole
        self._told = ""
        self.editingFinished.connect(self._on_done)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_number(self, value: int | float) -> None:
        self._told = number_text(value)
        if self.text() != self._told:
            self.setText(self._told)

    @Slot()
    def _on_done(self) -> None:
        if self.text() != self._told:
            self._told = self.text()
            self.entered.emit(parsed(self.text(), whole=self._is_whole))

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setFixedWidth(look.sizes.px(_WIDTH))


def number_text(value: int | float) -> str:
    """As short as it can be said: 0.95, 40, −1 with a sign that keyboards have."""
    return f"{value:.12g}"


def parsed(text: str, *, whole: bool) -> int | float | str:
    """The number, or the text if it is none."""
    plain = text.strip().replace("\u2212", "-").replace(",", ".")
    try:
        return int(plain) if whole else float(plain)
    except ValueError:
        return text.strip()
