"""Rows of a table that paints itself, as Qt asks for them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.kit.text import plain_tip

ROW = Qt.ItemDataRole.UserRole  # the row itself

type _Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class PaintedRows[Row, Column](QAbstractTableModel):
    """Adapts a plain list of rows to Qt; a subclass says what stands in them."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: tuple[Row, ...] = ()

    def heading(self, column: Column) -> str:
        raise NotImplementedError

    def explanation(self, column: Column) -> str:
        """What the tip of a heading says, "" for nothing."""
        raise NotImplementedError

    def text(self, row: Row, column: Column) -> str:
        raise NotImplementedError

    def tip(self, row: Row, column: Column) -> str:
        """What the tip of a cell says, "" for nothing."""
        raise NotImplementedError

    def spoken(self, row: Row) -> str:
        """The whole row, as a screen reader says it."""
        raise NotImplementedError

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.tip(row, column)) or None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return self.spoken(row)
        is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.text(row, column) if is_text else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.heading(self.columns[section])
        is_tip = role == Qt.ItemDataRole.ToolTipRole
        return self.explanation(self.columns[section]) or None if is_tip else None
