"""The table of a leaderboard."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent

from explorer.choose.leaderboards.board import BoardEntry
from explorer.kit.keys import ENTER
from explorer.kit.painted_table import PaintedTable
from explorer.kit.sort_header import SortHeader
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_model_rows import COLUMNS, BoardRows
from explorer.rooms.choose.leaderboards.board_order import BoardColumn, BoardOrder
from explorer.rooms.choose.leaderboards.board_paint_rows import BoardRowPainter, align_of, content_of

# Pixels at 100 %.
_HEADER = 34
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


class BoardTable(PaintedTable[BoardEntry, BoardColumn]):
    """``opened`` carries a BoardSpot, ``sorted_by`` a BoardOrder, ``settled`` the entries in sight."""

    opened = Signal(object)
    settled = Signal(object)
    rows: BoardRows

    def __init__(self) -> None:
        rows, header = BoardRows(), SortHeader(COLUMNS, BoardOrder(), content_of, align_of)
        super().__init__(rows, header, header_height=_HEADER, narrowest=_NARROWEST_MODEL)
        rows.setParent(self)
        self._pause = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._pause.timeout.connect(self._tell_seen)
        self.setAccessibleName(self.tr("Leaderboard"))
        self._painter = BoardRowPainter(rows, self)
        self.verticalScrollBar().valueChanged.connect(self._wait)
        rows.modelReset.connect(self._wait)
        look_of(self).changed.connect(self._wait)

    def seen(self) -> tuple[BoardEntry, ...]:
        """Those in sight."""
        return tuple(self.row_at(number) for number in self.numbers_between(0, self.viewport().height() - 1))

    def paint_cell(
        self, painter: QPainter, spot: QRectF, number: int, column: BoardColumn, *, is_chosen: bool
    ) -> None:
        self._painter.paint(painter, spot, self.row_at(number), column, is_chosen=is_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wait()

    def do_key(self, event: QKeyEvent) -> bool:
        entry = self.current_row()
        if entry is None or event.key() not in (*ENTER, Qt.Key.Key_Space):
            return False
        place = self.visualRect(self.currentIndex())
        at = self.viewport().mapToGlobal(QPoint(self.viewport().width() // 4, place.bottom()))
        self.opened.emit(BoardSpot(entry, at))
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            is_here = COLUMNS[index.column()] is BoardColumn.HERE
            self.opened.emit(BoardSpot(self.row_at(index.row()), event.globalPosition().toPoint(), is_here))

    def column_widths(self) -> dict[BoardColumn, int]:
        """A column that says nothing, or for which there is no room, is left out."""
        px, entries = look_of(self).sizes.px, self.rows.rows
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
        return {column: length for column, length in wide.items() if column not in hidden}

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _tell_seen(self) -> None:
        self.settled.emit(self.seen())
