"""Scrolling with a thin bar that lies over the content, so that nothing jumps when it appears.

``Scroll(content, name)`` is a scroll area; ``overlay_bar(area)`` gives the same bar to a list or a table.
"""

from typing import cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QWidget

from explorer.kit.paint import fill_round, mirrored
from explorer.kit.theme import theme_of

_WIDTH = 10
_SHORTEST = 28


class Scroll(QScrollArea):
    """Scrolls ``content`` downwards; it is as wide as the area. ``name`` is told when Tab stops here."""

    def __init__(self, content: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.bar = overlay_bar(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End too, which Qt's area leaves alone; a field on the page takes its own keys first."""
        bar = self.verticalScrollBar()
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        end = ends.get(Qt.Key(event.key())) if bare else None
        if end is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(end)

    def at_end(self, within: int = 24) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - within

    def to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())


def overlay_bar(area: QAbstractScrollArea) -> "OverlayBar":
    """Hide the area's own vertical bar and lay a thin one over the edge where lines end."""
    return OverlayBar(area)


class OverlayBar(QWidget):
    """Shows and moves the area's real (hidden) bar."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._grab: float | None = None
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        area.viewport().installEventFilter(self)  # the area hears of a new size before its viewport has it
        self._bar.rangeChanged.connect(self._refresh)
        self._bar.valueChanged.connect(self._refresh)
        self._refresh()

    # Asked for each time: an area and its bar that hold each other outlive their Qt halves, and PySide then
    # takes the dead bar for the one of the next area at the same address.

    @property
    def _area(self) -> QAbstractScrollArea:
        return cast(QAbstractScrollArea, self.parentWidget())

    @property
    def _bar(self) -> QScrollBar:
        return self._area.verticalScrollBar()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._refresh()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._handle()
        at = event.position().y()
        self._grab = at - handle.top() if handle.top() <= at <= handle.bottom() else handle.height() / 2
        self._drag(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self._drag(event.position().y())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grab = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        strong = self.underMouse() or self._grab is not None
        with QPainter(self) as painter:
            handle = self._handle().adjusted(2 if strong else 4, 0, -2, 0)
            handle = mirrored(handle, QRectF(self.rect()), self.layoutDirection())
            fill_round(painter, handle, 3, theme.field_border if strong else theme.strong_line)

    def _handle(self) -> QRectF:
        span = self._bar.maximum() - self._bar.minimum() + self._bar.pageStep()
        room = self.height() - 4
        length = max(_SHORTEST, room * self._bar.pageStep() / max(1, span))
        way = self._bar.maximum() - self._bar.minimum()
        share = (self._bar.value() - self._bar.minimum()) / way if way else 0
        return QRectF(0, 2 + (room - length) * share, self.width(), length)

    def _drag(self, at: float) -> None:
        room = self.height() - 4 - self._handle().height()
        share = (at - (self._grab or 0) - 2) / room if room > 0 else 0
        way = self._bar.maximum() - self._bar.minimum()
        self._bar.setValue(self._bar.minimum() + round(min(1.0, max(0.0, share)) * way))

    @Slot()
    def _refresh(self) -> None:
        if not shiboken6.isValid(self._bar):
            return  # the area is ending: a stack shows its next page while it loses the others
        view = self._area.viewport().geometry()
        left = view.left() if self._area.isRightToLeft() else view.right() - _WIDTH + 1
        self.setGeometry(left, view.top(), _WIDTH, view.height())
        self.setVisible(self._bar.maximum() > self._bar.minimum())
        self.raise_()
        self.update()
