"""A small picture with round corners that opens a large one, and the large one. Their room is there
before the picture comes.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.paint import fill_round
from explorer.kit.painted_button import PaintedButton
from explorer.kit.theme import Look, look_of

_RADIUS, _ICON = 8, 20
_ARROWS = {
    Qt.Key.Key_Left: QPointF(1, 0),
    Qt.Key.Key_Right: QPointF(-1, 0),
    Qt.Key.Key_Up: QPointF(0, 1),
    Qt.Key.Key_Down: QPointF(0, -1),
}


class Thumbnail(PaintedButton):
    """``width`` and ``height`` in pixels at 100 %; a picture of another shape is cut at its edges."""

    def __init__(self, name: str, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = QSize(width, height)
        self._picture: QImage | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: QImage | None) -> None:
        """``None``: it is on its way."""
        if picture is not self._picture:
            self._picture = picture
            self.update()

    @property
    def is_there(self) -> bool:
        """Whether the picture has come."""
        return self._picture is not None

    def wanted(self) -> QSize:
        """In pixels of the screen."""
        return self.sizeHint() * self.devicePixelRatioF()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(self._size.width()), px(self._size.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme = look.theme
        fill_round(painter, rect, _RADIUS, theme.sunken)
        if self._picture is not None and not self._picture.isNull():
            self._paint_picture(painter, rect, self._picture)
        elif self._picture is not None:
            side = min(rect.height(), look.sizes.px(_ICON))
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(rect.center())
            paint_icon(painter, spot, "image", theme.muted)
        fill_round(painter, rect, _RADIUS, None, theme.strong_line)
        return _RADIUS

    def _paint_picture(self, painter: QPainter, rect: QRectF, picture: QImage) -> None:
        whole = QRectF(picture.rect())
        cut = QRectF(rect)
        cut.setSize(rect.size().scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio))
        cut.moveCenter(whole.center())
        share = rect.width() / cut.width()
        brush = QBrush(picture)
        brush.setTransform(QTransform.fromScale(share, share).translate(-cut.left(), -cut.top()))
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(brush)  # a clip would have jagged corners
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        painter.restore()


class FittedPicture(QLabel):
    """As large as fits its place, in the middle of it, and never larger than it is. Where it is larger, a
    click, + and Enter show it pixel by pixel, to be dragged and scrolled about; − and another click fit it
    again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.is_whole = True
        self._middle = QPointF(0.5, 0.5)  # what of the image is in the middle, where it is not whole
        self._pressed: QPointF | None = None
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QImage | None) -> None:
        """``None``: it is on its way."""
        self.image = picture
        self.fit()

    def fit(self) -> None:
        """All of it is seen."""
        self.is_whole = True
        self._show()

    def enlarge(self, at: QPointF | None = None) -> None:
        """Pixel by pixel, with what is ``at`` this place staying there."""
        if not self._is_cut():
            return
        if at is not None:
            spot = self._spot()
            share = QPointF((at.x() - spot.left()) / spot.width(), (at.y() - spot.top()) / spot.height())
            away, size = at - QRectF(self.rect()).center(), self._size()
            self._middle = share - QPointF(away.x() / size.width(), away.y() / size.height())
        else:
            self._middle = QPointF(0.5, 0.5)
        self.is_whole = False
        self._pan(QPointF(0, 0))

    def _pan(self, by: QPointF) -> None:
        """What is seen moves so far along; it ends at its edges."""
        size = self._size()
        least = QPointF(self.width() / size.width() / 2, self.height() / size.height() / 2)
        x, y = self._middle.x() - by.x() / size.width(), self._middle.y() - by.y() / size.height()
        self._middle = QPointF(_within(x, least.x()), _within(y, least.y()))
        self._show()

    def _size(self) -> QSizeF:
        """Pixel by pixel."""
        size = self.image.size() if self.image is not None else QSize()
        return QSizeF(size.expandedTo(QSize(1, 1))) / self.devicePixelRatioF()

    def _is_cut(self) -> bool:
        """Whether it is larger than its place."""
        return self._size().boundedTo(QSizeF(self.size())) != self._size()

    def _spot(self) -> QRectF:
        size, here = self._size(), QRectF(self.rect())
        if self.is_whole and self._is_cut():
            size.scale(here.size(), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRectF(QPointF(0, 0), size)
        spot.moveCenter(here.center())
        if not self.is_whole:
            away = QPointF(0.5, 0.5) - self._middle
            spot.translate(away.x() * size.width(), away.y() * size.height())
        return spot

    def _show(self) -> None:
        if not self._is_cut():
            self.is_whole = True
            self.unsetCursor()
        else:
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if self.is_whole else Qt.CursorShape.OpenHandCursor
            )
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pan(QPointF(0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._is_dragged or by.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragged = True
            if not self.is_whole:
                self._pressed = event.position()
                self._pan(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = None
        if not self._is_dragged:
            self._turn(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.is_whole:
            super().wheelEvent(event)
            return
        self._pan(QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step = event.key(), self.height() / 4
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._turn(None)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.enlarge()
        elif key == Qt.Key.Key_Minus:
            self.fit()
        elif key in _ARROWS and not self.is_whole:
            self._pan(_ARROWS[Qt.Key(key)] * step)
        else:
            super().keyPressEvent(event)

    def _turn(self, at: QPointF | None) -> None:
        if self.is_whole:
            self.enlarge(at)
        else:
            self.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        with QPainter(self) as painter:
            fill_round(painter, QRectF(self.rect()), _RADIUS, look.theme.sunken)
            if self.image is not None and not self.image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self._spot(), self.image)


def _within(middle: float, least: float) -> float:
    """Where the middle can be, if so much is seen at either side of it."""
    return 0.5 if least >= 0.5 else min(max(middle, least), 1 - least)
