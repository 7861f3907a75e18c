"""The table of local models: it paints its rows itself and offers each action by mouse and by keyboard."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from explorer.kit.keys import ENTER
from explorer.kit.painted_button import BY_KEY
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import look_of
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb, verb_of_keys
from explorer.rooms.library.table.cell_rows import ROW_HEIGHT, RowPainter, RowState
from explorer.rooms.library.table.column_widths import TableFit
from explorer.rooms.library.table.columns import COLUMNS, LibraryColumn
from explorer.rooms.library.table.header_rows import LibraryTableHeader
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.listing import LibraryOrder
from explorer.rooms.library.table.row_pointer_controller import RowMenuRequest, RowPointer
from explorer.rooms.library.table.rows import LibraryTableModel
from explorer.services import Core

# Pixels at 100 %.
_HEADER_HEIGHT = 36
_NARROWEST = 320
_MENU_KEYS = (
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
)


class LibraryTable(QTableView):
    """``asked`` carries a ModelRequest, ``menu_wanted`` a RowMenuRequest, ``sorted_by`` a LibraryOrder."""

    asked = Signal(object)
    menu_wanted = Signal(object)
    sorted_by = Signal(object)

    def __init__(self, rows: LibraryTableModel, core: Core) -> None:
        super().__init__()
        self._rows, self._by_keyboard = rows, False
        self.fit = TableFit()
        self.pointer = RowPointer(self, rows, self.fit)
        self.pointer.asked.connect(self.asked)
        self.pointer.menu_wanted.connect(self.menu_wanted)
        self.setAccessibleName(self.tr("Models on this disk"))
        self.setModel(rows)
        self._header = LibraryTableHeader(self)
        self._header.chosen.connect(self.sorted_by)
        self.setHorizontalHeader(self._header)
        self._painter = RowPainter(core, self)
        _behave(self)
        self.doubleClicked.connect(self._try)
        rows.modelReset.connect(self._take_rows)
        rows.dataChanged.connect(self._fit_columns)
        look_of(self).changed.connect(self._rescale)
        self._rescale()

    def show_order(self, order: LibraryOrder) -> None:
        self._header.show_order(order)

    def row_at(self, number: int) -> LibraryRow:
        return self._rows.rows[number]

    def current_row(self) -> LibraryRow | None:
        index = self.currentIndex()
        return self.row_at(index.row()) if index.isValid() else None

    def select(self, model_id: str, *, keep_place: bool = False) -> bool:
        """Make a model's row the current one and scroll to it; False if it is not shown: then the one that is
        current stays it, unless ``keep_place``."""
        index, bar = self._rows.index_of(model_id), self.verticalScrollBar()
        at = bar.value()
        if index.isValid() or keep_place:
            self.setCurrentIndex(index)
        if keep_place:
            bar.setValue(at)
        elif index.isValid():
            self.scrollTo(index)
        return index.isValid()

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NARROWEST), px(_HEADER_HEIGHT + 2 * ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight, each whole."""
        count, seen = len(self._rows.rows), event.rect()
        first, last = self.rowAt(seen.top()), self.rowAt(seen.bottom())
        if first < 0:
            return
        with QPainter(self.viewport()) as painter:
            for number in range(first, (last if last >= 0 else count - 1) + 1):
                self._painter.paint(
                    painter, self.row_at(number), _cells_of(self, number), self._state(number)
                )

    def _state(self, number: int) -> RowState:
        is_hovered = number == self.pointer.row
        return RowState(
            self.fit.hidden,
            self.pointer.zones(number),
            is_chosen=self.selectionModel().isRowSelected(number),
            is_hovered=is_hovered,
            has_ring=self.hasFocus() and self._by_keyboard,
            lit=self.pointer.zone if is_hovered else None,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._set_by_keyboard(on=True)
        row = self.current_row()
        if row is None or not self._do_key(event, row):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_by_keyboard(on=False)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_by_keyboard(on=event.reason() in BY_KEY)
        if not self.currentIndex().isValid() and self._rows.rows:
            self.setCurrentIndex(self._rows.index(0, 0))
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(RowMenuRequest(self.row_at(index.row()), event.globalPos()))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.pointer.show_tip(event):
            return True
        is_done = super().viewportEvent(event)
        self.pointer.follow(event)
        return is_done

    def _do_key(self, event: QKeyEvent, row: LibraryRow) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (key, held) in _MENU_KEYS:
            spot = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(RowMenuRequest(row, self.viewport().mapToGlobal(spot)))
            return True
        keys = "Enter" if key in ENTER else QKeySequence(key).toString()
        verb = verb_of_keys(keys) if held == Qt.KeyboardModifier.NoModifier else None
        if verb is not None:
            self.asked.emit(ModelRequest(verb, row.model))
        return verb is not None

    def _set_by_keyboard(self, *, on: bool) -> None:
        self._by_keyboard = on
        self.viewport().update()

    @Slot()
    def _try(self) -> None:
        row = self.current_row()
        if row is not None and self.pointer.zone is None:
            self.asked.emit(ModelRequest(ModelVerb.TRY, row.model))

    @Slot()
    def _rescale(self) -> None:
        px = look_of(self).sizes.px
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self._header.setFixedHeight(px(_HEADER_HEIGHT))
        self.fit.measure_words()
        self._take_rows()

    @Slot()
    def _fit_columns(self) -> None:
        self.fit.fit(self.viewport().width())
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column not in self.fit.widths)
            if column in self.fit.widths:
                self.setColumnWidth(number, self.fit.widths[column])

    @Slot()
    def _take_rows(self) -> None:
        """No higher than its rows, so that the ground of the table ends with the last one."""
        self.pointer.leave()
        px = look_of(self).sizes.px
        self.setMaximumHeight(px(_HEADER_HEIGHT) + len(self._rows.rows) * px(ROW_HEIGHT))
        self._fit_columns()


def _behave(table: LibraryTable) -> None:
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setMouseTracking(True)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    overlay_bar(table)


def _cells_of(table: LibraryTable, number: int) -> dict[LibraryColumn, QRectF]:
    """Of the columns that are shown."""
    top, height = table.rowViewportPosition(number), table.rowHeight(number)
    return {
        column: QRectF(table.columnViewportPosition(at), top, table.columnWidth(at), height)
        for at, column in enumerate(COLUMNS)
        if not table.isColumnHidden(at)
    }
