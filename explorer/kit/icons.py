"""The app's own icons: one SVG each, coloured and drawn when shown, so that they follow the theme
and are crisp at any pixel ratio.

``icon(name, role)`` gives a QIcon that recolours itself after a theme switch; ``paint_icon`` draws one
in a delegate. ``role`` is a name of ``Theme``: "muted", "text", "accent", "on_accent", "bad"…
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explorer.base.resources import resource
from explorer.kit.theme import theme_of

_STROKE = 1.6  # of 24 units
_TURNED = {"chevron-left": "chevron-right", "chevron-right": "chevron-left"}
_THINNEST = 1.25  # logical pixels: thinner strokes look grey


def icon(name: str, role: str = "muted") -> QIcon:
    """The named icon of resources/icons in the colour of a theme role. Raises FileNotFoundError."""
    _svg(name)
    return QIcon(_Engine(name, role))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw an icon into a square of logical pixels. Chevrons point where reading goes."""
    name = _turned(name, painter.layoutDirection())
    ratio = painter.device().devicePixelRatio()
    size = max(1, round(rect.width()))
    pixmap = _pixmap(name, colour.name(), size, ratio)
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))


def app_icon() -> QIcon:
    """The app's mark in its own colours, for window and task bar."""
    found = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        found.addPixmap(_pixmap("app", "", size, 1.0))
    return found


class _Engine(QIconEngine):
    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint_icon(painter, QRectF(rect), self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        # Qt hands the size in logical pixels beside the scale.
        side = max(1, min(size.width(), size.height()))
        way = QGuiApplication.layoutDirection()
        drawn = _pixmap(_turned(self._name, way), self._colour(mode).name(), side, scale)
        return drawn if size.width() <= side else _widened(drawn, size.width(), scale, way)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        theme = theme_of()
        return theme.disabled if mode == QIcon.Mode.Disabled else theme.colour(self._role)


def _widened(drawn: QPixmap, width: int, ratio: float, way: Qt.LayoutDirection) -> QPixmap:
    """The icon where reading begins, and nothing beside it: the room between it and a button's words."""
    wide = QPixmap(round(width * ratio), drawn.height())
    wide.fill(Qt.GlobalColor.transparent)
    wide.setDevicePixelRatio(ratio)
    left = width - drawn.width() / ratio if way is Qt.LayoutDirection.RightToLeft else 0.0
    with QPainter(wide) as painter:
        painter.drawPixmap(QPointF(left, 0), drawn)
    return wide


def _turned(name: str, way: Qt.LayoutDirection) -> str:
    return _TURNED.get(name, name) if way is Qt.LayoutDirection.RightToLeft else name


@lru_cache(maxsize=512)  # drawing one costs 40 times showing one, and lists show hundreds
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    stroke = max(_STROKE, _THINNEST * 24 / size)
    text = _svg(name).replace("currentColor", colour).replace('"1.6"', f'"{stroke:.3f}"')
    renderer = QSvgRenderer(QByteArray(text.encode()))
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def _svg(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")
