"""List and sheet beside each other; where there is no room for both, one at a time."""

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.base.store import Store
from explorer.kit.boxes import column
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.discover.list_pane import ListSide
from explorer.rooms.discover.session import DiscoverView, Side
from explorer.rooms.discover.sheet_pane import SheetSide

# Pixels at 100 %.
_BOTH = 640  # a narrower room shows one side
_NARROWEST, _LOWEST = 280, 300
_LEFT, _RIGHT = 464, 740


class ListAndSheet(QWidget):
    """``show_front`` says which side the person is at, for where there is room for one only."""

    def __init__(self, left: ListSide, right: SheetSide, store: Store, view: DiscoverView) -> None:
        """``view``: how both were left."""
        super().__init__()
        self._left, self._right = left, right
        self._sizes = look_of(self).sizes  # the room is built anew for another text size
        self._sheet_is_front = False
        self._view = view
        self._is_restored = False  # the places of last time: they are known once there is content
        split = RememberedSplitter("discover", store.get_state, store.set_state)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 5)
        split.restore([self._sizes.px(_LEFT), self._sizes.px(_RIGHT)])
        column(self).addWidget(split)

    def show_front(self, side: Side) -> None:
        self._sheet_is_front = side == "sheet"
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Of one side: where there is no room for both, one is hidden."""
        return QSize(self._sizes.px(_NARROWEST), self._sizes.px(_LOWEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def restore_places(self) -> None:
        """Scroll both sides to where they were left, once, after the layout of what has come."""
        if not self._is_restored:
            QTimer.singleShot(0, self._restore)

    @property
    def places(self) -> tuple[int, int]:
        """The first row seen, and the place in the sheet in pixels at 100 %."""
        if not self._is_restored:
            return self._view.top_row, self._view.sheet_at
        return self._left.list.top_row, round(self._right.scrolled * 100 / self._sizes.percent)

    def _arrange(self) -> None:
        both = self.width() >= self._sizes.px(_BOTH)
        self._left.setVisible(both or not self._sheet_is_front)
        self._right.setVisible(both or self._sheet_is_front)
        self._right.show_back(on=not both)

    @Slot()
    def _restore(self) -> None:
        if self._is_restored:
            return
        self._is_restored = True
        view = self._view
        if view.top_row:
            self._left.list.show_from(view.top_row)
        if view.sheet_at and self._right.shows_sheet:
            self._right.sheet.scroll_to(self._sizes.px(view.sheet_at))
