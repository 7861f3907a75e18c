"""The grid: items down, models across, a mark with its words in each cell. Titles and heads stay in view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent

from explorer.evaluate.results.board import BoardFilter, BoardOrder, RunBoard
from explorer.kit.actions import Action
from explorer.kit.frozen_table import FrozenTable
from explorer.kit.keys import ENTER
from explorer.kit.paint import focus_ring, rule
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.results.cell_rows import RADIUS, CellPainter
from explorer.rooms.evaluate.results.grid_rows import GridModel, Index
from explorer.rooms.evaluate.results.head_rows import (
    ROW,
    GridCorner,
    GridModelsHeader,
    GridTitlesHeader,
    widths_of,
)

_OPENING = (*ENTER, Qt.Key.Key_Space)


@dataclass(frozen=True)
class CellPlace:
    """Numbers of a row and a column of the board."""

    row: int
    column: int


class ResultsTable(FrozenTable):
    """``cell_opened`` carries a CellPlace: a click, or Enter; or where the keys went while one is open.
    ``entered_detail``: by Enter, so the keys are to be there. ``ordered``: another order was chosen.
    """

    cell_opened = Signal(object)
    entered_detail = Signal()
    ordered = Signal()

    def __init__(self, board: RunBoard, *, has_tally: bool = True) -> None:
        """``has_tally``: the heads say how many each model passed; else only the names."""
        self._grid = GridModel(board)
        self._across = GridModelsHeader(lambda: self._grid, has_tally=has_tally)
        self._down = GridTitlesHeader(lambda: self._grid)
        super().__init__(self._across, self._down)
        self._grid.setParent(self)
        self._cells = CellPainter(look_of(self))
        self._marked = self._hovered = (-1, -1)  # row and column, of the model
        self._open: CellPlace | None = None
        self._order: BoardOrder = "set"
        self.setObjectName("evaluate-grid")
        self.setAccessibleName(self.tr("What came of each test, by model"))
        self.setProperty("ground", "surface")
        self.set_corner(GridCorner(self, self._orders, has_tally=has_tally))
        self.setModel(self._grid)
        self.clicked.connect(self._on_chosen)
        self._down.sectionClicked.connect(self._on_title)
        self._measure()

    @property
    def board(self) -> RunBoard:
        return self._grid.board

    @property
    def grid(self) -> GridModel:
        return self._grid

    def show_board(self, board: RunBoard) -> None:
        """Another one; what was open is closed."""
        old = self._grid
        self._grid = GridModel(board, self)
        self._open, self._order = None, "set"
        self.setModel(self._grid)
        old.deleteLater()
        self._measure()
        self.mark_open(None)

    def show_changes(self, rows: Sequence[int]) -> None:
        self._grid.show_changes(rows)
        self._across.viewport().update()

    def choose(self, chosen: BoardFilter) -> None:
        self._grid.choose(chosen, self._order)
        self.verticalScrollBar().setValue(0)
        self.mark_open(self._open)

    def mark_open(self, place: CellPlace | None) -> None:
        """Set off the cell whose detail is shown, and bring it into sight."""
        self._open = place
        self._down.open_row = place.row if place is not None else -1
        at = self._grid.at(place.row) if place is not None else -1
        self._marked = (at, place.column) if place is not None else (-1, -1)
        if at >= 0 and place is not None:
            index = self._grid.index(at, place.column)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self.viewport().update()
        self._down.viewport().update()

    def beside(self, place: CellPlace, step: int, *, only_failed: bool = False) -> CellPlace | None:
        """The next cell of this model in the order that is shown, or the next that failed; ``step`` 1 or
        −1.
        """
        row = self._grid.at(place.row) + step
        while 0 <= row < self._grid.rowCount():
            cell = self._grid.cell(row, place.column)
            if not only_failed or (cell is not None and cell.kind == "fail"):
                return CellPlace(self._grid.numbers[row], place.column)
            row += step
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _OPENING:
            super().keyPressEvent(event)
            return
        self.shows_focus = True
        self._on_chosen(self.currentIndex())
        if self.currentIndex().isValid():
            self.entered_detail.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """While an answer is shown, it is the one of the cell that the keys are in."""
        super().currentChanged(current, previous)
        at = (current.row(), current.column())
        if self._open is not None and current.isValid() and at != self._marked:
            self._on_chosen(current)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, view, area = look_of(self), self.viewport(), QRectF(event.rect())
        with QPainter(view) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            painter.fillRect(area, look.theme.surface)
            for row in self._seen(self.rowAt, view.height(), self._grid.rowCount()):
                top, high = self.rowViewportPosition(row), self.rowHeight(row)
                if top < area.bottom() and top + high > area.top():
                    self._paint_row(painter, row, QRectF(0, top, view.width(), high))
            ringed = [self._marked]
            if self.shows_focus and self.hasFocus():
                ringed.append((self.currentIndex().row(), self.currentIndex().column()))
            for row, column in ringed:
                if row >= 0:
                    place = QRectF(self.visualRect(self._grid.index(row, column)))
                    focus_ring(painter, place, RADIUS, look.theme)

    def _paint_row(self, painter: QPainter, row: int, band: QRectF) -> None:
        count = self._grid.columnCount()
        for column in range(count):
            left, wide = self.columnViewportPosition(column), self.columnWidth(column)
            if left > band.right() or left + wide < 0:
                continue
            place = QRectF(left, band.top(), wide, band.height())
            if (row, column) in (self._marked, self._hovered):
                self._cells.paint_ground(painter, place, is_open=(row, column) == self._marked)
            self._cells.paint(painter, place, self._grid.cell(row, column))
        rule(painter, 0, band.bottom() - 1, band.width(), look_of(self).theme.line)

    @staticmethod
    def _seen(at: Callable[[int], int], room: int, count: int) -> range:
        """The rows that are at least partly in sight."""
        first, last = at(0), at(room - 1)
        return range(max(0, first), (last if last >= 0 else count - 1) + 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        at = (index.row(), index.column())
        if at != self._hovered:
            self._hovered = at
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_cells"):
            self._cells = CellPainter(look_of(self))
            self._measure()

    def _orders(self) -> Sequence[Action]:
        names: dict[BoardOrder, str] = {
            "set": self.tr("In their own order"),
            "failed": self.tr("What most models failed first"),
        }
        return [
            Action(words, partial(self._choose_order, order), checked=order == self._order)
            for order, words in names.items()
        ]

    def _choose_order(self, order: BoardOrder) -> None:
        self._order = order
        self.ordered.emit()

    def _measure(self) -> None:
        px, count = look_of(self).sizes.px, len(self.board.run.models)
        self._down.wide, widths = widths_of(count, self.width(), self._down.needed(), self)
        with QSignalBlocker(self._across), QSignalBlocker(self._down):
            self._down.setDefaultSectionSize(px(ROW))
            for number, width in enumerate(widths):
                self._across.resizeSection(number, width)
        self.updateGeometries()

    @Slot(QModelIndex)
    def _on_chosen(self, index: Index) -> None:
        if index.isValid():
            self.cell_opened.emit(CellPlace(self._grid.numbers[index.row()], index.column()))

    @Slot(int)
    def _on_title(self, section: int) -> None:
        """The first model that failed it, else the first."""
        if not 0 <= section < self._grid.rowCount():
            return
        cells = [self._grid.cell(section, column) for column in range(self._grid.columnCount())]
        failed = (n for n, cell in enumerate(cells) if cell is not None and cell.kind == "fail")
        self.cell_opened.emit(CellPlace(self._grid.numbers[section], next(failed, 0)))
