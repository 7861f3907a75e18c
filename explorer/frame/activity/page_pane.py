"""A page of the activity panel: rows that scroll or why there are none, and a line of links."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Row, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.scroll import Scroll

_TAB = Qt.FocusPolicy.TabFocus


class ActivityPage(QWidget):
    """``show_rows`` takes the widgets from the top down; none shows the empty state."""

    def __init__(self, name: str, empty: EmptyState, links: Sequence[Action] = ()) -> None:
        super().__init__()
        self._empty = empty
        inner = QWidget()
        self._listed = column(inner)
        self._scroll = Scroll(inner, name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(empty)
        self._whole = column(self).add(stretched(self._stack))
        self._links = [_link(action) for action in links]
        if links:
            self.add_foot(_foot(self._links))

    def add_foot(self, foot: QWidget) -> None:
        """Under the rows, whether there are any or not."""
        self._whole.addWidget(foot)

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Rows that were shown before and are not among these are deleted."""
        while (item := self._listed.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in rows:
                old.hide()
                old.deleteLater()
        for one in rows:
            self._listed.addWidget(one)
            one.show()
        self._listed.addStretch()  # an alignment would leave wrapped texts the height of one line
        self._order_keys(rows)
        self._stack.setCurrentWidget(self._scroll if rows else self._empty)

    def _order_keys(self, rows: Sequence[QWidget]) -> None:
        """Tab goes through the rows, then the links under them, which were built first."""
        stops = [w for one in rows for w in one.findChildren(QWidget) if w.focusPolicy() & _TAB]
        for before, after in pairwise((*stops, *self._links)):
            QWidget.setTabOrder(before, after)


def page_row() -> tuple[QFrame, Row]:
    """One row of a page: its frame with a hairline below, and the layout inside."""
    frame = QFrame()
    frame.setProperty("rule", "bottom")
    line = row(frame, margins=(18, 11, 14, 11), spacing=10)
    return frame, line


def _link(action: Action) -> Button:
    return Button("link", action.text, action.icon, scale="compact", then=action)


def _foot(links: Sequence[Button]) -> QWidget:
    foot = QFrame()
    foot.setProperty("rule", "top")
    row(foot, margins=(12, 7, 12, 7), spacing=6).add(*links, STRETCH)
    return foot
