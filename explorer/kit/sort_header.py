"""The header of a table that paints itself: names of the columns, and sorting by one of them."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView

from explorer.kit.design_tokens import Sizes
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.paint import draw_text, focus_ring, mirrored, rule, text_width
from explorer.kit.theme import look_of

# Pixels at 100 %.
_ARROW, _GAP, _RING = 12, 4, 25

type CellContent = Callable[[QRectF, Any, Qt.LayoutDirection, Sizes], QRectF]
type CellAlignment = Callable[[Any], Qt.AlignmentFlag]


class SortOrder(Protocol):
    """What the rows are sorted by; ``after_click`` on a column that sorts nothing is the order itself."""

    @property
    def column(self) -> Any: ...

    @property
    def descending(self) -> bool: ...

    def after_click(self, column: Any) -> "SortOrder": ...


class SortHeader(QHeaderView):
    """A click, or Space on the marked column, sorts. ``chosen`` carries the new order.

    ``content`` is the part of a cell that words stand in, ``alignment`` tells where they begin.
    """

    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Any], order: SortOrder, content: CellContent, alignment: CellAlignment
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._columns, self._order = columns, order
        self.content, self._alignment, self._marked = content, alignment, 0
        self.setAccessibleName(self.tr("Columns: arrow keys choose one, Space sorts by it"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.sectionClicked.connect(self._sort)

    def show_order(self, order: SortOrder) -> None:
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
        look, column, cell, text = look_of(self), self._columns[logical], QRectF(rect), self._name(logical)
        is_chosen, align = column == self._order.column, self._alignment(column)
        painter.fillRect(cell, look.theme.window)
        rule(painter, cell.left(), cell.bottom() - 1, cell.width(), look.theme.line)
        inner = self.content(cell, column, self.layoutDirection(), look.sizes)
        font = look.font("secondary", strong=is_chosen)
        colour = look.theme.text if is_chosen else look.theme.muted
        draw_text(painter, inner, text, font, colour, align)
        if is_chosen:
            is_number = align is Qt.AlignmentFlag.AlignRight
            self._paint_arrow(painter, cell, inner, text_width(text, font), is_number=is_number)
        if self.hasFocus() and logical == self._marked:
            side, above = look.sizes.px(_GAP), (inner.height() - look.sizes.px(_RING)) / 2
            focus_ring(painter, inner.adjusted(-side, above, side, -above), 6, look.theme)

    def _paint_arrow(
        self, painter: QPainter, cell: QRectF, inner: QRectF, words: float, *, is_number: bool
    ) -> None:
        """Beside the name: behind it, before it where the name ends its column."""
        look = look_of(self)
        side, gap = look.sizes.px(_ARROW), look.sizes.px(_GAP)
        left = min(inner.left() + words + gap, inner.right() - side)
        if is_number:
            left = max(inner.right() - words - gap - side, cell.left())
        spot = QRectF(round(left), round(inner.center().y() - side / 2), side, side)
        name = "chevron-down" if self._order.descending else "chevron-up"
        paint_icon(painter, mirrored(spot, inner, self.layoutDirection()), name, look.theme.text)

    def _name(self, logical: int) -> str:
        return str(self.model().headerData(logical, Qt.Orientation.Horizontal))

    def _mark_next(self, step: int) -> None:
        seen = [at for at in range(self.count()) if self._name(at) and not self.isSectionHidden(at)]
        ahead = [at for at in seen if (at - self._marked) * step > 0]
        if ahead:
            self._marked = min(ahead) if step > 0 else max(ahead)
            self.viewport().update()

    @Slot(int)
    def _sort(self, logical: int) -> None:
        order = self._order.after_click(self._columns[logical])
        if order is not self._order:
            self.chosen.emit(order)
