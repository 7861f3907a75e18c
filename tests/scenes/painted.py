"""Every text a window paints, with its place, colour and owner: what a person could read on the screen.

The window is rendered once more onto a device that keeps no pixels but notes each text. So texts of labels,
of list delegates and of painted widgets are seen alike, and no widget needs to tell about itself.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPaintDevice, QPaintEngine, QTextItem
from PySide6.QtWidgets import QLabel, QWidget

_METRICS = QPaintDevice.PaintDeviceMetric


@dataclass(frozen=True)
class SeenText:
    """One run of text on one line. Places are in pixels of the window.

    ``place`` is where it would stand if nothing cut it; ``clip`` is where its widget may paint.
    """

    text: str
    place: QRectF
    clip: QRectF
    colour: QColor
    pixels: float
    weight: int
    widget: QWidget

    @property
    def visible(self) -> QRectF:
        return self.place.intersected(self.clip)

    @property
    def ink(self) -> QRectF:
        """Roughly the letters: without the empty space above and below them."""
        return self.place.adjusted(0, self.place.height() * 0.2, 0, -self.place.height() * 0.18)


def painted_texts(window: QWidget) -> list[SeenText]:
    """In the order of painting, without empty ones."""
    engine = _Engine(window)
    device = _Device(window, engine)
    window.render(device, QPoint())
    return engine.texts


class _Device(QPaintDevice):
    def __init__(self, window: QWidget, engine: "_Engine") -> None:
        super().__init__()
        self._window, self._engine = window, engine

    def paintEngine(self) -> QPaintEngine:
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return {
            _METRICS.PdmWidth: self._window.width(),
            _METRICS.PdmHeight: self._window.height(),
            _METRICS.PdmDepth: 32,
            _METRICS.PdmDevicePixelRatio: 1,
            _METRICS.PdmDevicePixelRatioScaled: 65536,
        }.get(metric, 96)


class _Engine(QPaintEngine):
    """Paints nothing, notes texts."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._window = window
        self._places = _parts_shown(window)
        # Stable: of equal ones, parents come before children.
        self._places.sort(key=lambda pair: -pair[0].width() * pair[0].height())
        self._owners: dict[tuple[int, int, int, int], QWidget] = {}  # by place: a widget paints many texts
        self.texts: list[SeenText] = []

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def updateState(self, _state: Any) -> None:
        """Nothing is painted: no state is needed."""

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def drawTextItem(self, point: Any, item: QTextItem) -> None:
        text = item.text().strip("\u2028\u2029\n\r\x00 ")
        if not text:
            return
        painter = self.painter()
        transform = painter.deviceTransform()
        left = point.x() + item.width() * (len(item.text()) - len(item.text().lstrip())) / len(item.text())
        width = item.width() * len(text) / len(item.text()) if item.text() != text else item.width()
        box = QRectF(left, point.y() - item.ascent(), width, item.ascent() + item.descent())
        region = self.systemClip()
        clip = QRectF(region.boundingRect())
        if painter.hasClipping():
            clip = clip.intersected(transform.mapRect(painter.clipBoundingRect()))
        if clip.isEmpty():
            return  # a row beside the picture
        colour = QColor(painter.pen().color())
        colour.setAlphaF(colour.alphaF() * painter.opacity())
        if not colour.alpha():
            return  # there to be selected and read aloud, below what is painted for the eye
        font = item.font()
        size = font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72
        owner = self._owner(region.boundingRect())
        seen = SeenText(text, transform.mapRect(box), clip, colour, size, int(font.weight()), owner)
        self.texts.append(seen)

    def _owner(self, rect: QRect) -> QWidget:
        """The smallest widget that holds all that may be painted here; of equal ones the innermost.

        Places are rounded, by a pixel at most; one that only touches holds nothing.
        """
        key = (rect.x(), rect.y(), rect.width(), rect.height())
        if key not in self._owners:
            holders = (
                widget
                for place, widget in reversed(self._places)
                if place.intersects(rect) and place.adjusted(-1, -1, 1, 1).contains(rect)
            )
            self._owners[key] = next(holders, self._window)
        return self._owners[key]

    # The pictures of a window: not wanted here.

    def drawPixmap(self, *_: Any) -> None: ...
    def drawImage(self, *_: Any) -> None: ...
    def drawTiledPixmap(self, *_: Any) -> None: ...
    def drawPath(self, *_: Any) -> None: ...
    def drawPolygon(self, *_: Any) -> None: ...
    def drawRects(self, *_: Any) -> None: ...
    def drawLines(self, *_: Any) -> None: ...
    def drawEllipse(self, *_: Any) -> None: ...
    def drawPoints(self, *_: Any) -> None: ...


def is_covered(text: SeenText, window: QWidget) -> bool:
    """Whether a panel, such as a notice or a sheet, lies over the text or a part of it."""
    seen = text.visible
    left, right, middle = int(seen.left()) + 1, int(seen.right()) - 1, int(seen.center().y())
    tops = (window.childAt(x, middle) for x in (*range(left, right, 8), right))
    above = (top for top in tops if top is not None and top is not text.widget)
    return any(_lies_over(top, text.widget) for top in above)


def _lies_over(top: QWidget, widget: QWidget) -> bool:
    """``top`` belongs to another branch of the window, and that branch is more than a text of its own."""
    branch = top
    while (parent := branch.parentWidget()) is not None and parent is not widget:
        if parent.isAncestorOf(widget):
            return branch is not widget and not isinstance(branch, QLabel)
        branch = parent
    return False


def _parts_shown(window: QWidget) -> list[tuple[QRect, QWidget]]:
    """What is seen of each widget, parents first: what is longer than the area that scrolls it is as large
    as that."""
    within: dict[QWidget, tuple[QPoint, QRect | None]] = {window: (QPoint(), None)}  # corner, seen
    for widget in window.findChildren(QWidget):
        parent = within.get(widget.parentWidget() or window)
        if parent is None or not widget.isVisible() or widget.isWindow():
            continue
        corner = parent[0] + widget.pos()
        place = QRect(corner, widget.size())
        within[widget] = (corner, place if parent[1] is None else place.intersected(parent[1]))
    return [(place, widget) for widget, (_corner, place) in within.items() if place is not None]


def place_in(widget: QWidget, window: QWidget) -> QRect:
    """The whole rectangle of a widget in pixels of the window, cut or not."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())
