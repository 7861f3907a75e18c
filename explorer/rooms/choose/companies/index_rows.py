"""The rows of an edition as a table: all of it, groups, and the indicators of those that are unfolded."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.choose.companies.index import CompanyIndex, Indicator, IndicatorGroup
from explorer.kit.language import shown

type Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class IndexRow:
    """``group`` alone: a group, in ``number`` of them; with an ``indicator``: that; neither: the whole."""

    number: int = -1
    group: IndicatorGroup | None = None
    indicator: Indicator | None = None


class CompanyTable(QAbstractTableModel):
    """``makers``: numbers of those that are shown, a column each."""

    def __init__(self, index: CompanyIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edition = index
        self.makers: tuple[int, ...] = tuple(range(len(index.makers)))
        self.unfolded: frozenset[int] = frozenset() if any(g.title for g in index.groups) else frozenset({0})
        self.rows = self._rows()

    def choose(self, makers: Sequence[int]) -> None:
        self.beginResetModel()
        self.makers = tuple(makers)
        self.endResetModel()

    def toggle(self, row: int) -> bool:
        """Unfold the group of this row, or fold it; whether there is one."""
        found = self.rows[row]
        if found.group is None or found.indicator is not None:
            return False
        self.beginResetModel()
        self.unfolded = self.unfolded ^ {found.number}
        self.rows = self._rows()
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.makers)

    def title(self, row: int) -> str:
        found = self.rows[row]
        if found.indicator is not None:
            return shown(self.edition.words(found.indicator.text))
        if found.group is not None:
            return shown(self.edition.words(found.group.title)) or self.tr("All that is asked")
        return self.tr("All groups")

    def of(self, row: int) -> int:
        """How many things this row counts."""
        found = self.rows[row]
        return self.edition.of if found.group is None else len(found.group.indicators)

    def said(self, row: int, column: int) -> int:
        """How many of them this maker disclosed; of an indicator 1 or 0."""
        found, maker = self.rows[row], self.makers[column]
        if found.indicator is not None:
            return int(found.indicator.marks[maker] == "1")
        return self.edition.said(maker) if found.group is None else found.group.said(maker)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row, column = index.row(), index.column()
        maker = self.edition.makers[self.makers[column]]
        if self.rows[row].indicator is not None:
            is_said = self.said(row, column) == 1
            words = self.tr("{company}: disclosed") if is_said else self.tr("{company}: not disclosed")
            return f"{words.format(company=maker)} · {self.title(row)}"
        words = self.tr("{company}: {said} of {of} disclosed")
        count = words.format(company=maker, said=self.said(row, column), of=self.of(row))
        return f"{count} · {self.title(row)}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return self.title(section)
        return self.edition.makers[self.makers[section]]

    def _rows(self) -> tuple[IndexRow, ...]:
        rows = [IndexRow()]
        for number, group in enumerate(self.edition.groups):
            rows.append(IndexRow(number, group))
            if number in self.unfolded:
                rows += [IndexRow(number, group, one) for one in group.indicators]
        return tuple(rows)
