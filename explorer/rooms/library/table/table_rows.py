"""The table of local models: it paints its rows itself and offers each action by mouse and by keyboard."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)

from explorer.kit.keys import ENTER
from explorer.kit.painted_table import ROW_HEIGHT, PaintedTable
from explorer.kit.sort_header import SortHeader
from explorer.kit.theme import look_of
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb, verb_of_keys
from explorer.rooms.library.table.action_rows import paint_zones
from explorer.rooms.library.table.cell_rows import RowPainter, alignment, content_rect
from explorer.rooms.library.table.column_widths import TableFit
from explorer.rooms.library.table.columns import ACTIONS, COLUMNS, LibraryColumn
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.listing import LibraryOrder
from explorer.rooms.library.table.row_pointer_controller import RowMenuRequest, RowPointer
from explorer.rooms.library.table.rows import LibraryTableModel
from explorer.services import Core

HEADER, _NARROWEST = 36, 320  # pixels at 100 %
_MENU_KEYS = (
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
)


class LibraryTable(PaintedTable[LibraryRow, LibraryColumn]):
    """``asked`` carries a ModelRequest, ``menu_wanted`` a RowMenuRequest, ``sorted_by`` a LibraryOrder."""

    asked = Signal(object)
    menu_wanted = Signal(object)
    rows: LibraryTableModel

    def __init__(self, rows: LibraryTableModel, core: Core) -> None:
        header = SortHeader(COLUMNS, LibraryOrder(), content_rect, alignment)
        super().__init__(rows, header, header_height=HEADER, narrowest=_NARROWEST)
        self.fit = TableFit()
        self.pointer = RowPointer(self, rows, self.fit)
        self.pointer.asked.connect(self.asked)
        self.pointer.menu_wanted.connect(self.menu_wanted)
        self.setAccessibleName(self.tr("Models on this disk"))
        self._painter = RowPainter(core, self.fit, self)
        self.doubleClicked.connect(self._try)
        rows.modelReset.connect(self._take_rows)
        rows.dataChanged.connect(self.fit_columns)
        look_of(self).changed.connect(self._measure)
        self._take_rows()

    def select(self, model_id: str, *, keep_place: bool = False) -> bool:
        """Make a model's row the current one and scroll to it; False if it is not shown: then the one that is
        current stays it, unless ``keep_place``."""
        index, bar = self.rows.index_of(model_id), self.verticalScrollBar()
        at = bar.value()
        if index.isValid() or keep_place:
            self.setCurrentIndex(index)
        if keep_place:
            bar.setValue(at)
        elif index.isValid():
            self.scrollTo(index)
        return index.isValid()

    def column_widths(self) -> Mapping[LibraryColumn, int]:
        self.fit.fit(self.viewport().width())
        return self.fit.widths

    def paint_cell(
        self, painter: QPainter, spot: QRectF, number: int, column: LibraryColumn, *, is_chosen: bool
    ) -> None:
        if column is ACTIONS:
            lit = self.pointer.zone if number == self.hovered else None
            paint_zones(painter, self.pointer.zones(number), self._painter.words_at_end, lit)
        else:
            self._painter.paint(painter, spot, self.row_at(number), column, is_chosen=is_chosen)

    def point_at(self, spot: QPoint | None) -> None:
        super().point_at(spot)
        self.pointer.follow(spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0, 0))
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(RowMenuRequest(self.row_at(index.row()), event.globalPos()))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.pointer.show_tip(event):
            return True
        return super().viewportEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.pointer.release(event)

    def do_key(self, event: QKeyEvent) -> bool:
        row = self.current_row()
        if row is None:
            return False
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

    @Slot()
    def _try(self) -> None:
        row = self.current_row()
        if row is not None and self.pointer.zone is None:
            self.asked.emit(ModelRequest(ModelVerb.TRY, row.model))

    @Slot()
    def _measure(self) -> None:
        self.fit.measure_words()
        self.fit_columns()
        self._take_rows()

    @Slot()
    def _take_rows(self) -> None:
        """No higher than its rows, so that the ground of the table ends with the last one."""
        self.point_at(None)
        px = look_of(self).sizes.px
        self.setMaximumHeight(px(HEADER) + len(self.rows.rows) * px(ROW_HEIGHT))
