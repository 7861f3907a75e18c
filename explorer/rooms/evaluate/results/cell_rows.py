"""How a cell of the grid is painted: its mark, and the words beside it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.evaluate.results.cells import ResultCell
from explorer.kit.language import shown, tr
from explorer.kit.paint import TextPainter, fill_round, mirrored, rule
from explorer.kit.pass_marks import SIDE, paint_pass_mark
from explorer.kit.theme import Look
from explorer.rooms.evaluate.results.head_rows import PAD

_GAP, _WAITING = 7, 24  # between mark and words; the line of a cell that waits
RADIUS = 6  # of what is around a cell


@dataclass(frozen=True)
class _Lengths:
    """In pixels, of one text scale."""

    pad: int
    side: int
    words: int
    after: int


class CellPainter:
    """Paints cells straight onto the grid: a delegate, which Qt asks cell by cell, took twice as long."""

    def __init__(self, look: Look) -> None:
        px = look.sizes.px
        self._look = look
        self._lengths = _Lengths(px(PAD), px(SIDE), px(PAD + SIDE + _GAP), px(4))
        self._text = TextPainter(look.font("secondary"))
        self._said: dict[int, tuple[ResultCell, str]] = {}  # alike cells are one and the same

    def paint_ground(self, painter: QPainter, rect: QRectF, *, is_open: bool) -> None:
        """Of the cell that is open, or that the pointer is over."""
        theme = self._look.theme
        if is_open:
            fill_round(painter, rect, RADIUS, theme.soft_accent)
        else:
            painter.fillRect(rect, theme.window)

    def paint(self, painter: QPainter, rect: QRectF, cell: ResultCell | None) -> None:
        lengths, theme, way = self._lengths, self._look.theme, painter.layoutDirection()
        if cell is None:
            self._paint_waiting(painter, rect)
            return
        if cell.kind != "plain":
            top = rect.top() + (rect.height() - lengths.side) // 2
            spot = QRectF(rect.left() + lengths.pad, top, lengths.side, lengths.side)
            paint_pass_mark(painter, mirrored(spot, rect, way), cell.kind, theme)
        words = mirrored(rect.adjusted(lengths.words, 0, -lengths.after, 0), rect, way)
        said = self._said.get(id(cell))
        if said is None:
            self._said[id(cell)] = said = (cell, _words(cell))
        self._text.draw(painter, words, said[1], theme.text if cell.kind == "fail" else theme.muted)

    def _paint_waiting(self, painter: QPainter, rect: QRectF) -> None:
        """A place is never empty."""
        wide = self._look.sizes.px(_WAITING)
        line = QRectF(rect.left() + self._lengths.pad, rect.center().y(), wide, 1)
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            line = mirrored(line, rect, Qt.LayoutDirection.RightToLeft)
        rule(painter, line.left(), line.top(), line.width(), self._look.theme.strong_line)


def _words(cell: ResultCell) -> str:
    short = shown(cell.short.words) or {"pass": tr("pass"), "fail": tr("failed")}.get(
        cell.kind, tr("no verdict")
    )
    own = {"good": tr("good"), "bad": tr("bad")}.get(cell.own, "")
    return f"{short} · {own}" if own else short
