"""The number of a passage that an answer was given, on its small ground: the same in the answer, under it and
beside it.
"""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.paint import draw_text, fill_round
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.theme import Look, Theme, look_of

NumberState = Literal["cited", "open", "given"]  # "given": and not cited

SIDE = 18  # pixels at 100 %
_RADIUS = 5


def number_colours(theme: Theme, state: NumberState) -> tuple[QColor, QColor]:
    """Text and ground."""
    if state == "open":
        return theme.on_accent, theme.accent
    return (theme.accent, theme.soft_accent) if state == "cited" else (theme.muted, theme.sunken)


def paint_number(painter: QPainter, rect: QRectF, number: int, state: NumberState, look: Look) -> None:
    colour, ground = number_colours(look.theme, state)
    edge = look.theme.line if state == "given" else None  # in the dark its ground is next to none
    fill_round(painter, rect, look.sizes.px(_RADIUS), ground, edge)
    font = look.font("source", strong=True, numbers=True)
    draw_text(painter, rect, str(number), font, colour, Qt.AlignmentFlag.AlignHCenter)


class NumberMark(PaintedLabel):
    """The widget form."""

    def __init__(self, number: int, state: NumberState) -> None:
        super().__init__(str(number))
        self._number, self._state = number, state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = look_of(self).sizes.px(SIDE)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_number(painter, QRectF(self.rect()), self._number, self._state, look_of(self))
