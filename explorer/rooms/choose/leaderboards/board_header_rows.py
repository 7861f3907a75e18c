"""The header of a leaderboard: names of the columns, and sorting by one of them."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, focus_ring, mirrored, rule, text_width
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_model_rows import COLUMNS
from explorer.rooms.choose.leaderboards.board_order import HEADINGS, BoardOrder
from explorer.rooms.choose.leaderboards.board_paint_rows import NUMBERS, align_of, content_of

_ARROW = 12  # pixels at 100 %


class BoardHeader(QHeaderView):
    """A click, or Space on the marked column, sorts. ``chosen`` carries the new order."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._order, self._marked = BoardOrder(), 0
        self.setAccessibleName(self.tr("Columns: arrow keys choose one, Space sorts by it"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.sectionClicked.connect(self._sort)

    def show_order(self, order: BoardOrder) -> None:
        self._order = order
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        onward = -1 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1
        step = {Qt.Key.Key_Left: -onward, Qt.Key.Key_Right: onward}.get(Qt.Key(event.key()))
        if step is not None:
            left = [at for at in range(len(COLUMNS)) if not self.isSectionHidden(at)]
            at = left.index(self._marked) if self._marked in left else 0
            self._marked = left[min(max(at + step, 0), len(left) - 1)]
            self.viewport().update()
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
        look, column, cell = look_of(self), COLUMNS[logical], QRectF(rect)
        is_chosen, text = column is self._order.column, shown(HEADINGS[COLUMNS[logical]])
        painter.fillRect(cell, look.theme.window)
        rule(painter, cell.left(), cell.bottom() - 1, cell.width(), look.theme.line)
        inner = content_of(cell, column, self.layoutDirection(), look)
        font = look.font("secondary", strong=is_chosen)
        colour = look.theme.text if is_chosen else look.theme.muted
        draw_text(painter, inner, text, font, colour, align_of(column))
        if is_chosen:
            side = look.sizes.px(_ARROW)
            words = min(text_width(text, font), inner.width())
            left = inner.right() - words - 4 - side if column in NUMBERS else inner.left() + words + 4
            if column in NUMBERS:
                left = max(left, cell.left())
            spot = QRectF(
                round(min(left, inner.right() - side)), round(inner.center().y() - side / 2), side, side
            )
            name = "chevron-down" if self._order.descending else "chevron-up"
            paint_icon(painter, mirrored(spot, inner, self.layoutDirection()), name, look.theme.text)
        if self.hasFocus() and logical == self._marked:
            focus_ring(painter, inner.adjusted(-4, 4, 4, -4), 6, look.theme)

    @Slot(int)
    def _sort(self, logical: int) -> None:
        self.chosen.emit(self._order.after_click(COLUMNS[logical]))
