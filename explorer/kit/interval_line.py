"""A measured value with its 95 % interval on a track, and what guessing gives. Its words stand beside it.

``paint_interval`` draws one in a delegate or a header; ``paint_chance`` the dashed line of guessing.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.kit.paint import fill_round, mirrored, rule
from explorer.kit.theme import Look

_TRACK, _POINT_WIDE, _POINT_HIGH = 4, 3, 10  # pixels at 100 %


@dataclass(frozen=True)
class IntervalLine:
    """On a scale from 0 to 1. ``is_outlined``: the second of two on one track. ``has_point``: not where it
    only says what a band is.
    """

    value: float
    low: float
    high: float
    is_outlined: bool = False
    has_point: bool = True


def paint_interval(painter: QPainter, rect: QRectF, lines: tuple[IntervalLine, ...], look: Look) -> None:
    """In the middle of the height of ``rect``; without a line a hairline, for a place is never empty."""
    way, theme, px = painter.layoutDirection(), look.theme, look.sizes.px
    if not lines:
        rule(painter, rect.left(), rect.center().y(), rect.width(), theme.strong_line)
        return
    high = px(_TRACK)
    track = QRectF(rect.left(), round(rect.center().y() - high / 2), rect.width(), high)
    fill_round(painter, track, high / 2, theme.track)
    for line in lines:
        low, top = (min(1.0, max(0.0, end)) for end in (line.low, line.high))
        wide = max(float(high), (top - low) * track.width())
        left = min(track.left() + low * track.width(), track.right() - wide)
        band = mirrored(QRectF(left, track.top(), wide, high), track, way)
        if line.is_outlined:
            fill_round(painter, band, high / 2, None, theme.band)
        else:
            fill_round(painter, band, high / 2, theme.band)
    for line in (one for one in lines if one.has_point):
        _paint_point(painter, track, line.value, look)


def paint_chance(painter: QPainter, rect: QRectF, chance: float, look: Look) -> None:
    """Through the whole height of ``rect``, which is as wide as the track; ``chance`` from 0 to 1."""
    spot = QRectF(round(rect.left() + chance * rect.width()), rect.top(), 1, rect.height())
    x = mirrored(spot, rect, painter.layoutDirection()).left()
    painter.save()
    painter.setPen(QPen(look.theme.faint, 1, Qt.PenStyle.DashLine))
    painter.drawLine(round(x), round(rect.top()), round(x), round(rect.bottom()))
    painter.restore()


def _paint_point(painter: QPainter, track: QRectF, value: float, look: Look) -> None:
    px = look.sizes.px
    wide, high = px(_POINT_WIDE), px(_POINT_HIGH)
    at = min(1.0, max(0.0, value)) * track.width()
    left = round(track.left() + min(max(0.0, at - wide / 2), track.width() - wide))
    point = QRectF(left, round(track.center().y() - high / 2), wide, high)
    fill_round(painter, mirrored(point, track, painter.layoutDirection()), wide / 2, look.theme.text)
