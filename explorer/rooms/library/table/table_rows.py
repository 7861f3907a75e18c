"""The table of local models: it paints its rows itself and offers each action by mouse and by keyboard."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolTip

from explorer.kit.painted_button import BY_KEY
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.library.table.action_rows import ActionZone, action_tip, action_zones, actions_width
from explorer.rooms.library.table.cell_rows import (
    ROW_HEIGHT,
    RowHeightDelegate,
    RowPainter,
    content_rect,
    word_widths,
)
from explorer.rooms.library.table.cell_words import CellWords
from explorer.rooms.library.table.column_widths import ACTIONS, fit_columns
from explorer.rooms.library.table.header_rows import LibraryTableHeader
from explorer.rooms.library.table.listing import (
    LibraryColumn,
    LibraryOrder,
    LibraryRow,
    ModelRequest,
    ModelVerb,
)
from explorer.rooms.library.table.rows import COLUMNS, LibraryTableModel
from explorer.transparency.licensing.licenses import Licenses

# Pixels at 100 %.
_HEADER_HEIGHT = 36
_NARROWEST, _NARROW = 320, 640
_MENU_KEYS = (
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
)
_KEYS = {
    Qt.Key.Key_Return: ModelVerb.TRY,
    Qt.Key.Key_Enter: ModelVerb.TRY,
    Qt.Key.Key_C: ModelVerb.COMPARE,
    Qt.Key.Key_F: ModelVerb.FACTS,
    Qt.Key.Key_F2: ModelVerb.RENAME,
    Qt.Key.Key_Delete: ModelVerb.DELETE,
}
_LAST = len(COLUMNS) - 1


@dataclass(frozen=True)
class RowMenuRequest:
    """A row whose menu is wanted, and where on the screen."""

    row: LibraryRow
    at: QPoint


class LibraryTable(QTableView):
    """``asked`` carries an Asked, ``menu_wanted`` a RowMenuRequest, ``sorted_by`` an Order."""

    asked = Signal(object)
    menu_wanted = Signal(object)
    sorted_by = Signal(object)

    def __init__(self, rows: LibraryTableModel, words: CellWords, licenses: Licenses) -> None:
        super().__init__()
        self._rows = rows
        self._by_keyboard = False
        self._kinds: tuple[LibraryRow, ...] = ()
        self.hovered = -1
        self.hovered_verb: ModelVerb | None = None
        self.is_on_zone = False
        self.folds_version = self.folds_state = self.is_narrow = False
        self.setAccessibleName(self.tr("Models on this disk"))
        self.setModel(rows)
        self._header = LibraryTableHeader(self)
        self._header.chosen.connect(self.sorted_by)
        self.setHorizontalHeader(self._header)
        self._painter = RowPainter(self, words, licenses, self)
        self.setItemDelegate(RowHeightDelegate(self))
        self._behave()
        overlay_bar(self)
        rows.modelReset.connect(self._take_rows)
        rows.dataChanged.connect(self._fit)
        look_of(self).changed.connect(self._rescale)
        self._rescale()

    def _behave(self) -> None:
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._try)

    @property
    def shows_ring(self) -> bool:
        return self.hasFocus() and self._by_keyboard

    def show_order(self, order: LibraryOrder) -> None:
        self._header.show_order(order)

    def take_kinds(self, rows: Iterable[LibraryRow]) -> None:
        """All rows there are: the room for words at their end does not change with what is looked for."""
        rows = tuple(rows)
        sound = next((row for row in rows if row.is_sound), None)
        broken = next((row for row in rows if not row.is_sound and row.model.repo), None)
        self._kinds = tuple(row for row in (sound, broken) if row is not None)

    def row_at(self, number: int) -> LibraryRow:
        return self._rows.rows[number]

    def current_row(self) -> LibraryRow | None:
        index = self.currentIndex()
        return self.row_at(index.row()) if index.isValid() else None

    def select(self, model_id: str) -> bool:
        """Make a model's row the current one and scroll to it; False if it is not shown."""
        index = self._rows.index_of(model_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def mark(self, model_id: str) -> None:
        """As ``select``, but the place stays."""
        bar = self.verticalScrollBar()
        at = bar.value()
        self.setCurrentIndex(self._rows.index_of(model_id))
        bar.setValue(at)

    def zones(self, number: int) -> tuple[ActionZone, ...]:
        """The words at the end of a row, in the coordinates of the viewport."""
        cell = QRectF(self.visualRect(self._rows.index(number, _LAST)))
        direction = self.layoutDirection()
        cell = content_rect(cell, LibraryColumn.ACTIONS, direction, look_of(self).sizes)
        return action_zones(self.row_at(number), cell, direction, is_narrow=self.is_narrow)

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NARROWEST), px(_HEADER_HEIGHT + 2 * ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight, each whole."""
        count, seen = len(self._rows.rows), event.rect()
        first, last = self.rowAt(seen.top()), self.rowAt(seen.bottom())
        if first < 0:
            return
        places = self._places()
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        with QPainter(self.viewport()) as painter:
            for number in range(first, (last if last >= 0 else count - 1) + 1):
                top, height = self.rowViewportPosition(number), self.rowHeight(number)
                cells = {column: QRectF(x, top, width, height) for column, (x, width) in places.items()}
                row = self.row_at(number)
                self._painter.paint(painter, number, row, cells, is_chosen=number in chosen)

    def _places(self) -> dict[LibraryColumn, tuple[int, int]]:
        """Where each column that is shown begins, and its width."""
        return {
            column: (self.columnViewportPosition(number), self.columnWidth(number))
            for number, column in enumerate(COLUMNS)
            if not self.isColumnHidden(number)
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._set_by_keyboard(on=True)
        row = self.current_row()
        if row is None or not self._do_key(event, row):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_by_keyboard(on=False)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        number, zone = self._zone_at(event.position().toPoint())
        if zone is not None and event.button() is Qt.MouseButton.LeftButton:
            self._do_zone(self.row_at(number), zone)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(*self._zone_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1, None)

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
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number, zone = self._zone_at(event.pos())
            if zone is not None:
                place, tip = zone.place.toAlignedRect(), action_tip(zone, self.row_at(number))
                QToolTip.showText(event.globalPos(), plain_tip(tip), self.viewport(), place)
                return True
        return super().viewportEvent(event)

    def _zone_at(self, at: QPoint) -> tuple[int, ActionZone | None]:
        """The row there, -1 for none, and the word."""
        number = self.rowAt(at.y())
        if number < 0:
            return -1, None
        return number, next((z for z in self.zones(number) if z.place.contains(at.toPointF())), None)

    def _hover(self, number: int, zone: ActionZone | None) -> None:
        verb = zone.verb if zone is not None else None
        now = (number, zone is not None, verb)
        if now == (self.hovered, self.is_on_zone, self.hovered_verb):
            return
        before = self.hovered
        self.hovered, self.is_on_zone, self.hovered_verb = now
        hand = Qt.CursorShape.PointingHandCursor if zone is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand)
        for changed in {before, number} - {-1}:
            self._repaint(changed)

    def _repaint(self, number: int) -> None:
        top = self.rowViewportPosition(number)
        self.viewport().update(0, top, self.viewport().width(), self.rowHeight(number))

    def _do_zone(self, row: LibraryRow, zone: ActionZone) -> None:
        if zone.verb is not None:
            self.asked.emit(ModelRequest(zone.verb, row.model))
        else:
            below = zone.place.bottomLeft().toPoint() + QPoint(0, 2)
            self.menu_wanted.emit(RowMenuRequest(row, self.viewport().mapToGlobal(below)))

    def _do_key(self, event: QKeyEvent, row: LibraryRow) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (key, held) in _MENU_KEYS:
            spot = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(RowMenuRequest(row, self.viewport().mapToGlobal(spot)))
            return True
        verb = _KEYS.get(key) if held == Qt.KeyboardModifier.NoModifier else None
        if verb is not None:
            self.asked.emit(ModelRequest(verb, row.model))
        return verb is not None

    def _set_by_keyboard(self, *, on: bool) -> None:
        self._by_keyboard = on
        self.viewport().update()

    @Slot()
    def _try(self) -> None:
        row = self.current_row()
        if row is not None and not self.is_on_zone:
            self.asked.emit(ModelRequest(ModelVerb.TRY, row.model))

    @Slot()
    def _rescale(self) -> None:
        px = look_of(self).sizes.px
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self._header.setFixedHeight(px(_HEADER_HEIGHT))
        self._spoken = word_widths()
        self._take_rows()

    @Slot()
    def _fit(self) -> None:
        scale = look_of(self).sizes.percent / 100
        width = self.viewport().width()
        self.is_narrow = width < look_of(self).sizes.px(_NARROW)
        widths = fit_columns(width, scale, self._actions() / scale, self._spoken)
        self.folds_version = LibraryColumn.VERSION not in widths
        self.folds_state = LibraryColumn.INTACT not in widths
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column not in widths)
            if column in widths:
                self.setColumnWidth(number, widths[column])

    def _actions(self) -> float:
        """Pixels that the words of the widest row take: of each kind of row, one is measured."""
        needed = [actions_width(row, is_narrow=self.is_narrow) for row in self._kinds]
        least = 0 if self.is_narrow else look_of(self).sizes.px(ACTIONS)
        return max((least, *needed))

    @Slot()
    def _take_rows(self) -> None:
        """No higher than its rows, so that the ground of the table ends with the last one."""
        self._hover(-1, None)
        px = look_of(self).sizes.px
        self.setMaximumHeight(px(_HEADER_HEIGHT) + len(self._rows.rows) * px(ROW_HEIGHT))
        self._fit()
