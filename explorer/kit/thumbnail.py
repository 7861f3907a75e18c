"""A small picture with round corners that opens a large one, and the large one. Their room is there
before the picture comes.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.paint import fill_round, focus_ring
from explorer.kit.painted_button import PaintedButton
from explorer.kit.theme import look_of

_RADIUS, _ICON = 8, 20


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

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        rect, theme = QRectF(self.rect()), look.theme
        with QPainter(self) as painter:
            fill_round(painter, rect, _RADIUS, theme.sunken)
            if self._picture is not None and not self._picture.isNull():
                self._paint_picture(painter, rect, self._picture)
            elif self._picture is not None:
                side = min(rect.height(), look.sizes.px(_ICON))
                spot = QRectF(0, 0, side, side)
                spot.moveCenter(rect.center())
                paint_icon(painter, spot, "image", theme.muted)
            fill_round(painter, rect, _RADIUS, None, theme.strong_line)
            if self.shows_ring():
                focus_ring(painter, rect, _RADIUS, theme)

    def _paint_picture(self, painter: QPainter, rect: QRectF, picture: QImage) -> None:
        whole = QRectF(picture.rect())
        cut = QRectF(rect)
        cut.setSize(rect.size().scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio))
        cut.moveCenter(whole.center())
        outline = QPainterPath()
        outline.addRoundedRect(rect, _RADIUS, _RADIUS)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(outline)
        painter.drawImage(rect, picture, cut)
        painter.restore()


class FittedPicture(QLabel):
    """As large as fits its place, in the middle of it, and never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QImage | None) -> None:
        """``None``: it is on its way."""
        self.image = picture
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        picture = self.image
        if picture is None or picture.isNull():
            return
        size = QSizeF(picture.size()) / self.devicePixelRatioF()
        if size.boundedTo(QSizeF(self.size())) != size:
            size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRectF(QPointF(0, 0), size)
        spot.moveCenter(QRectF(self.rect()).center())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(spot, picture)
