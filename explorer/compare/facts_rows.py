"""The cells of the facts table: a model over slots and rows, and the delegate that shows them."""

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
from explorer.compare.cell_rows import CellPainter
from explorer.compare.head_rows import IS_ROW
from explorer.compare.table import CellText, Row, cell_of, sentence, why_unchecked
from explorer.domain.facts import Finding, Verdict
from explorer.kit.language import shown, tr
from explorer.kit.marks import Mark, mark_of, mark_word
from explorer.kit.paint import focus_ring, rule
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of

CELL = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What one cell shows. ``slot`` is ``None`` in the last column, where a model can be added."""

    row: Row
    slot: Slot | None = None
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
        told = cell_of(self.finding, self.why)
        fact, why = (sentence(shown(words)) for words in (told.fact, told.why))
        return CellText(fact, shown(told.quote), shown(told.source), why)

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
        self._whys: tuple[str, ...] = ()

    def show_slots(self, slots: Sequence[Slot], rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.slots, self.rows = tuple(slots), tuple(rows)
        self._cells = {}
        self._whys = tuple(why_unchecked(slot.column) if slot.column else "" for slot in slots)
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
        return Cell(shown, slot, finding, self._whys[column] if slot else "")

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

    def _spoken(self, cell: Cell) -> str:
        if cell.row.is_group or cell.slot is None:
            return ""
        words = self.tr("loading") if cell.text is None else cell.text.spoken
        if cell.finding is not None and cell.text is not None:
            words = f"{mark_word(mark_of(cell.finding))}: {words}"
        return f"{shown(cell.row.title)}, {cell.slot.title}: {words}"


class FactDelegate(QAbstractItemDelegate):
    """Paints a cell; ``height`` tells how high it wants to be at a width."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._painter = CellPainter()
        self.shows_focus = False

    def height(self, cell: Cell, width: int) -> int:
        return self._painter.height(cell.text, width)

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
            self._painter.paint_loading(painter, rect)
        elif cell.text is not None:
            self._painter.paint(painter, rect, cell.mark, cell.text)
        if self.shows_focus and state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect.adjusted(2, 2, -3, -3), 6, theme)
