"""Columns side by side, each a head over a body that scrolls; dragging a head moves its column."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.rooms.compare.session import WidthShares

_LINE = 3


@dataclass(frozen=True)
class ColumnMoved:
    """A column goes ``by`` places on, back where that is below 0."""

    key: str
    by: int


class DragHead(QFrame):
    """The head of a column, which can be taken by the mouse wherever no button of it lies.

    ``dragged`` carries over which x of the screen it is, ``dropped`` its key and that x.
    """

    dragged = Signal(int)
    dropped = Signal(str, int)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._pressed_at: int | None = None
        self._is_dragged = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = round(event.globalPosition().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        x = round(event.globalPosition().x())
        if self._is_dragged or abs(x - self._pressed_at) >= QApplication.startDragDistance():
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragged, self._pressed_at, self._is_dragged = self._is_dragged, None, False
        self.unsetCursor()
        if was_dragged:
            self.dropped.emit(self.key, round(event.globalPosition().x()))


class ColumnDrags(QObject):
    """Follows the drags of the heads of one view. ``moved`` carries ColumnMoved."""

    moved = Signal(object)

    def __init__(self, view: QWidget) -> None:
        """``view`` holds the heads, and shows the line."""
        super().__init__(view)
        self._heads: tuple[DragHead, ...] = ()
        self._view, self._line = view, _DropLine(view)

    def follow(self, heads: Sequence[DragHead]) -> None:
        """New heads, in place of those before."""
        self._heads = tuple(heads)
        self._line.hide()
        for head in heads:
            head.dragged.connect(self._show_place)
            head.dropped.connect(self._drop)

    @Slot(int)
    def _show_place(self, x: int) -> None:
        at, view = self._place(x), self._view
        head = self._heads[min(at, len(self._heads) - 1)]
        after = at == len(self._heads)
        is_left = after is head.isRightToLeft()
        edge = head.mapTo(view, head.rect().topLeft() if is_left else head.rect().topRight()).x()
        self._line.setGeometry(edge - _LINE // 2, 0, _LINE, view.height())
        self._line.show()
        self._line.raise_()

    @Slot(str, int)
    def _drop(self, key: str, x: int) -> None:
        self._line.hide()
        at, to = [head.key for head in self._heads].index(key), self._place(x)
        by = to - at - (to > at)
        if by:
            self.moved.emit(ColumnMoved(key, by))

    def _place(self, x: int) -> int:
        """Before which head it would go; their number for the end."""
        middles = [head.mapToGlobal(head.rect().center()).x() for head in self._heads]
        if self._heads and self._heads[0].isRightToLeft():
            return sum(middle > x for middle in middles)
        return sum(middle < x for middle in middles)


class _DropLine(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look_of(self).theme.accent)


NARROWEST = 230


class SideColumn(QFrame):
    """One column: ``head`` stays where it is, ``body`` takes the rest."""

    def __init__(self, key: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setProperty("ground", "surface")
        self.setProperty("rule", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.head = DragHead(key)
        self.head.setProperty("rule", "bottom")
        self.body = boxes.column()
        boxes.column(self).add(self.head, boxes.stretched(self.body))


class ColumnsView(Scroll):
    """As wide as ``WidthShares`` says; scrolls sideways where the window is too narrow for them.

    ``drags.moved`` carries ColumnMoved.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        super().__init__(self._page, name, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.drags = ColumnDrags(self._page)
        self._columns: tuple[SideColumn, ...] = ()
        self._widths = WidthShares()
        self._row = boxes.row(self._page)

    def show_columns(self, columns: Sequence[SideColumn]) -> None:
        self._row.drop(self._columns)
        self._columns = tuple(columns)
        self._row.add(*columns)
        self.drags.follow([column.head for column in columns])
        self.fit()

    def show_widths(self, widths: WidthShares) -> None:
        self._widths = widths
        self.fit()

    def fit(self) -> None:
        """Widths from the room there is; bodies begin on one line, whatever the heads over them need."""
        keys = [column.key for column in self._columns]
        narrowest = look_of(self).sizes.px(NARROWEST)
        shares = self._widths.shares(keys, self.viewport().width(), narrowest)
        for column, width in zip(self._columns, shares, strict=True):
            column.setFixedWidth(width)
        needed = max(
            (c.head.heightForWidth(w) for c, w in zip(self._columns, shares, strict=True)), default=0
        )
        for column in self._columns:
            column.head.setMinimumHeight(needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
