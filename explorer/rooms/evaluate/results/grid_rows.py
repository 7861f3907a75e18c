"""The item model of the grid: adapts a board; only the rows that answer to the filter are there."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.evaluate.results.board import BoardFilter, BoardOrder, RunBoard
from explorer.evaluate.results.cells import ResultCell
from explorer.kit.language import shown, tr
from explorer.kit.pass_marks import pass_word
from explorer.kit.text import plain_tip
from explorer.rooms.evaluate.results.head_words import spoken_head

_Vertical = Qt.Orientation.Vertical

type Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """``numbers``: of the rows of the board that are shown, in their order."""

    def __init__(self, board: RunBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = board
        self.numbers = board.matching("all")
        self.chosen: BoardFilter = "all"
        self.order: BoardOrder = "set"

    def choose(self, chosen: BoardFilter, order: BoardOrder) -> None:
        self.beginResetModel()
        self.chosen, self.order = chosen, order
        self.numbers = self.board.matching(chosen, order)
        self.endResetModel()

    def show_changes(self, rows: Sequence[int]) -> None:
        """Of these rows of the board. One that answers to the filter now comes in; none leaves while a
        person may be reading it.
        """
        there = {number: at for at, number in enumerate(self.numbers)} if rows else {}
        for row in rows:
            if row in there:
                self.dataChanged.emit(self.index(there[row], 0), self.index(there[row], self._last))
        for row in sorted(set(rows) - there.keys()):
            if self.board.answers(row, self.chosen):
                self._insert(row)

    def at(self, row: int) -> int:
        """Where a row of the board stands; -1 if it is not shown."""
        if self.chosen == "all" and self.order == "set":
            return row
        return self.numbers.index(row) if row in self.numbers else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.board.run.models)

    def cell(self, row: int, column: int) -> ResultCell | None:
        return self.board.cell(self.numbers[row], column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return self._spoken(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell_words(self.cell(index.row(), index.column())))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        names = self.numbers if orientation == _Vertical else self.board.run.models
        if section >= len(names):
            return None  # of before: while one header is told of new rows, the other asks for sizes
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(section) if orientation == _Vertical else self._model(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._title(section) if orientation == _Vertical else self._head(section))
        return None

    @property
    def _last(self) -> int:
        return max(0, len(self.board.run.models) - 1)

    def _insert(self, row: int) -> None:
        at = len(self.numbers)
        if self.order == "set":
            at = next((n for n, number in enumerate(self.numbers) if number > row), at)
        self.beginInsertRows(QModelIndex(), at, at)
        self.numbers.insert(at, row)
        self.endInsertRows()

    def _title(self, row: int) -> str:
        number = self.numbers[row]
        return self.tr("{number}: {title}").format(
            number=number + 1, title=shown(self.board.rows[number].title)
        )

    def _model(self, column: int) -> str:
        model = self.board.run.models[column]
        mark = shown(model.elsewhere.where.value) if model.elsewhere is not None else ""
        return ", ".join(filter(None, (shown(model.full_title), mark)))

    def _head(self, column: int) -> str:
        return spoken_head(self.board.run.models[column], self.board.tally(column))

    def _spoken(self, row: int, column: int) -> str:
        return f"{self._title(row)}, {self._model(column)}: {cell_words(self.cell(row, column))}"


def cell_words(cell: ResultCell | None) -> str:
    """All that a cell says: its mark in words too, and the person's own verdict."""
    if cell is None:
        return tr("Not asked yet")
    short = shown(cell.short.words)
    word = tr("No verdict") if cell.kind == "plain" else pass_word(cell.kind)
    said = word if short in (tr("pass"), "") else f"{word}: {short}"
    if cell.kind == "plain" and cell.judge:
        said = short
    own = {"good": tr("You said: good"), "bad": tr("You said: bad")}.get(cell.own, "")
    return " · ".join(filter(None, (said, own)))
