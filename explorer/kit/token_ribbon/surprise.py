"""How surprise is painted, as a ground that grows stronger and a bar that grows thicker, and the legend that
says so.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.certainty import STEPS
from explorer.kit.boxes import row
from explorer.kit.layouts import FlowLayout
from explorer.kit.paint import faded, fill_round
from explorer.kit.text import Label
from explorer.kit.theme import Theme, look_of

_STRENGTHS = (0.0, 0.16, 0.32, 0.5, 0.72)  # of the hue, by step of surprise
_STRENGTHS_DARK = (0.0, 0.12, 0.2, 0.29, 0.38)  # more would drown light letters
_BARS = (0.0, 1.0, 2.0, 3.0, 4.0)  # pixels at 100 %
_RADIUS = 3


def paint_surprise(painter: QPainter, rect: QRectF, step: int, theme: Theme, scale: float) -> None:
    """``step`` 0 to 4; ``rect`` is what the token wrote, ``scale`` the person's text scale."""
    if step == 0:
        return
    strengths = _STRENGTHS_DARK if theme.is_dark else _STRENGTHS
    fill_round(painter, rect, _RADIUS, faded(theme.surprise, strengths[step]))
    bar = _BARS[step] * scale
    painter.fillRect(QRectF(rect.left(), rect.bottom() - bar, rect.width(), bar), theme.caution)


_WIDTH, _HEIGHT = 22, 16  # pixels at 100 %


class RibbonLegend(QWidget):
    """A sample of each step, with the per cent it begins at."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, spacing=look_of(self).sizes.px(12))
        flow.addWidget(Label(self.tr("How likely each token was"), "secondary", "muted"))
        first, *between = (round(step * 100) for step in STEPS)
        texts = [self.tr("{percent} % and more").format(percent=first)]
        most = first
        for least in between:
            texts.append(self.tr("{least} to {most} %").format(least=least, most=most))
            most = least
        texts.append(self.tr("less than {percent} %").format(percent=most))
        for step, text in enumerate(texts):
            flow.addWidget(_entry(step, text))


class _Sample(QWidget):
    """A token without letters. Its words stand beside it."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self._step = step
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_WIDTH), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            fill_round(painter, rect, 3, None, look.theme.line)
            paint_surprise(painter, rect, self._step, look.theme, look.sizes.percent / 100)


def _entry(step: int, text: str) -> QWidget:
    entry = QWidget()
    row(entry, spacing=5).add(_Sample(step), Label(text, "secondary", "muted"))
    return entry
