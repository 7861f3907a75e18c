"""The table of facts: models across, questions down; titles and heads stay in view.

Row heights come from the wrapped quotes; they are computed again when content, width or text scale change.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.frozen_table import FrozenTable
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.document import MOST
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.compared_models import hidden_rows, rows_of
from explorer.rooms.compare.facts.fact_cell_rows import FactDelegate, FactsModel
from explorer.rooms.compare.facts.head_rows import (
    TITLES,
    AddHead,
    ColumnHead,
    ColumnHeadText,
    FactsCorner,
    ModelsHeader,
    TitlesHeader,
)
from explorer.rooms.compare.session import WidthShares
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.sheet_content import SheetTools

_NARROWEST, _ADD, _ALONE, _GROUP = 200, 97, 420, 28
_LOW = 360  # pixels at 100 % that the table is high: below it the heads say only the names
_OPENING = (*ENTER, Qt.Key.Key_Space)


class FactsTable(FrozenTable):
    """``show_slots`` fills it; a click or Enter on a fact opens its evidence; ``tools``: what the panel
    behind it can ask, but for the texts at hand, which each model has of its own.

    ``row_chosen`` carries the number of a row (a click on a title, or Ctrl+Enter), ``drags.moved`` a
    ColumnMoved.
    """

    row_chosen = Signal(int)

    def __init__(
        self,
        head_words: Callable[[ColumnSlot], ColumnHeadText],
        add: Callable[[Callable[[], QWidget]], object],
        tools: SheetTools,
    ) -> None:
        self._across, self._down = ModelsHeader(), TitlesHeader()
        super().__init__(self._across, self._down)
        self._head_words, self._add, self._tools = head_words, add, tools
        self._only_differences = self._is_low = False
        self._widths = WidthShares()
        self._pills: list[str] = []  # what stands in the heads
        self._percent = look_of(self).sizes.percent  # the text scale that heads and rows have
        self._model = FactsModel(self)
        self._delegate = FactDelegate(self)
        self._hint = FactsCorner(self)
        self.set_corner(self._hint)
        self.setObjectName("compare-facts")
        self.setAccessibleName(self.tr("Facts side by side"))
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._open)
        self._down.sectionClicked.connect(self._choose_row)
        self.drags = self._across.drags

    @property
    def facts(self) -> FactsModel:
        return self._model

    def heads(self) -> tuple[QWidget, ...]:
        return self._across.heads()

    @Slot()
    def open_add(self) -> None:
        """The models that can be added, below the last column's button."""
        self.scrollTo(self._model.index(1, self._model.columnCount() - 1))
        heads = self._across.heads  # others whenever the columns are others
        self._add(lambda: next(head.button for head in heads() if isinstance(head, AddHead)))

    def show_slots(self, slots: Sequence[ColumnSlot]) -> None:
        columns = [slot.column for slot in slots if slot.column is not None]
        is_loading = any(slot.column is None and slot.problem is None for slot in slots)
        rows = rows_of(columns) if columns or is_loading else ()
        at = self.currentIndex().row(), self.currentIndex().column()
        scrolled = self.verticalScrollBar().value()
        self._model.show_slots(slots, rows)
        self._show_heads()
        self._hide_rows()
        self._fit()
        self._go_to(*at)
        self.verticalScrollBar().setValue(scrolled)

    def show_widths(self, widths: WidthShares) -> None:
        self._widths = widths
        self._fit()

    @property
    def current_key(self) -> str:
        """The key of the column that the keys are in; the first one's where they are elsewhere."""
        slots, at = self._model.slots, self.currentIndex().column()
        return slots[min(max(at, 0), len(slots) - 1)].key if slots else ""

    def stand_in(self, key: str) -> None:
        """Go on in this column, which was moved."""
        keys = [slot.key for slot in self._model.slots]
        if key in keys:
            self._go_to(self.currentIndex().row(), keys.index(key))

    @Slot(int)
    def _choose_row(self, row: int) -> None:
        if 0 <= row < len(self._model.rows) and not self._model.rows[row].is_group:
            self.row_chosen.emit(row)

    def set_only_differences(self, on: bool) -> None:  # noqa: FBT001  as Qt's own setters
        self._only_differences = on
        self._hide_rows()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """How each runs here may have been measured while other parts were looked at."""
        if self._pills != [self._head_words(slot).pill for slot in self._model.slots]:
            self._show_heads()
            self._fit()
        super().showEvent(event)

    def _show_heads(self) -> None:
        view, slots = self._across.viewport(), self._model.slots
        words = [self._head_words(slot) for slot in slots]
        self._pills = [one.pill for one in words]
        heads: list[QWidget] = [
            ColumnHead(one, slot.key, view) for one, slot in zip(words, slots, strict=True)
        ]
        hint = self.tr("Add a second model to see where they differ.") if len(slots) == 1 else ""
        had_keys = any(isinstance(head, AddHead) and head.button.hasFocus() for head in self.heads())
        add = AddHead(hint, view)
        add.button.setEnabled(len(slots) < MOST)
        add.button.clicked.connect(self.open_add)
        self._across.show_heads([*heads, add])
        if had_keys:
            add.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._across.set_compact(self._is_low)

    def _hide_rows(self) -> None:
        columns = [slot.column for slot in self._model.slots if slot.column is not None]
        rows, only = self._model.rows, self._only_differences and len(columns) > 1
        hidden = hidden_rows(rows, columns) if only else frozenset()
        for number in range(len(rows)):
            self.setRowHidden(number, number in hidden)
        self._hint.show_alike(sum(not rows[number].is_group for number in hidden))

    def _fit(self) -> None:
        """Widths from the room there is, heights from the words."""
        px, count = look_of(self).sizes.px, len(self._model.slots)
        if not count:
            return
        room = self.width() - px(TITLES)
        keys = [slot.key for slot in self._model.slots]
        widths = self._widths.shares(keys, room - px(_ADD), px(_NARROWEST))
        if count == 1:
            widths = (min(widths[0], px(_ALONE)),)
        self._across.fit_to(widths)
        with QSignalBlocker(self._across), QSignalBlocker(self._down):
            for number, width in enumerate((*widths, max(px(_ADD), room - sum(widths)))):
                self._across.resizeSection(number, width)
            for number in range(len(self._model.rows)):
                if not self.isRowHidden(number):
                    self._down.resizeSection(number, self._row_height(number, widths))
        self.updateGeometries()
        self._across.place()
        self.viewport().update()

    def _row_height(self, number: int, widths: Sequence[int]) -> int:
        row = self._model.rows[number]
        if row.is_group:
            return look_of(self).sizes.px(_GROUP)
        cells = [self._model.cell(number, column) for column in range(len(self._model.slots))]
        heights = map(self._delegate.height, cells, widths)
        return max(self._down.height_for(shown(row.title)), *heights)

    def _go_to(self, row: int, column: int) -> None:
        """Stand on an enabled cell: from a disabled one the arrows lead nowhere."""
        index = self._model.index(max(0, row), max(0, column))
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            index = self._model.index(1, 0)
        self.setCurrentIndex(index)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        cell = self._model.cell(index.row(), index.column())
        if cell.row.subject:
            self.row_chosen.emit(index.row())
        if cell.slot is None or cell.finding is None:
            return
        shelf = cell.slot.column.shelf if cell.slot.column is not None else None
        popup = EvidencePopup(cell.slot.title, cell.finding, replace(self._tools, shelf=shelf), self)
        popup.setObjectName("compare-evidence")
        place = self.visualRect(index)
        popup.open_at(self.viewport().mapToGlobal(place.bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < look_of(self).sizes.px(_LOW)
        if low != self._is_low:
            self._is_low = low
            self._across.set_compact(low)
            self._fit()
        elif event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() != QEvent.Type.StyleChange or not hasattr(self, "_hint"):
            return
        percent = look_of(self).sizes.percent
        if percent != self._percent:
            self._percent = percent
            self._show_heads()
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _OPENING:
            super().keyPressEvent(event)
            return
        self.shows_focus = True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choose_row(self.currentIndex().row())
        else:
            self._open(self.currentIndex())
        self.viewport().update()
