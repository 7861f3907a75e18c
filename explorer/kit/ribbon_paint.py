"""Surprise as ground and as underline: one hue that grows stronger, and a bar that grows thicker, so that it
is told without colour too.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.kit.paint import faded, fill_round
from explorer.kit.theme import Theme

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
