"""A table that paints its rows itself, each whole, so that five thousand of them scroll as ten do: a delegate
that is asked cell by cell takes more than twice as long.
"""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from explorer.kit.paint import focus_ring, rule
from explorer.kit.painted_button import BY_KEY
from explorer.kit.painted_rows import PaintedRows
from explorer.kit.scroll import overlay_bar
from explorer.kit.sort_header import SortHeader, SortOrder
from explorer.kit.theme import look_of

ROW_HEIGHT = 46  # pixels at 100 %


class PaintedTable[Row, Column](QTableView):
    """``sorted_by`` carries the new order. A subclass paints what stands in a cell and says how wide
    columns are.

    ``rows``: what is shown; ``hovered``: the number of the one under the pointer, -1 for none.
    """

    sorted_by = Signal(object)

    def __init__(
        self, rows: PaintedRows[Row, Column], header: SortHeader, *, header_height: int, narrowest: int
    ) -> None:
        """Heights and widths in pixels at 100 %."""
        super().__init__()
        self.rows, self._header = rows, header
        self._header_height, self._narrowest = header_height, narrowest
        self._by_keyboard, self.hovered = False, -1
        self.setModel(rows)
        self.setHorizontalHeader(header)
        header.chosen.connect(self.sorted_by)
        _behave(self)
        self._set_heights()
        rows.modelReset.connect(self.fit_columns)
        look_of(self).changed.connect(self._rescale)

    def column_widths(self) -> Mapping[Column, int]:
        """Of the columns for which there is room."""
        raise NotImplementedError

    def paint_cell(
        self, painter: QPainter, spot: QRectF, number: int, column: Column, *, is_chosen: bool
    ) -> None:
        """On the ground of its row. ``spot``: without margins."""
        raise NotImplementedError

    def do_key(self, event: QKeyEvent) -> bool:
        """Whether it did something with the current row."""
        raise NotImplementedError

    def show_order(self, order: SortOrder) -> None:
        self._header.show_order(order)

    def row_at(self, number: int) -> Row:
        return self.rows.rows[number]

    def current_row(self) -> Row | None:
        index = self.currentIndex()
        return self.row_at(index.row()) if index.isValid() else None

    def numbers_between(self, top: int, bottom: int) -> range:
        """Of the rows that are seen there, in pixels of the viewport."""
        first, last = self.rowAt(top), self.rowAt(bottom)
        count = len(self.rows.rows)
        return range(first, (last if last >= 0 else count - 1) + 1) if first >= 0 else range(0)

    def point_at(self, spot: QPoint | None) -> None:
        """The pointer is there, in pixels of the viewport; or it has left."""
        number = self.rowAt(spot.y()) if spot is not None else -1
        before, self.hovered = self.hovered, number
        for changed in {before, number} - {-1} if before != number else ():
            top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
            self.viewport().update(0, top, self.viewport().width(), height)

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(self._narrowest), px(self._header_height + 2 * ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight; where their cells are is asked once for all."""
        sizes, way, spots, whole = look_of(self).sizes, self.layoutDirection(), {}, QRectF()
        for at, column in enumerate(self.rows.columns):
            if not self.isColumnHidden(at):
                cell = QRectF(self.columnViewportPosition(at), 0, self.columnWidth(at), sizes.px(ROW_HEIGHT))
                whole, spots[column] = whole.united(cell), self._header.content(cell, column, way, sizes)
        with QPainter(self.viewport()) as painter:
            for number in self.numbers_between(event.rect().top(), event.rect().bottom()):
                top = self.rowViewportPosition(number)
                cells = {column: spot.translated(0, top) for column, spot in spots.items()}
                self._paint(painter, whole.translated(0, top), number, cells)

    def _paint(self, painter: QPainter, whole: QRectF, number: int, cells: Mapping[Column, QRectF]) -> None:
        theme = look_of(self).theme
        is_chosen = self.selectionModel().isRowSelected(number)
        is_hovered = number == self.hovered
        ground = theme.soft_accent if is_chosen else theme.window if is_hovered else theme.surface
        painter.fillRect(whole, ground)
        rule(painter, whole.left(), whole.bottom() - 1, whole.width(), theme.line)
        for column, spot in cells.items():
            self.paint_cell(painter, spot, number, column, is_chosen=is_chosen)
        if is_chosen and self._by_keyboard and self.hasFocus():
            focus_ring(painter, whole.adjusted(0, 0, 0, -1), 4, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._set_by_keyboard(on=True)
        if not self.do_key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_by_keyboard(on=False)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_by_keyboard(on=event.reason() in BY_KEY)
        if self._by_keyboard and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0, 0))
        super().focusInEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.point_at(event.position().toPoint())
        elif event.type() == QEvent.Type.Leave:
            self.point_at(None)
        return super().viewportEvent(event)

    # A slot that is overridden stays connected when its widget is gone: these two are not.

    @Slot()
    def _rescale(self) -> None:
        self._set_heights()
        self.fit_columns()

    @Slot()
    def fit_columns(self) -> None:
        widths = self.column_widths()
        for at, column in enumerate(self.rows.columns):
            self.setColumnHidden(at, column not in widths)
            if column in widths:
                self.setColumnWidth(at, widths[column])

    def _set_by_keyboard(self, *, on: bool) -> None:
        self._by_keyboard = on
        self.viewport().update()

    def _set_heights(self) -> None:
        px = look_of(self).sizes.px
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self._header.setFixedHeight(px(self._header_height))


def _behave(table: QTableView) -> None:
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
