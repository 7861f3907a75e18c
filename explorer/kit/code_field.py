"""A field for code and for texts that are taken letter by letter: of a fixed height, and left with Tab."""

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QPlainTextEdit

from explorer.kit.theme import Look, look_of


class CodeField(QPlainTextEdit):
    """``name`` for screen readers; ``height`` in pixels at 100 %."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_code(self, text: str) -> None:
        """Without telling it as a change."""
        with QSignalBlocker(self):
            self.setPlainText(text)

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setFont(look.font("code"))
        self.setFixedHeight(look.sizes.px(self._height))
