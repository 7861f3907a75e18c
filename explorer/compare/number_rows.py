"""A number that is typed, between two bounds."""

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit

from explorer.kit.theme import look_of


class NumberField(QLineEdit):
    """A number between two bounds; what is not one yet leaves ``value`` as it was."""

    def __init__(self, value: float, least: float, most: float, decimals: int = 0) -> None:
        super().__init__(f"{value:g}" if decimals else f"{value:.0f}")
        self.value = value
        self._least, self._most = least, most
        validator = QDoubleValidator(least, most, decimals, self)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        validator.setLocale(QLocale.c())  # a point in every country: float() reads it back
        self.setValidator(validator)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(look_of(self).sizes.px(120))
        self.textEdited.connect(self._read)

    @Slot(str)
    def _read(self, text: str) -> None:
        if self.hasAcceptableInput():
            self.value = min(self._most, max(self._least, float(text.replace(",", ""))))
