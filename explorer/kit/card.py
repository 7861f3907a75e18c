"""The frame of things that belong together. Content goes into ``body``."""

from typing import Literal

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

Ground = Literal["plain", "strong", "chosen", "outlined", "sunken", "bad"]


class Card(QFrame):
    """Surface, one-pixel border, rounded. ``inset`` is the space inside, in pixels."""

    def __init__(self, ground: Ground = "plain", inset: int = 15, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", ground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(inset, max(0, inset - 4), inset, max(0, inset - 4))
        self.body.setSpacing(4)

    def set_ground(self, ground: Ground) -> None:
        if self.property("card") != ground:
            self.setProperty("card", ground)
            self.style().unpolish(self)
            self.style().polish(self)
