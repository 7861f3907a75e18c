"""How a fact is painted: mark and words, a quote on the evidence ground, and its source, each wrapped.

Wrapped lines are cached by text, role and width; nothing else is worth caching.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from explorer.compare.table import CellText
from explorer.kit.marks import SIZE, Mark, mark_colour, paint_mark
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_lines, fill_round, text_width, wrap
from explorer.kit.theme import Look, TextRole, look_of

PAD = 14  # left and right of a cell's words, at 100 % as all lengths here
TOP, BOTTOM = 9, 11
_FACT, _LINE, _SOURCE, _GAP = 20, 18, 17, 3
_QUOTE_INSET, _MARK_GAP = 4, 6
_MOST = 2  # lines of each part
_REMEMBERED = 4000  # wrapped texts


@dataclass(frozen=True)
class Shape:
    """The wrapped lines of a cell."""

    fact: list[str]
    quote: list[str]
    source: list[str]


class CellPainter:
    """Paints and measures cells. ``width`` is that of the whole cell in pixels."""

    def __init__(self) -> None:
        self._wrapped: dict[tuple[str, str, int, int], list[str]] = {}

    def height(self, text: CellText | None, width: int) -> int:
        px = look_of().sizes.px
        if text is None:
            return px(TOP) + px(_FACT) + px(BOTTOM)
        shape = self.shape(text, width)
        total = px(TOP) + len(shape.fact) * px(_FACT) + len(shape.source) * px(_SOURCE) + px(BOTTOM)
        return total + (len(shape.quote) * px(_LINE) + px(_GAP) if shape.quote else 0)

    def shape(self, text: CellText, width: int) -> Shape:
        px = look_of().sizes.px
        room = width - 2 * px(PAD)
        return Shape(
            self._lines(text.fact, "body", room - px(SIZE + _MARK_GAP)),
            self._lines(text.quote, "secondary", room - 2 * px(_QUOTE_INSET)),
            self._lines(text.source, "source", room),
        )

    def paint(self, painter: QPainter, rect: QRectF, mark: Mark, text: CellText) -> None:
        look = look_of()
        px, theme = look.sizes.px, look.theme
        shape = self.shape(text, round(rect.width()))
        inner = rect.adjusted(px(PAD), px(TOP), -px(PAD), 0)
        way = painter.layoutDirection()
        spot = QRectF(inner.left() + 0.5, round(inner.top() + (px(_FACT) - px(SIZE)) / 2), px(SIZE), px(SIZE))
        paint_mark(painter, mirrored(spot, inner, way), mark, theme)
        words = mirrored(inner.adjusted(px(SIZE + _MARK_GAP), 0, 0, 0), inner, way)
        colour = mark_colour(mark, theme)
        top = _draw(painter, words, shape.fact, look.font(strong=True), colour, px(_FACT))
        if shape.quote:
            top = self._paint_quote(painter, inner, top + px(_GAP), shape.quote)
        inner.setTop(top)
        faint = theme.bad if mark == "conflict" else theme.faint
        _draw(painter, inner, shape.source, look.font("source"), faint, px(_SOURCE))

    def paint_loading(self, painter: QPainter, rect: QRectF) -> None:
        """Where a fact will be."""
        look = look_of()
        px = look.sizes.px
        bar = QRectF(rect.left() + px(PAD), rect.top() + px(TOP + 4), rect.width() * 0.5, px(11))
        fill_round(painter, mirrored(bar, rect, painter.layoutDirection()), px(5), look.theme.sunken)

    def _paint_quote(self, painter: QPainter, inner: QRectF, top: float, lines: list[str]) -> float:
        look = look_of()
        px, font, way = look.sizes.px, look.font("secondary"), painter.layoutDirection()
        for number, line in enumerate(lines):
            wide = text_width(line, font) + 2 * px(_QUOTE_INSET)
            band = QRectF(inner.left(), top + number * px(_LINE) + 0.5, wide, px(_LINE) - 1)
            fill_round(painter, mirrored(band, inner, way), 3, look.theme.quote)
        words = inner.adjusted(px(_QUOTE_INSET), 0, -px(_QUOTE_INSET), 0)
        words.setTop(top)
        return _draw(painter, words, lines, font, look.theme.text, px(_LINE))

    def _lines(self, text: str, role: TextRole, width: int) -> list[str]:
        if not text:
            return []
        look = look_of()
        key = (text, role, width, look.sizes.percent)
        if key not in self._wrapped:
            if len(self._wrapped) > _REMEMBERED:
                self._wrapped.clear()
            self._wrapped[key] = wrap(text, _font(look, role), width, _MOST)
        return self._wrapped[key]


def _font(look: Look, role: TextRole) -> QFont:
    return look.font(role, strong=role == "body")


def _draw(
    painter: QPainter, place: QRectF, lines: list[str], font: QFont, colour: QColor, pitch: int
) -> float:
    """Lines from the side where reading begins; where the next part begins."""
    if painter.layoutDirection() != Qt.LayoutDirection.RightToLeft:
        draw_lines(painter, place.left(), place.top(), lines, font, colour, pitch)
        return place.top() + len(lines) * pitch
    for number, line in enumerate(lines):
        left = place.right() - text_width(line, font)
        draw_lines(painter, left, place.top() + number * pitch, [line], font, colour, pitch)
    return place.top() + len(lines) * pitch
