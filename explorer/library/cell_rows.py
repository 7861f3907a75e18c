"""How one cell and the header of the library's table are drawn."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QStyle, QStyleOptionViewItem, QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.marks import paint_verdict
from explorer.kit.paint import draw_text, focus_ring, rule, text_width
from explorer.kit.pill import HEIGHT as PILL
from explorer.kit.pill import paint_pill, pill_width
from explorer.kit.theme import look_of
from explorer.library.listing import Column, Order, Row
from explorer.library.rows import COLUMNS, ROW, Words, intact_mark
from explorer.transparency.licenses import Licenses

ROW_HEIGHT = 46  # at 100 %
EDGE = 20  # pixels at any scale, as the margins of the page
_GAP = 12

type _Index = QModelIndex | QPersistentModelIndex


class Watched(Protocol):
    """What the delegate asks of its table."""

    hovered: int

    @property
    def shows_ring(self) -> bool: ...


class RowDelegate(QAbstractItemDelegate):
    """Draws every cell of a row; ground, ring and rule run through all of them."""

    def __init__(self, table: Watched, words: Words, licenses: Licenses, parent: QWidget) -> None:
        super().__init__(parent)
        self._table, self._words, self._licenses = table, words, licenses

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, look_of(self).sizes.px(ROW_HEIGHT))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        editor.setGeometry(option.rect)  # the buttons of a row fill their cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW)
        column = COLUMNS[index.column()]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        cell = QRectF(option.rect)
        painter.save()
        self._paint_ground(painter, cell, index.row(), selected=selected)
        self._paint_content(painter, _inside(cell, column), row, column, selected=selected)
        if selected and self._table.shows_ring:
            self._paint_ring(painter, cell, column)
        painter.restore()

    def _paint_ground(self, painter: QPainter, cell: QRectF, number: int, *, selected: bool) -> None:
        theme = look_of(self).theme
        hovered = number == self._table.hovered
        ground = theme.soft_accent if selected else theme.window if hovered else theme.surface
        painter.fillRect(cell, ground)
        rule(painter, cell.left(), cell.bottom() - 1, cell.width(), theme.line)

    def _paint_content(
        self, painter: QPainter, cell: QRectF, row: Row, column: Column, *, selected: bool
    ) -> None:
        if column is Column.MODEL:
            self._paint_name(painter, cell, row, selected=selected)
        elif column is Column.LICENSE:
            self._paint_license(painter, cell, row, selected=selected)
        elif column is Column.INTACT:
            paint_verdict(painter, cell, intact_mark(row), self._words.intact(row))
        elif column is not Column.ACTIONS:
            look = look_of(self)
            strong = column in (Column.SIZE, Column.VERSION) and selected
            colour = look.theme.text if column is Column.SIZE or strong else look.theme.muted
            draw_text(painter, cell, self._words.cell(row, column), look.font(numbers=True), colour)

    def _paint_name(self, painter: QPainter, cell: QRectF, row: Row, *, selected: bool) -> None:
        look = look_of(self)
        half = look.sizes.px(20)
        top = cell.center().y() - half + 1
        name = QRectF(cell.left(), top, cell.width(), half - 1)
        below = QRectF(cell.left(), top + half - 2, cell.width(), half - 2)
        draw_text(painter, name, row.model.name, look.font(strong=True), look.theme.text)
        quiet = look.theme.text if selected else look.theme.muted
        draw_text(painter, below, self._words.publisher(row.model), look.font("secondary"), quiet)

    def _paint_license(self, painter: QPainter, cell: QRectF, row: Row, *, selected: bool) -> None:
        look = look_of(self)
        font = look.font("secondary")
        text, height = self._words.cell(row, Column.LICENSE), look.sizes.px(PILL)
        width = min(cell.width(), pill_width(text, font, look.sizes))
        pill = QRectF(cell.left(), round(cell.center().y() - height / 2), width, height)
        tone = self._licenses.tone(row.model.license)
        paint_pill(painter, pill, text, tone, font=font, theme=look.theme, on_chosen=selected)

    def _paint_ring(self, painter: QPainter, cell: QRectF, column: Column) -> None:
        """This cell's piece of one ring around the whole row."""
        painter.setClipRect(cell)
        left = 0 if column is Column.MODEL else -EDGE
        right = 0 if column is Column.ACTIONS else EDGE
        focus_ring(painter, cell.adjusted(left, 0, right, -1), 4, look_of(self).theme)


def _inside(cell: QRectF, column: Column) -> QRectF:
    """Without the outer margin and the gap to the next column."""
    px = look_of().sizes.px
    left = EDGE if column is Column.MODEL else 0
    return cell.adjusted(left, 0, -px(_GAP), -1)


class Header(QHeaderView):
    """Column names; a click, or Space on the marked one, sorts. ``chosen`` carries the new Order."""

    chosen = Signal(object)

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._words = words
        self._order = Order()
        self._marked = 0
        self.setAccessibleName(self.tr("Columns: arrow keys choose one, Space sorts by it"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.sectionClicked.connect(self._sort)

    def show_order(self, order: Order) -> None:
        self._order = order
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._mark_next(step)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
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
        cell, text = QRectF(rect), self._words.heading(column)
        chosen = column is self._order.column
        painter.fillRect(cell, look.theme.window)
        rule(painter, cell.left(), cell.bottom() - 1, cell.width(), look.theme.line)
        inner = _inside(cell, column)
        font = look.font("secondary", strong=chosen)
        draw_text(painter, inner, text, font, look.theme.text if chosen else look.theme.muted)
        if chosen:
            self._paint_arrow(painter, inner, text_width(text, font))
        if self.hasFocus() and logical == self._marked:
            focus_ring(painter, inner.adjusted(-4, 5, 4, -5), 6, look.theme)

    def _paint_arrow(self, painter: QPainter, inner: QRectF, words: float) -> None:
        look = look_of(self)
        side = look.sizes.px(12)
        left = min(inner.left() + words + look.sizes.px(4), inner.right() - side)
        spot = QRectF(round(left), round(inner.center().y() - side / 2), side, side)
        name = "chevron-down" if self._order.descending else "chevron-up"
        paint_icon(painter, spot, name, look.theme.text)

    def _mark_next(self, step: int) -> None:
        marked = self._marked + step
        while 0 <= marked < len(COLUMNS) - 1 and self.isSectionHidden(marked):
            marked += step
        if 0 <= marked < len(COLUMNS) - 1:
            self._marked = marked
            self.viewport().update()

    @Slot(int)
    def _sort(self, logical: int) -> None:
        if COLUMNS[logical] is not Column.ACTIONS:
            self.chosen.emit(self._order.after_click(COLUMNS[logical]))
