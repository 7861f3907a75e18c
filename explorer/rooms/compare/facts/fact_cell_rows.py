"""The cells of the table of facts: the item model, the delegate, and how a cell is painted.

Wrapped lines are cached by text, role and width; nothing else is worth caching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem

from explorer.domain.facts import Finding, Verdict
from explorer.kit.frozen_table import FrozenTable
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_lines, fill_round, focus_ring, mirrored, rule, text_width, wrap
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, TextRole, look_of
from explorer.kit.verdict_marks import SIZE, Mark, mark_colour, mark_of, mark_word, paint_mark
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.compared_models import (
    CellText,
    FactsTableRow,
    cell_of,
    measured_cell,
    sentence,
    why_unchecked,
)
from explorer.rooms.compare.facts.head_rows import IS_ROW

PAD = 14  # left and right of a cell's words, at 100 % as all lengths here
TOP, BOTTOM = 9, 11
_FACT, _LINE, _SOURCE, _GAP = 20, 18, 17, 3
_QUOTE_INSET, _MARK_GAP = 4, 6
_MOST = 2  # lines of each part
_REMEMBERED = 4000  # wrapped texts


@dataclass(frozen=True)
class CellLines:
    """The wrapped lines of a cell."""

    fact: list[str]
    quote: list[str]
    source: list[str]


def _font(look: Look, role: TextRole) -> QFont:
    return look.font(role, strong=role == "body")


def _draw(
    painter: QPainter, place: QRectF, lines: list[str], font: QFont, colour: QColor, pitch: int
) -> float:
    """Lines from the side where reading begins; where the next part begins."""
    draw_lines(painter, place.left(), place.top(), lines, font, colour, pitch, place.width())
    return place.top() + len(lines) * pitch


CELL = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class FactCell:
    """What one cell shows. ``slot`` is ``None`` in the last column, where a model can be added."""

    row: FactsTableRow
    slot: ColumnSlot | None = None
    finding: Finding | None = None
    why: str = ""  # what could not be looked up, told over the column

    @property
    def is_loading(self) -> bool:
        return self.slot is not None and self.slot.column is None and self.slot.problem is None

    @cached_property
    def text(self) -> CellText | None:
        """The words in the language of the window, ``None`` where there is no fact to show."""
        if self.row.is_group or self.slot is None:
            return None
        if self.slot.problem is not None:
            return CellText(tr("Not read"), source=shown(self.slot.problem.what))
        if self.slot.column is None:
            return None
        if self.row.subject:
            told = measured_cell(self.slot.column.measured_in(self.row))
        else:
            told = cell_of(self.finding, self.why)
        fact, why = (sentence(shown(words)) for words in (told.fact, told.why))
        return CellText(fact, shown(told.quote), shown(told.source), why)

    @property
    def mark(self) -> Mark | None:
        """``None`` of what was measured, which discloses nothing."""
        if self.row.subject and self.slot is not None and self.slot.problem is None:
            return None
        return mark_of(self.finding) if self.finding else Verdict.NOT_CHECKED


class FactsModel(QAbstractTableModel):
    """Adapts slots and rows; the last column is empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots: tuple[ColumnSlot, ...] = ()
        self.rows: tuple[FactsTableRow, ...] = ()
        self._cells: dict[tuple[int, int], FactCell] = {}
        self._whys: tuple[str, ...] = ()

    def show_slots(self, slots: Sequence[ColumnSlot], rows: Sequence[FactsTableRow]) -> None:
        self.beginResetModel()
        self.slots, self.rows = tuple(slots), tuple(rows)
        self._cells = {}
        self._whys = tuple(why_unchecked(slot.column) if slot.column else "" for slot in slots)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.slots) + 1

    def cell(self, row: int, column: int) -> FactCell:
        """What one place shows; made once, since every frame asks for it."""
        if (row, column) not in self._cells:
            asked, slot = self.rows[row], self.slots[column] if column < len(self.slots) else None
            model = slot.column if slot is not None else None
            finding = model.get(asked.dimension) if model is not None and asked.dimension else None
            self._cells[row, column] = FactCell(asked, slot, finding, self._whys[column] if slot else "")
        return self._cells[row, column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self._spoken(cell)
        if role == Qt.ItemDataRole.ToolTipRole and cell.text is not None:
            lines = (cell.text.why or cell.text.fact, cell.text.source)
            return plain_tip("\n".join(line for line in lines if line))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        cell = self.cell(index.row(), index.column())
        if cell.row.is_group or cell.slot is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if section >= len(self.rows):
                return None  # of before: while one header is told of new rows, the other asks for sizes
            row = self.rows[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return shown(row.title)
            if role == IS_ROW:
                return not row.is_group
            return shown(row.question or row.title) if role == Qt.ItemDataRole.ToolTipRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.slots[section].title if section < len(self.slots) else self.tr("Add model")
        return None

    def _spoken(self, cell: FactCell) -> str:
        if cell.row.is_group or cell.slot is None:
            return ""
        words = self.tr("loading") if cell.text is None else cell.text.spoken
        if cell.finding is not None and cell.text is not None:
            words = f"{mark_word(mark_of(cell.finding))}: {words}"
        return f"{shown(cell.row.title)}, {cell.slot.title}: {words}"


class FactDelegate(QAbstractItemDelegate):
    """Paints a cell of ``table``; ``height`` tells how high it wants to be at a width in pixels."""

    def __init__(self, table: FrozenTable) -> None:
        super().__init__(table)
        self._table = table
        self._wrapped: dict[tuple[str, str, int, int], list[str]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, self.height(index.data(CELL), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: FactCell = index.data(CELL)
        theme = look_of(self).theme
        rect = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.fillRect(rect, theme.sunken if cell.row.is_group else theme.surface)
        rule(painter, rect.left(), rect.bottom() - 1, rect.width(), theme.line)
        if cell.row.is_group:
            return
        if state & QStyle.StateFlag.State_MouseOver and cell.text is not None:
            painter.fillRect(rect.adjusted(0, 0, -1, -1), theme.window)
        painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), theme.line)
        if cell.is_loading:
            self._paint_loading(painter, rect)
        elif cell.text is not None:
            self._paint_text(painter, rect, cell.mark, cell.text)
        if self._table.shows_focus and state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect.adjusted(2, 2, -3, -3), 6, theme)

    def height(self, cell: FactCell, width: int) -> int:
        px, text = look_of().sizes.px, cell.text
        if text is None:
            return px(TOP) + px(_FACT) + px(BOTTOM)
        shape = self._shape(text, width)
        total = px(TOP) + len(shape.fact) * px(_FACT) + len(shape.source) * px(_SOURCE) + px(BOTTOM)
        return total + (len(shape.quote) * px(_LINE) + px(_GAP) if shape.quote else 0)

    def _shape(self, text: CellText, width: int) -> CellLines:
        px = look_of().sizes.px
        room = width - 2 * px(PAD)
        return CellLines(
            self._lines(text.fact, "body", room - px(SIZE + _MARK_GAP)),
            self._lines(text.quote, "secondary", room - 2 * px(_QUOTE_INSET)),
            self._lines(text.source, "source", room),
        )

    def _paint_text(self, painter: QPainter, rect: QRectF, mark: Mark | None, text: CellText) -> None:
        look = look_of()
        px, theme = look.sizes.px, look.theme
        shape = self._shape(text, round(rect.width()))
        inner = rect.adjusted(px(PAD), px(TOP), -px(PAD), 0)
        way = painter.layoutDirection()
        spot = QRectF(inner.left() + 0.5, round(inner.top() + (px(_FACT) - px(SIZE)) / 2), px(SIZE), px(SIZE))
        if mark is not None:
            paint_mark(painter, mirrored(spot, inner, way), mark, theme)
        indent = px(SIZE + _MARK_GAP) if mark is not None else 0
        words = mirrored(inner.adjusted(indent, 0, 0, 0), inner, way)
        colour = mark_colour(mark, theme) if mark is not None else theme.text if text.source else theme.muted
        top = _draw(painter, words, shape.fact, look.font(strong=True), colour, px(_FACT))
        if shape.quote:
            top = self._paint_quote(painter, inner, top + px(_GAP), shape.quote)
        inner.setTop(top)
        faint = theme.bad if mark == "conflict" else theme.faint
        _draw(painter, inner, shape.source, look.font("source"), faint, px(_SOURCE))

    @staticmethod
    def _paint_loading(painter: QPainter, rect: QRectF) -> None:
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
