"""Grey shapes where content will be: the place keeps its form while it loads."""

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from explorer.kit.paint import fill_round, rule
from explorer.kit.theme import look_of

_FRAME_MS = 66
_ROW = 75
_LINE = 22
_PITCH, _LAST = 32, 33  # from one shape of a row to the next, and the least room from the top of the last
_SOFTER = 0.25  # lines are strong in high contrast; shapes of nothing need not be
_WIDTHS = (0.62, 0.48, 0.7, 0.55, 0.66, 0.42)


class Skeleton(QLabel):
    """``rows`` list rows (two shapes and a pill each, in high ones more shapes), or with ``lines=True`` lines
    of running text. ``high``: of a row, in pixels at 100 %, so that nothing jumps when the rows come.
    """

    def __init__(self, rows: int = 6, *, lines: bool = False, high: int = _ROW) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Loading"))
        self._rows = rows
        self._as_lines = lines
        self._high = _LINE if lines else high
        self._phase = 0
        self._ticks = QTimer(self, interval=_FRAME_MS)
        self._ticks.timeout.connect(self._step)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(240), self._rows * px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, look_of(self).sizes.px(self._high))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if look_of(self).motion:
            self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.isRightToLeft():
                painter.translate(self.width(), 0)
                painter.scale(-1, 1)
            for row in range(self._rows):
                if self._as_lines:
                    self._paint_line(painter, row)
                else:
                    self._paint_row(painter, row)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        look = look_of(self)
        px, width = look.sizes.px, self.width()
        top, share = row * px(self._high), _WIDTHS[row % len(_WIDTHS)]
        ground = self._shade(row)
        fill_round(painter, QRectF(px(16), top + px(17), width * share * 0.7, px(13)), 6, ground)
        for below in range(px(41), px(self._high) - px(_LAST), px(_PITCH)):
            fill_round(painter, QRectF(px(16), top + below, width * share * 0.45, px(20)), 10, ground)
        pill = px(72)
        fill_round(painter, QRectF(width - pill - px(16), top + px(13), pill, px(20)), 10, ground)
        rule(painter, 0, top + px(self._high) - 1, width, look.theme.line)

    def _paint_line(self, painter: QPainter, row: int) -> None:
        px = look_of(self).sizes.px
        share = 0.3 + _WIDTHS[row % len(_WIDTHS)]
        line = QRectF(0, row * px(_LINE) + px(5), self.width() * share, px(11))
        fill_round(painter, line, 5, self._shade(row))

    def _shade(self, row: int) -> QColor:
        """The rows brighten one after the other; without motion all are equal."""
        theme = look_of(self).theme
        near = 1 - min(abs((self._phase / 3) % 10 - row), 3) / 3 if self._ticks.isActive() else 0.0
        share = (0.55 + 0.45 * near) * (_SOFTER if theme.is_high_contrast else 1)
        return _mix(theme.sunken, theme.line, share)

    def _step(self) -> None:
        self._phase += 1
        self.update()


def _mix(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
