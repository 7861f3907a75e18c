"""The cells of the facts table: a model over slots and rows, and the delegate that paints a fact.

A cell is mark and fact, a quote of at most two lines on the evidence ground, and its source. Wrapped
lines are cached by text and width; nothing else is worth caching.
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
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem

from explorer.compare.board import Slot
from explorer.compare.head_rows import IS_ROW
from explorer.compare.table import CellText, Row, cell_of
from explorer.domain.facts import Finding, Verdict
from explorer.kit.marks import Mark, mark_of, mark_word, paint_verdict
from explorer.kit.paint import draw_lines, draw_text, fill_round, focus_ring, rule, text_width, wrap
from explorer.kit.theme import look_of

CELL = Qt.ItemDataRole.UserRole
PAD = 14  # left and right of a cell's words
_TOP, _BOTTOM = 9, 11
_FACT, _LINE, _SOURCE, _GAP = 20, 18, 17, 3
_QUOTE_INSET = 4
_MOST = 2  # lines of a quote

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What one cell shows. ``slot`` is ``None`` in the last column, where a model can be added."""

    row: Row
    slot: Slot | None = None
    finding: Finding | None = None

    @property
    def is_loading(self) -> bool:
        return self.slot is not None and self.slot.column is None and self.slot.problem is None

    @cached_property
    def text(self) -> CellText | None:
        """The words, ``None`` where there is no fact to show."""
        if self.row.is_group or self.slot is None or self.slot.column is None:
            return None
        return cell_of(self.finding)

    @property
    def mark(self) -> Mark:
        return mark_of(self.finding) if self.finding else Verdict.NOT_CHECKED


class FactsModel(QAbstractTableModel):
    """Adapts slots and rows; the last column is empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots: tuple[Slot, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._cells: dict[tuple[int, int], Cell] = {}

    def show_slots(self, slots: Sequence[Slot], rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.slots, self.rows = tuple(slots), tuple(rows)
        self._cells = {}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.slots) + 1

    def cell(self, row: int, column: int) -> Cell:
        """What one place shows; made once, since every frame asks for it."""
        if (row, column) not in self._cells:
            self._cells[row, column] = self._make_cell(row, column)
        return self._cells[row, column]

    def _make_cell(self, row: int, column: int) -> Cell:
        slot = self.slots[column] if column < len(self.slots) else None
        shown = self.rows[row]
        finding = slot.column.get(shown.dimension) if slot and slot.column and shown.dimension else None
        return Cell(shown, slot, finding)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self._spoken(cell)
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
            row = self.rows[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return row.title
            if role == IS_ROW:
                return not row.is_group
            return row.question if role == Qt.ItemDataRole.ToolTipRole and row.question else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.slots[section].title if section < len(self.slots) else self.tr("Add model")
        return None

    def _spoken(self, cell: Cell) -> str:
        if cell.row.is_group or cell.slot is None:
            return ""
        if cell.text is None:
            words = self.tr("loading") if cell.is_loading else self.tr("not read")
        else:
            words = cell.text.spoken
        if cell.finding is not None and cell.text is not None:
            words = f"{mark_word(mark_of(cell.finding))}: {words}"
        return f"{cell.row.title}, {cell.slot.title}: {words}"


class FactDelegate(QAbstractItemDelegate):
    """Paints a cell; ``height`` tells how high it wants to be at a width."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wrapped: dict[tuple[str, int, int], list[str]] = {}
        self.shows_focus = False

    def height(self, cell: Cell, width: int) -> int:
        px = look_of(self).sizes.px
        text = cell.text
        total = px(_TOP) + px(_FACT) + px(_BOTTOM)
        if text is None:
            return total
        if text.quote:
            total += len(self._quote_lines(text.quote, width)) * px(_LINE) + px(_GAP)
        return total + (px(_SOURCE) if text.source else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, self.height(index.data(CELL), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
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
            self._paint_fact(painter, rect, cell, cell.text)
        if self.shows_focus and state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect.adjusted(2, 2, -3, -3), 6, theme)

    def _paint_loading(self, painter: QPainter, rect: QRectF) -> None:
        look = look_of(self)
        px = look.sizes.px
        bar = QRectF(rect.left() + px(PAD), rect.top() + px(_TOP + 4), rect.width() * 0.5, px(11))
        fill_round(painter, bar, 5, look.theme.sunken)

    def _paint_fact(self, painter: QPainter, rect: QRectF, cell: Cell, text: CellText) -> None:
        look = look_of(self)
        px = look.sizes.px
        inner = rect.adjusted(px(PAD), 0, -px(PAD), 0)
        top = rect.top() + px(_TOP)
        fact = QRectF(inner.left(), top, inner.width(), px(_FACT))
        paint_verdict(painter, fact, cell.mark, text.fact)
        top += px(_FACT) + (px(_GAP) if text.quote else 0)
        if text.quote:
            top = self._paint_quote(painter, inner.left(), top, text.quote, round(rect.width()))
        if text.source:
            colour = (
                look.theme.bad if cell.finding is not None and cell.finding.conflict else look.theme.faint
            )
            source = QRectF(inner.left(), top, inner.width(), px(_SOURCE))
            draw_text(painter, source, text.source, look.font("source"), colour)

    def _paint_quote(self, painter: QPainter, left: float, top: float, quote: str, width: int) -> float:
        look = look_of(self)
        px, font = look.sizes.px, look.font("secondary")
        lines = self._quote_lines(quote, width)
        for number, line in enumerate(lines):
            wide = text_width(line, font) + 2 * px(_QUOTE_INSET)
            band = QRectF(left, top + number * px(_LINE) + 0.5, wide, px(_LINE) - 1)
            fill_round(painter, band, 3, look.theme.quote)
        draw_lines(painter, left + px(_QUOTE_INSET), top, lines, font, look.theme.text, px(_LINE))
        return top + len(lines) * px(_LINE)

    def _quote_lines(self, quote: str, width: int) -> list[str]:
        look = look_of(self)
        key = (quote, width, look.sizes.percent)
        if key not in self._wrapped:
            if len(self._wrapped) > 2000:
                self._wrapped.clear()
            room = width - 2 * look.sizes.px(PAD + _QUOTE_INSET)
            self._wrapped[key] = wrap(quote, look.font("secondary"), room, _MOST)
        return self._wrapped[key]
