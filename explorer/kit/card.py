"""The frame of things that belong together. Content goes into ``body``."""

from typing import Literal

from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.boxes import column

Ground = Literal["plain", "strong", "chosen", "outlined", "sunken", "bubble", "bad"]


class Card(QFrame):
    """Surface, one-pixel border, rounded. ``inset`` is the space inside, in pixels at 100 %."""

    def __init__(self, ground: Ground = "plain", inset: int = 15, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", ground)
        above = max(0, inset - 4)
        self.body = column(self, margins=(inset, above, inset, above), spacing=4)

    def set_ground(self, ground: Ground) -> None:
        if self.property("card") != ground:
            self.setProperty("card", ground)
            self.style().unpolish(self)
            self.style().polish(self)
