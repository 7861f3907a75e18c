"""The local models as a table model: adapts the plain list of rows and puts each cell into words."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.base.machine import Machine
from explorer.domain.facts import Verdict
from explorer.domain.fit import estimate_fit
from explorer.domain.local import Intact, LocalModel, Origin
from explorer.domain.units import context_text, count_text, size_text
from explorer.library.listing import Column, Row
from explorer.transparency.licenses import Licenses

ROW = Qt.ItemDataRole.UserRole

COLUMNS = tuple(Column)

type _Index = QModelIndex | QPersistentModelIndex


class Words(QObject):
    """What stands in the cells, translated."""

    def __init__(self, licenses: Licenses, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._licenses, self._machine = licenses, machine

    def heading(self, column: Column) -> str:
        return {
            Column.MODEL: self.tr("Model"),
            Column.VERSION: self.tr("Version"),
            Column.SIZE: self.tr("Size"),
            Column.PARAMETERS: self.tr("Params"),
            Column.CONTEXT: self.tr("Context"),
            Column.LICENSE: self.tr("License"),
            Column.USED: self.tr("Last used"),
            Column.INTACT: self.tr("Intact?"),
            Column.ORIGIN: self.tr("From"),
        }.get(column, "")

    def explanation(self, column: Column) -> str:
        """What the heading means, for its tooltip."""
        return {
            Column.VERSION: self.tr(
                "How strongly the weights were compressed (quantization). Fewer bits: smaller, less exact."
            ),
            Column.PARAMETERS: self.tr("How many numbers the model has learned"),
            Column.CONTEXT: self.tr("How many tokens the model can take in at once"),
            Column.INTACT: self.tr("Whether the file is, bit for bit, what its publisher put out"),
        }.get(column, "")

    def cell(self, row: Row, column: Column) -> str:
        model = row.model
        return {
            Column.MODEL: model.name,
            Column.VERSION: model.quantization or "–",
            Column.SIZE: size_text(model.size),
            Column.PARAMETERS: count_text(model.parameters) if model.parameters else "–",
            Column.CONTEXT: context_text(model.context_length) if model.context_length else "–",
            Column.LICENSE: self._licenses.words(model.license),
            Column.USED: self.used(row.used_at, datetime.now().astimezone()),
            Column.INTACT: self.intact(row),
            Column.ORIGIN: self._origin(model.origin),
        }.get(column, "")

    def publisher(self, model: LocalModel) -> str:
        return model.publisher or self.tr("publisher not known")

    def intact(self, row: Row) -> str:
        if row.checking is not None:
            return self.tr("Checking {percent} %").format(percent=round(row.checking * 100))
        if row.model.intact is Intact.DAMAGED:
            return self.tr("Damaged")
        if row.model.problem:
            return self.tr("Not readable")
        checked = row.model.intact is Intact.CHECKED
        return self.tr("Hash checked") if checked else self.tr("Not checked")

    def used(self, then: datetime | None, now: datetime) -> str:
        if then is None:
            return self.tr("never")
        days = (now.astimezone().date() - then.astimezone().date()).days
        if days <= 0:
            return self.tr("now") if (now - then).total_seconds() < 300 else self.tr("today")
        if days == 1:
            return self.tr("yesterday")
        for limit, unit, words in (
            (14, 1, self.tr("{n} days ago")),
            (60, 7, self.tr("{n} weeks ago")),
            (730, 30, self.tr("{n} months ago")),
        ):
            if days < limit:
                return words.format(n=days // unit)
        return self.tr("{n} years ago").format(n=days // 365)

    def tip(self, row: Row, column: Column) -> str:
        """What the cell does not say for want of room."""
        model = row.model
        if column is Column.MODEL:
            return "\n".join(filter(None, (model.name, model.repo or "", str(model.path))))
        if column is Column.INTACT:
            return self._intact_tip(row)
        if column is Column.SIZE:
            fit = estimate_fit(model.size, self._machine.memory_total)
            return self.tr("Loaded, it takes {estimate}").format(estimate=fit.text)
        if column is Column.LICENSE:
            return self.cell(row, column)
        return ""

    def sentence(self, row: Row) -> str:
        """The whole row, as a screen reader says it."""
        model = row.model
        said = [model.name, self.publisher(model)]
        for column in COLUMNS[1:-1]:
            cell = self.cell(row, column)
            if cell != "–":
                said.append(f"{self.heading(column)} {cell}")
        if model.problem:
            said.append(model.problem)
        return ", ".join(said)

    def _intact_tip(self, row: Row) -> str:
        model = row.model
        if model.problem:
            return model.problem
        if model.intact is Intact.DAMAGED:
            return self.tr("The bytes of the file are not what its publisher put out.")
        if model.intact is Intact.CHECKED:
            return self.tr("SHA-256 as published: {hash}").format(hash=model.sha256 or "")
        if model.sha256:
            return self.tr("A hash was published, but the file was not held against it yet.")
        return self.tr("No hash was published for this file.")

    def _origin(self, origin: Origin) -> str:
        return {
            Origin.HUB: self.tr("Hub"),
            Origin.INCLUDED: self.tr("included"),
            Origin.FOUND: self.tr("this disk"),
        }[origin]


def intact_mark(row: Row) -> Verdict:
    """The shape beside the word; the ring of "not checked" while it is being checked."""
    if row.checking is not None:
        return Verdict.NOT_CHECKED
    if not row.is_sound:
        return Verdict.CLOSED
    return Verdict.OPEN if row.model.intact is Intact.CHECKED else Verdict.NOT_CHECKED


class LibraryRows(QAbstractTableModel):
    """``show`` replaces the rows; where only values changed, the view keeps its place."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        rows = tuple(rows)
        if [_shape(r) for r in rows] == [_shape(r) for r in self.rows]:
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
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words.cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words.tip(row, column) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            first = column is Column.MODEL
            return self._words.sentence(row) if first else self._words.cell(row, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words.heading(COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words.explanation(COLUMNS[section]) or None
        return None

    def _show_values(self, rows: tuple[Row, ...]) -> None:
        before, self.rows = self.rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))


def _shape(row: Row) -> tuple[str, bool, bool]:
    """What decides the buttons of a row: if it changes, they are built anew."""
    return row.model.id, row.is_sound, row.model.repo is not None
