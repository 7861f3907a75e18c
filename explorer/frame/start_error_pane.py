"""The window of a start that failed: there may be no console to read the error in."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.kit.boxes import STRETCH, column, row
from explorer.kit.buttons import Button
from explorer.kit.error_card import ErrorCard, FoldedDetails
from explorer.kit.icons import app_icon
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_WIDTH = 520


class StartErrorWindow(QWidget):
    """What happened, what to do, and Quit."""

    def __init__(self, error: KnownError) -> None:
        super().__init__()
        self.setWindowTitle("Open Model Explorer")
        self.setWindowIcon(app_icon())
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = look_of(self).sizes.px
        self.setMinimumWidth(px(_WIDTH))
        self.leave = Button("primary", self.tr("Quit"), then=self.close)
        self.leave.setDefault(True)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        stack = column(self, margins=(24, 22, 24, 22), spacing=14)
        title = Para(self.tr("Open Model Explorer cannot start"), "title")
        stack.add(title, ErrorCard(error), STRETCH, row().add(STRETCH, self.leave))
        self._column = stack
        self.resize(self.minimumWidth(), 0)
        self._fit()
        for details in self.findChildren(FoldedDetails):
            details.toggled.connect(self._fit)
        self.leave.setFocus()

    @Slot()
    def _fit(self) -> None:
        """As high as all of it: Qt measures wrapped words too low, and grows a window to the least alone."""
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))
