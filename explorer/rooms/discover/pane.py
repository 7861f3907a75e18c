"""Discover: which open models exist for my need, what do they disclose, will they run here?

The pane only joins the parts: what was asked and what is open stands in the session, and each side shows
what it is given. Where there is no room for both, the sheet lies over the list with a way back.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.base.shutdown import end_all
from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.room_pane import RoomPane
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.local.hub_search.repo_lines import RepoLine
from explorer.rooms.discover.list_head_pane import SEARCH_KEYS
from explorer.rooms.discover.list_pane import ListSide
from explorer.rooms.discover.repo_session import RepoOpeningState
from explorer.rooms.discover.search import SearchState
from explorer.rooms.discover.session import DiscoverSession, DiscoverView, Side
from explorer.rooms.discover.sheet_pane import SheetSide
from explorer.rooms.room_services import RoomServices

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet import Sheet


class DiscoverPane(RoomPane):
    """Search and list left, the sheet of the chosen model right."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName(Room.DISCOVER)
        self.session = DiscoverSession(services, partial(_open_page, services.core.hub), self._show_family)
        self._focus_sheet = False  # Enter meant it for the sheet, which is not there yet
        self._left = ListSide(self.session)
        self._right = SheetSide(self.session)
        self.head, self.list = self._left.head, self._left.list
        self._sides = ListAndSheet(self._left, self._right, services.core.store, self.session.left)
        column(self).addWidget(self._sides)
        self._leave = self._connect()

    @property
    def sheet(self) -> "Sheet":
        return self._right.sheet

    def start(self) -> None:
        """Show what was shown last."""
        self.head.restore()
        self.session.start()

    def show_place(self, place: Place) -> None:
        if self.session.is_address(place.search):
            self.head.open_named(place.search)
        elif place.search:
            self.head.field.setText(place.search)
        if place.repo_id:
            self.session.open(place.repo_id)
        if self.head.field.isVisibleTo(self):
            self.head.field.setFocus()

    def commands(self) -> Sequence[Action]:
        find = Action(self.tr("Search models"), self._find, "search", shortcut=SEARCH_KEYS)
        return find, *self.session.commands(), *self._right.commands()

    def hub_answers(self) -> None:
        self.session.hub_answers()

    def end_work(self) -> None:
        end_all(self._keep, *self._leave, self.session.close)

    def showEvent(self, event: QShowEvent) -> None:
        """What was measured meanwhile in another room counts here too."""
        super().showEvent(event)
        self.session.look_again()

    def _connect(self) -> tuple[Callable[[], None], ...]:
        """What ends what is listened to."""
        self.list.entered.connect(self._enter)
        self._right.back_wanted.connect(self._back)
        return (
            self.session.to_front.add(self._sides.show_front),
            self.session.search.changed.add(self._show_search),
            self.session.repo.changed.add(self._show_repo),
            self.session.repo.renewed.add(self._show_sheet),
        )

    @Slot()
    def _find(self) -> None:
        self._sides.show_front("list")
        self.head.focus_search()

    @Slot(object)
    def _enter(self, line: RepoLine) -> None:
        self.session.choose(line.row.id)
        self._sides.show_front("sheet")
        self._focus_sheet = self.list.focus_by_key
        self._take_focus()

    @Slot()
    def _back(self) -> None:
        self._sides.show_front("list")
        # A list that is not shown would take the keys whenever its rows come, from whatever has them then.
        there = self.list if self.list.isVisible() else self.head.field
        there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_focus(self) -> None:
        """The sheet gets the focus that Enter meant for it, once it is there."""
        if self._focus_sheet and self._right.shows_sheet:
            self._focus_sheet = False
            self.sheet.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_search(self, state: SearchState) -> None:
        self._left.show_state(state)
        if state.lines:
            self.list.mark(self.session.repo.state.repo_id)
        self._settle()

    def _show_repo(self, state: RepoOpeningState) -> None:
        self._show_sheet(state)
        self.list.mark(state.repo_id)
        self._take_focus()
        self._settle()

    def _show_sheet(self, state: RepoOpeningState) -> None:
        content = self.session.repo.content()
        self._right.show_state(state, content)
        self.setWindowTitle(content.title if content is not None else "")

    def _show_family(self) -> None:
        self.sheet.show_family()

    def _settle(self) -> None:
        """What is shown is kept, and scrolled to where it was left once nothing moves any more."""
        self._keep()
        if not self.session.repo.state.is_waiting and self.session.search.state.lines:
            self._sides.restore_places()

    def _keep(self) -> None:
        self.session.keep(self._sides.places)


def _open_page(hub: Hub, repo_id: str) -> None:
    """At the Hub as it is set now."""
    QDesktopServices.openUrl(QUrl(f"{hub.endpoint}/{repo_id}"))


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
