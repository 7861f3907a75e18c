"""The header of the library's table: names of the columns, and sorting by one of them."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, focus_ring, mirrored, rule, text_width
from explorer.kit.theme import look_of
from explorer.rooms.library.table.cell_rows import alignment, content_rect
from explorer.rooms.library.table.columns import COLUMNS, LibraryColumn
from explorer.rooms.library.table.listing import LibraryOrder

# Pixels at 100 %.
_ARROW, _ARROW_GAP = 12, 4


class LibraryTableHeader(QHeaderView):
    """A click, or Space on the marked column, sorts. ``chosen`` carries the new Order."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._order = LibraryOrder()
        self._marked = 0
        self.setAccessibleName(self.tr("Columns: arrow keys choose one, Space sorts by it"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.sectionClicked.connect(self._sort)

    def show_order(self, order: LibraryOrder) -> None:
        self._order = order
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        onward = -1 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1
        step = {Qt.Key.Key_Left: -onward, Qt.Key.Key_Right: onward}.get(Qt.Key(event.key()))
        if step is not None:
            self._mark_next(step)
        elif event.key() in (*ENTER, Qt.Key.Key_Space):
            self._sort(self._marked)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        look, column = look_of(self), COLUMNS[logical]
        cell, text = QRectF(rect), shown(column.heading or "")
        is_chosen = column is self._order.column
        painter.fillRect(cell, look.theme.window)
        rule(painter, cell.left(), cell.bottom() - 1, cell.width(), look.theme.line)
        inner = content_rect(cell, column, self.layoutDirection(), look.sizes)
        font = look.font("secondary", strong=is_chosen)
        colour = look.theme.text if is_chosen else look.theme.muted
        draw_text(painter, inner, text, font, colour, alignment(column))
        if is_chosen:
            self._paint_arrow(painter, inner, text_width(text, font), column)
        if self.hasFocus() and logical == self._marked:
            px = look.sizes.px
            focus_ring(painter, inner.adjusted(-px(4), px(5), px(4), -px(5)), 6, look.theme)

    def _paint_arrow(self, painter: QPainter, inner: QRectF, words: float, column: LibraryColumn) -> None:
        """Beside the name: behind it, before it where the name ends its column."""
        look = look_of(self)
        side, gap = look.sizes.px(_ARROW), look.sizes.px(_ARROW_GAP)
        left = min(inner.left() + words + gap, inner.right() - side)
        if column.is_number:
            left = inner.right() - words - gap - side
        spot = QRectF(round(left), round(inner.center().y() - side / 2), side, side)
        name = "chevron-down" if self._order.descending else "chevron-up"
        paint_icon(painter, mirrored(spot, inner, self.layoutDirection()), name, look.theme.text)

    def _mark_next(self, step: int) -> None:
        marked = self._marked + step
        while 0 <= marked < len(COLUMNS) - 1 and self.isSectionHidden(marked):
            marked += step
        if 0 <= marked < len(COLUMNS) - 1:
            self._marked = marked
            self.viewport().update()

    @Slot(int)
    def _sort(self, logical: int) -> None:
        if COLUMNS[logical].sort_key is not None:
            self.chosen.emit(self._order.after_click(COLUMNS[logical]))
