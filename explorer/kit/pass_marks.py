"""How a measurement came out, as a shape beside a word: never by colour alone.

pass = disc, fail = square with a cross cut out, unmeasured = dashed ring, cannot tell = ring with a bar,
running = ring, a quarter filled, waiting = ring, stopped = ring around a square. ``paint_pass_mark`` draws
one in a delegate, ``PassIcon`` is the widget.
"""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.language import tr
from explorer.kit.paint import ring
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.theme import Theme, look_of

PassMark = Literal["pass", "fail", "unmeasured", "cannot tell", "running", "waiting", "stopped"]

SIDE = 12  # of a mark at 100 %


def pass_colour(mark: PassMark, theme: Theme) -> QColor:
    if mark == "pass":
        return theme.good
    if mark == "fail":
        return theme.bad
    return theme.accent if mark == "running" else theme.faint


def pass_word(mark: PassMark) -> str:
    """The mark in a word or two, translated."""
    words = {
        "pass": tr("Passed"),
        "fail": tr("Failed"),
        "unmeasured": tr("Not measurable"),
        "cannot tell": tr("Cannot tell"),
        "running": tr("Running"),
        "waiting": tr("Waiting"),
        "stopped": tr("Stopped"),
    }
    return words[mark]


def paint_pass_mark(painter: QPainter, rect: QRectF, mark: PassMark, theme: Theme) -> None:
    """Draw the shape into a square that lies on whole pixels."""
    colours = pass_colour(mark, theme).name(), theme.surface.name()
    pixmap = _pixmap(mark, round(rect.width()), painter.device().devicePixelRatio(), *colours)
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))


@lru_cache(maxsize=100)
def _pixmap(mark: PassMark, side: int, ratio: float, colour: str, ground: str) -> QPixmap:
    """Kept: a grid has hundreds of them in each frame."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    rect, ink = QRectF(0, 0, side, side), QColor(colour)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if mark == "pass":
            painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
        elif mark == "fail":
            _crossed_square(painter, rect, QColor(ground))
        else:
            _marked_ring(painter, rect, ink, mark)
    return pixmap


def _crossed_square(painter: QPainter, rect: QRectF, ground: QColor) -> None:
    painter.drawRoundedRect(rect, 2, 2)
    arm = rect.width() * 0.21
    middle = rect.center()
    pen = QPen(ground, rect.width() * 0.14)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for slope in (1, -1):
        reach = QPointF(arm, arm * slope)
        painter.drawLine(middle - reach, middle + reach)


def _marked_ring(painter: QPainter, rect: QRectF, colour: QColor, mark: PassMark) -> None:
    whole = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if mark == "running":
        painter.drawPie(whole.adjusted(2.5, 2.5, -2.5, -2.5), 0, 90 * 16)
    if mark == "stopped":
        edge = whole.width() * 0.32
        painter.drawRect(whole.adjusted(edge, edge, -edge, -edge))
    ring(painter, whole, colour, 1.3, dashed=mark == "unmeasured")
    if mark == "cannot tell":
        reach = QPointF(whole.width() * 0.24, 0)
        painter.drawLine(whole.center() - reach, whole.center() + reach)


class PassIcon(PaintedLabel):
    """The widget form: as high as a line of text. Its word is told to screen readers and as a tooltip."""

    def __init__(self, mark: PassMark) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(mark)

    def show_mark(self, mark: PassMark) -> None:
        self._mark = mark
        self.setAccessibleName(pass_word(mark))
        self.setToolTip(pass_word(mark))
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(SIDE), px(19))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(SIDE)
        with QPainter(self) as painter:
            rect = QRectF(0, (self.height() - side) // 2, side, side)
            paint_pass_mark(painter, rect, self._mark, look.theme)
