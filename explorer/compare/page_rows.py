"""A page that stands in place of another one for a while: Escape or its arrow leads back."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.buttons import IconButton
from explorer.kit.keys import with_keys


class BackPage(QWidget):
    """``left`` tells that the other page is wanted again. ``back`` says where the arrow leads."""

    left = Signal()

    def __init__(self, name: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.head = QFrame()
        self.head.setProperty("rule", "bottom")
        self.back = IconButton("arrow-left", with_keys(back, "Esc"))
        self.back.clicked.connect(self.left)
        self.line = boxes.row(self.head, margins=(14, 8, 20, 8), spacing=10)
        self.line.addWidget(self.back)
        self.page = boxes.column(self)
        self.page.addWidget(self.head)

    def event(self, event: QEvent) -> bool:
        """Escape is taken before the room's own use of it."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
