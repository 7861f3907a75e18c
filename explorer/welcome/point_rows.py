"""One point of a step: an icon, a few strong words, a sentence under them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of


class Lead(Para):
    """What a step says first: running text in the size of a heading."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, "body", "muted")

    def text_font(self) -> QFont:
        font = look_of(self).font("body")
        font.setPixelSize(look_of(self).sizes.heading)
        return font


class Point(QWidget):
    """``beside`` stands at the end of the line, such as a button."""

    def __init__(self, icon: str, title: str, text: str, beside: QWidget | None = None) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.title = Elided(title, "strong")
        self.text = Para(text, "body", "muted")
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(14))
        row.addWidget(IconLabel(icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if beside is not None:
            row.addWidget(beside, 0, Qt.AlignmentFlag.AlignVCenter)


class Caution(Card):
    """Something to know before going on; never by colour alone."""

    def __init__(self, text: str) -> None:
        super().__init__("sunken", 14)
        row = QHBoxLayout()
        row.setSpacing(look_of(self).sizes.px(10))
        row.addWidget(IconLabel("warning", "caution"), 0, Qt.AlignmentFlag.AlignTop)
        self.text = Para(text)
        row.addWidget(self.text, 1)
        self.body.addLayout(row)
