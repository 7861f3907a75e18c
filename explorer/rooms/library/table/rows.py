"""Qt table model of the library: adapts the plain list of rows."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject

from explorer.domain.facts import Verdict
from explorer.domain.local_model import Integrity
from explorer.kit.language import shown
from explorer.kit.painted_rows import PaintedRows
from explorer.rooms.library.table.columns import COLUMNS, LibraryColumn, row_sentence
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.services import Core


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


class LibraryTableModel(PaintedRows[LibraryRow, LibraryColumn]):
    """``show`` replaces the rows; where only values changed, the view keeps its place."""

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._core = core

    def show(self, rows: Sequence[LibraryRow]) -> None:
        if len(rows) == len(self.rows) and all(map(_are_of_one, rows, self.rows)):
            self._show_values(tuple(rows))
        else:
            super().show(rows)

    def index_of(self, model_id: str) -> QModelIndex:
        """The first cell of a model's row; an invalid index if it is not shown."""
        for number, row in enumerate(self.rows):
            if row.model.id == model_id:
                return self.index(number, 0)
        return QModelIndex()

    def heading(self, column: LibraryColumn) -> str:
        return shown(column.heading or "")

    def explanation(self, column: LibraryColumn) -> str:
        return shown(column.explanation or "")

    def text(self, row: LibraryRow, column: LibraryColumn) -> str:
        return shown(column.text(row, self._core))

    def tip(self, row: LibraryRow, column: LibraryColumn) -> str:
        return shown(column.tip_of(row, self._core))

    def spoken(self, row: LibraryRow) -> str:
        return shown(row_sentence(row, self._core))

    def _show_values(self, rows: tuple[LibraryRow, ...]) -> None:
        before, self.rows = self.rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new and old != new:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))
