"""A table whose headers stay in view: titles over the columns and before the rows, a corner between them.

A QTableView, so that arrows, Enter and screen readers work as in any table.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from explorer.kit.paint import mirrored, rule
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import look_of


def paint_head(widget: QWidget, painter: QPainter, rect: QRectF) -> None:
    """The ground of a head, with a line below it and one after it."""
    theme = look_of(widget).theme
    painter.fillRect(rect, theme.surface)
    edge = QRectF(rect.right() - 1, rect.top(), 1, rect.height())
    painter.fillRect(mirrored(edge, rect, widget.layoutDirection()), theme.line)
    rule(painter, rect.left(), rect.bottom() - 1, rect.width(), theme.line)


class TableCorner(QFrame):
    """Laid over the corner of a table, whose own button has looks of its own."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_head(self, painter, QRectF(self.rect()))


class FrozenTable(QTableView):
    """``shows_focus``: whether the cell that the keys are in is to have a ring."""

    def __init__(self, across: QHeaderView, down: QHeaderView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shows_focus = False
        self.setHorizontalHeader(across)
        self.setVerticalHeader(down)
        for header in (across, down):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            header.show()
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._bar = overlay_bar(self)
        for button in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            button.hide()
        self._corner: QWidget = TableCorner(self)

    def set_corner(self, corner: QWidget) -> None:
        """Another one than the empty one."""
        self._corner.hide()
        self._corner.deleteLater()
        self._corner = corner

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "_corner"):  # Qt calls this before __init__ is through
            down, across = self.verticalHeader().geometry(), self.horizontalHeader().geometry()
            self._corner.setGeometry(down.left(), across.top(), down.width(), across.height())
            self._corner.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_focus = True
        super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_focus = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.shows_focus = True
