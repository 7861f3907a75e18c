"""A page of the activity panel: rows that scroll or why there are none, and a line of links."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of

_TAB = Qt.FocusPolicy.TabFocus


class ActivityPage(QWidget):
    """``show_rows`` takes the widgets from the top down; none shows the empty state."""

    def __init__(self, name: str, empty: EmptyState, links: Sequence[Action] = ()) -> None:
        super().__init__()
        self._empty = empty
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._scroll = Scroll(inner, name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        self._links = [_link(action) for action in links]
        if links:
            column.addWidget(_foot(self._links))

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Rows that were shown before and are not among these are deleted."""
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in rows:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._rows.addWidget(row)
            row.show()
        self._rows.addStretch()  # an alignment would leave wrapped texts the height of one line
        self._order_keys(rows)
        self._stack.setCurrentWidget(self._scroll if rows else self._empty)

    def _order_keys(self, rows: Sequence[QWidget]) -> None:
        """Tab goes through the rows, then the links under them, which were built first."""
        stops = [w for row in rows for w in row.findChildren(QWidget) if w.focusPolicy() & _TAB]
        for before, after in pairwise((*stops, *self._links)):
            QWidget.setTabOrder(before, after)


def page_row() -> tuple[QFrame, QHBoxLayout]:
    """One row of a page: its frame with a hairline below, and the layout inside."""
    px = look_of().sizes.px
    frame = QFrame()
    frame.setProperty("rule", "bottom")
    row = QHBoxLayout(frame)
    row.setContentsMargins(px(18), px(11), px(14), px(11))
    row.setSpacing(px(10))
    return frame, row


def _link(action: Action) -> Button:
    button = Button("link", action.text, action.icon, scale="compact")
    button.does(action)
    return button


def _foot(links: Sequence[Button]) -> QWidget:
    foot = QFrame()
    foot.setProperty("rule", "top")
    px = look_of().sizes.px
    row = QHBoxLayout(foot)
    row.setContentsMargins(px(12), px(7), px(12), px(7))
    for link in links:
        row.addWidget(link)
    row.addStretch()
    return foot
