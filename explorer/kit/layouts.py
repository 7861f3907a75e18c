"""Layouts that answer to the width: chips that flow, cards in equal columns, a head with its actions."""

from itertools import pairwise
from typing import Self

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QStyle, QWidget

from explorer.kit.theme import look_of


def remove_widget(widget: QWidget) -> None:
    """At once from the screen and from what its parent lists."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def keep_place(*widgets: QWidget) -> None:
    """Each takes its room also while it is hidden: nothing moves when it comes and goes."""
    for widget in widgets:
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)


def high_as_needed(widget: QWidget) -> None:
    """As wide as its place, and as high as its content needs at that width."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def discard(layout: QLayout, *widgets: QWidget | None) -> None:
    """Take widgets out of a layout for good; none is seen from now on."""
    for widget in widgets:
        if widget is not None:
            layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def flowing(*widgets: QWidget, spacing: int = 8) -> QWidget:
    """These in a row that goes on to the next line; ``spacing`` in pixels at 100 %."""
    holder = QWidget()
    FlowLayout(holder, spacing=look_of(holder).sizes.px(spacing)).add(*widgets)
    return holder


class _Items(QLayout):
    """The list of items that every layout keeps."""

    def __init__(self, parent: QWidget | None, spacing: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add(self, *widgets: QWidget) -> Self:
        """Behind what stands there already."""
        for widget in widgets:
            self.addWidget(widget)
        return self

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Place the items, or only measure; the height used."""
        raise NotImplementedError

    def _turned(self, place: QRect, within: QRect) -> QRect:
        """The place, seen in a mirror where reading goes from right to left."""
        host = self.parentWidget()
        way = host.layoutDirection() if host is not None else QGuiApplication.layoutDirection()
        return QStyle.visualRect(way, within, place)

    def _flow(self, items: list[QLayoutItem], rect: QRect, within: QRect, *, move: bool) -> int:
        """Lines of items in ``rect``, from where reading begins; the height used."""
        top = rect.top()
        for line in self._lines(items, rect.width()):
            tallest, left = max(size.height() for _, size in line), rect.left()
            for item, size in line:
                if move:
                    spot = QPoint(left, top + (tallest - size.height()) // 2)
                    item.setGeometry(self._turned(QRect(spot, size), within))
                left += size.width() + self._gap
            top += tallest + self._gap
        return max(0, top - self._gap - rect.top())

    def _lines(self, items: list[QLayoutItem], width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Which items stand beside each other, with their sizes."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in items:
            size = item.sizeHint().boundedTo(QSize(max(1, width), 1 << 20))
            if not lines or used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self._gap
        return lines


class FlowLayout(_Items):
    """Items in a row, on to the next line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent, spacing)

    def minimumSize(self) -> QSize:
        widest = QSize(0, 0)
        for item in self._shown():
            widest = widest.expandedTo(item.minimumSize())
        return widest

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() + self._gap for hint in hints)
        return QSize(max(0, width - self._gap), max((hint.height() for hint in hints), default=0))

    def _place(self, rect: QRect, *, move: bool) -> int:
        return self._flow(self._shown(), rect, rect, move=move)


class ColumnsLayout(_Items):
    """Equal columns at least ``narrowest`` pixels wide, at most ``most`` of them; equal heights per row.

    ``fill``: the items of a last row that is not full share its whole width.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        narrowest: int = 200,
        spacing: int = 10,
        most: int = 6,
        *,
        fill: bool = False,
    ) -> None:
        super().__init__(parent, spacing)
        self._narrowest = narrowest
        self._most = most
        self._fill = fill

    def minimumSize(self) -> QSize:
        heights = [item.minimumSize().height() for item in self._shown()]
        return QSize(min(self._narrowest, 200), max(heights, default=0))

    def _place(self, rect: QRect, *, move: bool) -> int:
        items = self._shown()
        if not items:
            return 0
        fitting = (rect.width() + self._gap) // (self._narrowest + self._gap)
        columns = max(1, min(fitting, self._most, len(items)))
        top = rect.top()
        for first in range(0, len(items), columns):
            row = items[first : first + columns]
            wide = len(row) if self._fill else columns
            top += self._place_row(row, rect, top, wide, move=move) + self._gap
        return top - self._gap - rect.top()

    def _place_row(self, row: list[QLayoutItem], rect: QRect, top: int, columns: int, *, move: bool) -> int:
        edges = [rect.left() + round(n * (rect.width() + self._gap) / columns) for n in range(columns + 1)]
        widths = [after - before - self._gap for before, after in pairwise(edges)]
        height = max(_height(item, width) for item, width in zip(row, widths, strict=False))
        if move:
            for item, left, width in zip(row, edges, widths, strict=False):
                item.setGeometry(self._turned(QRect(left, top, width, height), rect))
        return height


class HeadLayout(_Items):
    """The first item takes the width left by the others (actions), which stand at the right.

    Where that would leave it less than its hint, the actions go under it.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent, spacing)

    def minimumSize(self) -> QSize:
        widths = [item.minimumSize().width() for item in self._shown()]
        return QSize(max(widths, default=0), self.heightForWidth(1 << 16))

    def _place(self, rect: QRect, *, move: bool) -> int:
        items = self._shown()
        if not items:
            return 0
        words, actions = items[0], items[1:]
        taken = sum(item.sizeHint().width() + self._gap for item in actions)
        tallest = max((item.sizeHint().height() for item in actions), default=0)
        beside = words.sizeHint().width() + taken <= rect.width()
        room = rect.width() - taken if beside else rect.width()
        height = _height(words, room)
        band = max(height, tallest) if beside else height
        if move:
            place = QRect(rect.left(), rect.top() + (band - height) // 2, room, height)
            words.setGeometry(self._turned(place, rect))
        used = room + self._gap if beside else 0
        down = 0 if beside else height + self._gap
        place = QRect(rect.left() + used, rect.top() + down, rect.width() - used, 0)
        below = self._flow(actions, place, rect, move=move)
        return band if beside or not actions else down + below


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
