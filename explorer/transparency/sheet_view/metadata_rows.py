"""All that a GGUF header says, searchable: key and value as they stand in the file."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Slot,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from explorer.kit.boxes import column
from explorer.kit.scroll import overlay_bar
from explorer.kit.search_field import SearchField
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of

_HEIGHT, _KEY = 260, 290

type Index = QModelIndex | QPersistentModelIndex


class MetadataList(QWidget):
    """A field and the rows that hold its words, in key or value."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        page = column(self, spacing=8)
        self.field = SearchField(self.tr("Search {n} keys of the header").format(n=len(entries)))
        self._rows = QSortFilterProxyModel(self)
        self._rows.setFilterKeyColumn(-1)
        self._rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._rows.setSourceModel(_Entries(entries, self))
        self._table = _Table(self._rows)
        self._none = Para(self.tr("No key and no value has these letters."), tone="muted")
        self._none.hide()
        self.field.searched.connect(self._filter)
        page.add(self.field, self._table, self._none)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self._rows.setFilterFixedString(text.strip())
        is_empty = self._rows.rowCount() == 0
        self._table.setVisible(not is_empty)
        self._none.setVisible(is_empty)


class _Entries(QAbstractTableModel):
    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        text = self._entries[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text[:300].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text[:2000])
        return None


class _Table(QTableView):
    def __init__(self, rows: QSortFilterProxyModel) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.setAccessibleName(self.tr("Keys and values of the header"))
        self.setModel(rows)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(look_of(self).font("code"))
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().resizeSection(0, px(_KEY))
        self.verticalHeader().setDefaultSectionSize(px(26))
        self.setFixedHeight(px(_HEIGHT))
        overlay_bar(self)
