"""How a cell of the grid is painted: its mark, and the words beside it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem

from explorer.evaluate.results.board import BoardCell
from explorer.kit.frozen_table import FrozenTable
from explorer.kit.language import shown, tr
from explorer.kit.paint import TextPainter, fill_round, mirrored, rule
from explorer.kit.pass_marks import SIDE, paint_pass_mark
from explorer.kit.theme import Look, Theme, look_of
from explorer.rooms.evaluate.results.grid_rows import CELL, Index
from explorer.rooms.evaluate.results.head_rows import PAD, ROW

_GAP, _WAITING = 7, 24  # between mark and words; the line of a cell that waits
RADIUS = 6  # of what is around a cell


class CellDelegate(QAbstractItemDelegate):
    """``open_at``: row and column, of the model, of the cell whose detail is shown."""

    def __init__(self, table: FrozenTable) -> None:
        super().__init__(table)
        self._table = table
        self.open_at = (-1, -1)
        self._texts: dict[int, TextPainter] = {}
        self._said: dict[int, tuple[BoardCell, str]] = {}  # alike cells are one and the same

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), look_of(self).sizes.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = look_of(self), QRectF(option.rect)
        if (index.row(), index.column()) == self.open_at:
            fill_round(painter, rect, RADIUS, look.theme.soft_accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.theme.window)
        cell: BoardCell | None = index.data(CELL)
        if cell is None:
            self._paint_waiting(painter, rect, look)
        else:
            self._paint_cell(painter, rect, cell, look)

    @staticmethod
    def _paint_waiting(painter: QPainter, rect: QRectF, look: Look) -> None:
        """A place is never empty."""
        px = look.sizes.px
        line = QRectF(rect.left() + px(PAD), rect.center().y(), px(_WAITING), 1)
        line = mirrored(line, rect, painter.layoutDirection())
        rule(painter, line.left(), line.top(), line.width(), look.theme.strong_line)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: BoardCell, look: Look) -> None:
        px, way, side = look.sizes.px, painter.layoutDirection(), look.sizes.px(SIDE)
        spot = QRectF(rect.left() + px(PAD), rect.top() + (rect.height() - side) // 2, side, side)
        if cell.kind != "plain":
            paint_pass_mark(painter, mirrored(spot, rect, way), cell.kind, look.theme)
        words = mirrored(rect.adjusted(px(PAD + SIDE + _GAP), 0, -px(4), 0), rect, way)
        said = self._said.get(id(cell))
        if said is None:
            self._said[id(cell)] = said = (cell, _words(cell))
        self._text(look).draw(painter, words, said[1], _colour(cell, look.theme))

    def forget(self) -> None:
        """The words are said in another language now."""
        self._said.clear()

    def _text(self, look: Look) -> TextPainter:
        percent = look.sizes.percent
        if percent not in self._texts:
            self._texts[percent] = TextPainter(look.font("secondary"))
        return self._texts[percent]


def _words(cell: BoardCell) -> str:
    short = shown(cell.words) or {"pass": tr("pass"), "fail": tr("failed")}.get(cell.kind, tr("no verdict"))
    own = {"good": tr("good"), "bad": tr("bad")}.get(cell.own, "")
    return f"{short} · {own}" if own else short


def _colour(cell: BoardCell, theme: Theme) -> QColor:
    return theme.text if cell.kind == "fail" else theme.muted
