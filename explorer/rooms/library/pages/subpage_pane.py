"""A page that takes the place of the library's table: a way back, a title and its content."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import Row, column, row
from explorer.kit.buttons import Button
from explorer.kit.keys import with_keys
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Para
from explorer.rooms.library.table.column_widths import EDGE


class SubPage(QWidget):
    """``left`` when the person goes back to the table; Escape does too. ``head``: the line with that way."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back = Button("outlined", self.tr("Back"), "arrow-left", scale="compact", then=self.left)
        self.back.setToolTip(with_keys(self.tr("Back to the list"), "Esc"))
        self.back.setAccessibleName(self.tr("Back to the list of models"))
        self.head: Row = row(margins=(EDGE, 4, EDGE, 4), spacing=12)
        self.head.addWidget(self.back)

    def take_focus(self) -> None:
        """On the page itself, from where Tab reaches its controls."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TitledSubPage(SubPage):
    """A title, and content that goes into ``body``."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.title = Elided(title, "heading")
        self.text = Para(text, "body", "muted")
        self._inner = QWidget()
        self.body = column(self._inner, margins=(EDGE, 0, EDGE, 16), spacing=8)
        self.head.addWidget(self.title, 1)
        parts = column(self, spacing=4).add(self.head)
        under = column(margins=(EDGE, 0, EDGE, 4)).add(self.text)
        parts.addLayout(under)
        self._scroll = Scroll(self._inner, title)
        parts.addWidget(self._scroll, 1)

    def take_focus(self) -> None:
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def name_as(self, title: str) -> None:
        self.title.setText(title)
        self._scroll.setAccessibleName(self.title.text())
