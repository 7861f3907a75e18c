"""Qt table model of the library: adapts the plain list of rows."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.domain.facts import Verdict
from explorer.domain.local_model import Integrity
from explorer.kit.language import shown
from explorer.kit.text import plain_tip
from explorer.rooms.library.table.columns import COLUMNS, row_sentence
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.services import Core

ROW_ROLE = Qt.ItemDataRole.UserRole

type _Index = QModelIndex | QPersistentModelIndex


def intact_mark(row: LibraryRow) -> Verdict:
    """The shape beside the word; the ring of "not checked" while it is being checked."""
    if row.checking is not None:
        return Verdict.NOT_CHECKED
    if row.model.is_missing:
        return Verdict.NOT_DISCLOSED  # a dashed ring: there is nothing
    if not row.is_sound:
        return Verdict.CLOSED
    return Verdict.OPEN if row.model.intact is Integrity.CHECKED else Verdict.NOT_CHECKED


def _are_of_one(row: LibraryRow, other: LibraryRow) -> bool:
    return row is other or row.model.id == other.model.id


class LibraryTableModel(QAbstractTableModel):
    """``show`` replaces the rows; where only values changed, the view keeps its place."""

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self.rows: tuple[LibraryRow, ...] = ()

    def show(self, rows: Sequence[LibraryRow]) -> None:
        rows = tuple(rows)
        if len(rows) == len(self.rows) and all(map(_are_of_one, rows, self.rows)):
            self._show_values(rows)
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def index_of(self, model_id: str) -> QModelIndex:
        """The first cell of a model's row; an invalid index if it is not shown."""
        for number, row in enumerate(self.rows):
            if row.model.id == model_id:
                return self.index(number, 0)
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(column.text(row, self._core))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(shown(column.tip_of(row, self._core))) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            is_first = index.column() == 0
            return shown(row_sentence(row, self._core) if is_first else column.text(row, self._core))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown(COLUMNS[section].heading or "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown(COLUMNS[section].explanation or "") or None
        return None

    def _show_values(self, rows: tuple[LibraryRow, ...]) -> None:
        before, self.rows = self.rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new and old != new:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))
