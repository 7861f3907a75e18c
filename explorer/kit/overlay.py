"""A panel over the window: a child of it, not a window of its own, so that it moves and dims with it.

Escape or a click beside the panel closes it; Tab stays inside; the focus returns to where it was. Content
goes into ``body``. A subclass may say where the panel stands with ``spot``; without, it is in the middle. It
may also leave a part of the host uncovered with ``cover``.
"""

from typing import Literal

import shiboken6
from PySide6.QtCore import QEvent, QMetaObject, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.kit.boxes import column
from explorer.kit.paint import fill_round
from explorer.kit.popup import SHADOW, paint_shadow
from explorer.kit.theme import look_of, theme_of

Backdrop = Literal["dim", "clear"]

_RADIUS = 12
_DIM_LIGHT, _DIM_DARK = QColor(20, 24, 20, 64), QColor(0, 0, 0, 128)
_EDGE = 16  # pixels between the panel and the window's edge, at least


class Overlay(QWidget):
    """``closed`` tells once, after the panel is gone from the screen; it is then deleted."""

    closed = Signal()

    def __init__(self, name: str, host: QWidget, backdrop: Backdrop = "dim") -> None:
        """``name`` is what a screen reader calls it; ``host`` is covered whole."""
        super().__init__(host)
        self._host, self._backdrop = host, backdrop
        self._came_from: QWidget | None = None
        self.is_closed = False
        self.setAccessibleName(name)
        self.panel = _Panel(self)
        self.panel.setAccessibleName(name)
        self.body = column(self.panel)
        self.body.setContentsMargins(*(SHADOW + 1,) * 4)
        self.hide()

    def open(self, focus: QWidget | None = None) -> None:
        """Show over everything in the host, with the focus on ``focus``; Tab goes on from there."""
        self._came_from = QApplication.focusWidget()
        self._host.installEventFilter(self)
        self.setGeometry(self.cover(self._host.rect()))
        self.show()
        self.raise_()
        self.refit()
        (focus or self).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def dismiss(self) -> None:
        """Close; the focus returns to where it came from."""
        if self.is_closed:
            return
        self.is_closed = True
        self._host.removeEventFilter(self)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._host)
        self.hide()
        origin = self.origin()
        if had_focus and origin is not None:
            origin.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def origin(self) -> QWidget | None:
        """Where the focus was before; ``None`` when that is gone from the screen."""
        came = self._came_from
        return came if came is not None and shiboken6.isValid(came) and came.isVisible() else None

    def cover(self, host: QRect) -> QRect:
        """What of the host lies below: clicks there close the panel."""
        return host

    def spot(self, room: QRect) -> QRect:
        """Where the panel's surface stands inside ``room``, the host without its edges."""
        size = self.wanted_size().boundedTo(room.size())
        spot = QRect(room.topLeft(), size)
        spot.moveCenter(room.center())
        return spot

    def wanted_size(self) -> QSize:
        """The size of the content."""
        return self.panel.sizeHint() - QSize(2 * SHADOW, 2 * SHADOW)

    @Slot()
    def refit(self) -> None:
        """Place the panel again, after the host or the content changed its size."""
        edge = look_of(self).sizes.px(_EDGE)
        spot = self.spot(self.rect().adjusted(edge, edge, -edge, -edge))
        self.panel.setGeometry(spot.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self.cover(self._host.rect()))
            self.refit()
            # Once more before it is painted: what it stands beside has its new place only then.
            QMetaObject.invokeMethod(self, "refit", Qt.ConnectionType.QueuedConnection)
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  # Qt's
        """Tab goes round inside the panel."""
        here = QApplication.focusWidget() or self
        at: QWidget | None = here
        while at is not None:
            at = at.nextInFocusChain() if forward else at.previousInFocusChain()
            if at is None or at is here:
                break
            if self.isAncestorOf(at) and at.isVisible() and at.isEnabled() and _is_stop(at):
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                at.setFocus(reason)
                break
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()  # no key reaches what lies below

    def event(self, event: QEvent) -> bool:
        """Escape is meant for what lies on top, though it is a shortcut of the room below."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() == Qt.Key.Key_Escape)
            return event.isAccepted()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if not self.panel.surface().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._backdrop == "dim":
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), _DIM_DARK if theme_of(self).is_dark else _DIM_LIGHT)


class _Panel(QWidget):
    """The surface with its shadow, which lies in the panel's own margins."""

    def surface(self) -> QRect:
        """In the coordinates of the overlay."""
        return self.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the shadow is one beside the panel."""
        event.setAccepted(self.surface().contains(self.mapToParent(event.position().toPoint())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        rect = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        with QPainter(self) as painter:
            paint_shadow(painter, rect, _RADIUS, theme)
            fill_round(painter, rect, _RADIUS, theme.surface, theme.strong_line)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
