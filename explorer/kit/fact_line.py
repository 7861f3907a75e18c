"""A fact as one line: its name, and beside it what there is to say, however long that is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import row
from explorer.kit.language import shown
from explorer.kit.text import Para
from explorer.kit.theme import look_of


class FactLine(QWidget):
    """``width``: of the name, in pixels at 100 %, so that the values of a list stand under each other."""

    def __init__(self, name: str, value: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=10)
        label = Para(name, "secondary", "muted")
        label.setFixedWidth(look_of(self).sizes.px(width))
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Para(value, "secondary"), 1)
        self.setAccessibleName(shown(name))
        self.setAccessibleDescription(shown(value))
