"""The pointer over the library's table: words at the end of a row light up, say what they do, and do it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QTableView, QToolTip

from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.library.model_actions import ModelRequest
from explorer.rooms.library.table.action_rows import ActionZone, action_tip, action_zones
from explorer.rooms.library.table.cell_rows import content_rect
from explorer.rooms.library.table.column_widths import TableFit
from explorer.rooms.library.table.columns import ACTIONS, COLUMNS
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.rows import LibraryTableModel

_LAST = len(COLUMNS) - 1


@dataclass(frozen=True)
class RowMenuRequest:
    """A row whose menu is wanted, and where on the screen."""

    row: LibraryRow
    at: QPoint


class RowPointer(QObject):
    """``asked`` carries a ModelRequest, ``menu_wanted`` a RowMenuRequest. ``zone``: the word it is over."""

    asked = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, table: QTableView, rows: LibraryTableModel, fit: TableFit) -> None:
        super().__init__(table)
        self._table, self._rows, self._fit = table, rows, fit
        self.zone: ActionZone | None = None

    def zones(self, number: int) -> tuple[ActionZone, ...]:
        """The words at the end of a row, in the coordinates of the viewport."""
        cell = QRectF(self._table.visualRect(self._rows.index(number, _LAST)))
        direction = self._table.layoutDirection()
        cell = content_rect(cell, ACTIONS, direction, look_of(self._table).sizes)
        return action_zones(self._rows.rows[number], cell, direction, is_narrow=self._fit.is_narrow)

    def follow(self, spot: QPoint | None) -> None:
        """The pointer is there, in the coordinates of the viewport, or has left."""
        number, zone = self._at(spot) if spot is not None else (-1, None)
        if zone != self.zone:
            self.zone = zone
            hand = Qt.CursorShape.PointingHandCursor if zone is not None else Qt.CursorShape.ArrowCursor
            self._table.viewport().setCursor(hand)
            self._table.update(self._rows.index(number, _LAST))

    def release(self, event: QMouseEvent) -> None:
        """After the table itself has taken it."""
        number, zone = self._at(event.position().toPoint())
        if zone is not None and event.button() is Qt.MouseButton.LeftButton:
            self._press(self._rows.rows[number], zone)

    def show_tip(self, event: QHelpEvent) -> bool:
        """Whether there is a word that has one."""
        if event.type() is not QEvent.Type.ToolTip:
            return False
        number, zone = self._at(event.pos())
        if zone is not None:
            place, tip = zone.place.toAlignedRect(), action_tip(zone, self._rows.rows[number])
            QToolTip.showText(event.globalPos(), plain_tip(tip), self._table.viewport(), place)
        return zone is not None

    def _at(self, at: QPoint) -> tuple[int, ActionZone | None]:
        number = self._table.rowAt(at.y())
        if number < 0:
            return -1, None
        return number, next((z for z in self.zones(number) if z.place.contains(at.toPointF())), None)

    def _press(self, row: LibraryRow, zone: ActionZone) -> None:
        if zone.action is not None:
            self.asked.emit(ModelRequest(zone.action.verb, row.model))
        else:
            below = zone.place.bottomLeft().toPoint() + QPoint(0, 2)
            self.menu_wanted.emit(RowMenuRequest(row, self._table.viewport().mapToGlobal(below)))
