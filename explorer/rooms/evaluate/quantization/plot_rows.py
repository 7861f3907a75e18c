"""How far two files are apart along a text: a bar for each piece of it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.domain.divergence import Divergence
from explorer.kit.paint import draw_text, fill_round, mirrored, rule, text_width
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of

# Pixels at 100 %.
_HEIGHT, _WORDS, _ABOVE, _GAP, _MOST_GAP = 82, 20, 10, 8, 3
_WIDEST = 30  # of a bar: a short text has few


class DivergencePlot(PaintedLabel):
    """Grows while both read; the pieces to come are kept free. ``top``: of all plots that stand together."""

    def __init__(self, figures: Divergence, top: float = 0.0) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_figures(figures, top)

    def show_figures(self, figures: Divergence, top: float = 0.0) -> None:
        self._values, self._mean = figures.chunks, figures.kl.value
        self._count = max(len(figures.chunks), round(len(figures.chunks) * figures.total / figures.tokens))
        self._top = max(top, *figures.chunks, 1e-9)
        told = self.tr("KL divergence over the text: {low} to {high}, mean {mean}").format(
            low=_said(min(figures.chunks)), high=_said(max(figures.chunks)), mean=_said(self._mean)
        )
        self.setAccessibleName(told)
        self.setToolTip(plain_tip(told))
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(240), px(_HEIGHT + _WORDS))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(120), px(_HEIGHT + _WORDS))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, whole, way = look_of(self), QRectF(self.rect()), self.layoutDirection()
        theme, px = look.theme, look.sizes.px
        small = look.font("secondary", numbers=True)
        most = _said(self._top)
        left = max(text_width(most, small), text_width("0", small)) + px(_GAP)
        plot = QRectF(left, px(_ABOVE), whole.width() - left, px(_HEIGHT - _ABOVE))
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            painter.setLayoutDirection(way)
            for text, at in ((most, plot.top()), ("0", plot.bottom())):
                place = QRectF(0, at - px(8), left - px(_GAP), px(16))
                draw_text(painter, mirrored(place, whole, way), text, small, theme.muted, right)
            line = mirrored(QRectF(plot.left(), 0, self._step(plot) * self._count, 1), whole, way)
            rule(painter, line.left(), plot.bottom(), line.width(), theme.strong_line)
            for bar in self._bars(plot):
                fill_round(painter, mirrored(bar, whole, way), 1.5, theme.band)
            self._paint_words(painter, plot, whole)

    def _bars(self, plot: QRectF) -> list[QRectF]:
        px = look_of(self).sizes.px
        step = self._step(plot)
        gap = min(px(_MOST_GAP), step * 0.25)
        heights = (max(1.0, plot.height() * min(1.0, value / self._top)) for value in self._values)
        return [
            QRectF(plot.left() + n * step, plot.bottom() - height, max(0.5, step - gap), height)
            for n, height in enumerate(heights)
        ]

    def _step(self, plot: QRectF) -> float:
        """From one bar to the next."""
        return min(plot.width() / self._count, look_of(self).sizes.px(_WIDEST))

    def _paint_words(self, painter: QPainter, plot: QRectF, whole: QRectF) -> None:
        look, way = look_of(self), self.layoutDirection()
        theme, small, px = look.theme, look.font("secondary"), look.sizes.px
        place = QRectF(plot.left(), plot.bottom() + px(3), plot.width(), px(_WORDS - 3))
        told = self.tr("KL divergence from the beginning of the text to its end")
        draw_text(painter, mirrored(place, whole, way), told, small, theme.muted)


def _said(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
