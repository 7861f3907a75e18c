"""The table of a leaderboard: it paints its rows itself, so that five thousand of them scroll as ten do."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from explorer.choose.leaderboards.board import BoardEntry
from explorer.kit.keys import ENTER
from explorer.kit.painted_button import BY_KEY
from explorer.kit.scroll import overlay_bar
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_header_rows import BoardHeader
from explorer.rooms.choose.leaderboards.board_model_rows import COLUMNS, BoardRows
from explorer.rooms.choose.leaderboards.board_order import BoardColumn
from explorer.rooms.choose.leaderboards.board_paint_rows import BoardRowPainter

# Pixels at 100 %.
_ROW, _HEADER = 46, 34
_WIDTHS = {
    BoardColumn.RANK: 80,
    BoardColumn.VALUE: 108,
    BoardColumn.PROOF: 192,
    BoardColumn.DATE: 104,
    BoardColumn.SOURCE: 130,
    BoardColumn.HERE: 186,
}
_NARROWEST_MODEL, _WIDEST_MODEL, _MARK_ALONE = 170, 520, 48
_FIRST_TO_GO = (BoardColumn.SOURCE, BoardColumn.DATE)  # where there is no room
_SETTLED_MS = 300  # rows in sight for so long are asked about


@dataclass(frozen=True)
class BoardSpot:
    """A row that was used, and where on the screen. ``is_here``: its last cell."""

    entry: BoardEntry
    at: QPoint
    is_here: bool = False


class BoardTable(QTableView):
    """``opened`` carries a BoardSpot, ``sorted_by`` a BoardOrder, ``settled`` the entries in sight."""

    opened = Signal(object)
    sorted_by = Signal(object)
    settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = BoardRows(self)
        self._by_keyboard, self._hovered = False, -1
        self._pause = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._pause.timeout.connect(self._tell_seen)
        self.setAccessibleName(self.tr("Leaderboard"))
        self.setModel(self.rows)
        self.header = BoardHeader(self)
        self.header.chosen.connect(self.sorted_by)
        self.setHorizontalHeader(self.header)
        self._painter = BoardRowPainter(self.rows, self)
        _behave(self)
        self.verticalScrollBar().valueChanged.connect(self._wait)
        self.rows.modelReset.connect(self._fit)
        look_of(self).changed.connect(self._rescale)
        self._rescale()

    def entry_at(self, row: int) -> BoardEntry | None:
        return self.rows.entries[row] if 0 <= row < len(self.rows.entries) else None

    def seen(self) -> tuple[BoardEntry, ...]:
        """Those in sight."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = last if last >= 0 else len(self.rows.entries) - 1
        return self.rows.entries[first : last + 1] if first >= 0 else ()

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NARROWEST_MODEL), px(_HEADER + 2 * _ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight, each whole."""
        region = event.rect()
        first, last = self.rowAt(region.top()), self.rowAt(region.bottom())
        if first < 0:
            return
        last = last if last >= 0 else len(self.rows.entries) - 1
        top, height, columns = self.rowViewportPosition(first), self.rowHeight(first), self._columns()
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        has_ring = self._by_keyboard and self.hasFocus()
        with QPainter(self.viewport()) as painter:
            for row in range(first, last + 1):
                cells = {one: QRectF(left, top, width, height) for one, left, width in columns}
                state = (row in chosen, row == self._hovered, row in chosen and has_ring)
                self._painter.paint(painter, cells, self.rows.entries[row], state)
                top += height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        entry = self.entry_at(self.currentIndex().row())
        if entry is not None and event.key() in (*ENTER, Qt.Key.Key_Space):
            place = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(QPoint(self.viewport().width() // 4, place.bottom()))
            self.opened.emit(BoardSpot(entry, at))
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        entry = self.entry_at(index.row())
        if entry is not None and event.button() is Qt.MouseButton.LeftButton:
            is_here = COLUMNS[index.column()] is BoardColumn.HERE
            self.opened.emit(BoardSpot(entry, event.globalPosition().toPoint(), is_here))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in BY_KEY
        if self._by_keyboard and not self.currentIndex().isValid() and self.rows.entries:
            self.setCurrentIndex(self.rows.index(0, 0))
        super().focusInEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._hover(self.rowAt(event.position().toPoint().y()))
        elif event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _columns(self) -> list[tuple[BoardColumn, int, int]]:
        """Those that are shown, with where each begins and its width."""
        return [
            (column, self.columnViewportPosition(at), self.columnWidth(at))
            for at, column in enumerate(COLUMNS)
            if not self.isColumnHidden(at)
        ]

    @Slot()
    def _rescale(self) -> None:
        px = look_of(self).sizes.px
        self.verticalHeader().setMinimumSectionSize(px(_ROW))
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.header.setFixedHeight(px(_HEADER))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """A column that says nothing, or for which there is no room, is left out."""
        px, entries = look_of(self).sizes.px, self.rows.entries
        hidden = set()
        if not any(entry.dated for entry in entries):
            hidden.add(BoardColumn.DATE)
        if not any(entry.source or entry.source_name for entry in entries):
            hidden.add(BoardColumn.SOURCE)
        width, wide = self.viewport().width(), {one: px(length) for one, length in _WIDTHS.items()}

        def left() -> int:
            return width - sum(taken for one, taken in wide.items() if one not in hidden)

        for column in _FIRST_TO_GO:
            if left() < px(_NARROWEST_MODEL):
                hidden.add(column)
        if left() < px(_NARROWEST_MODEL):
            wide[BoardColumn.PROOF] = px(_MARK_ALONE)
        model = min(max(px(_NARROWEST_MODEL), left()), px(_WIDEST_MODEL))
        wide[BoardColumn.HERE] += max(0, left() - model)
        wide[BoardColumn.MODEL] = model
        for at, column in enumerate(COLUMNS):
            self.setColumnHidden(at, column in hidden)
            self.setColumnWidth(at, wide[column])
        self._wait()

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _tell_seen(self) -> None:
        self.settled.emit(self.seen())


def _behave(table: BoardTable) -> None:
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
