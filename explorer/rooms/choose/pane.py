"""The room Help me choose: one page at a time, each built when it is first shown."""

from collections.abc import Callable, Sequence
from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from explorer.base.shutdown import end_all
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.room_pane import RoomPane
from explorer.rooms.choose.leaderboards.boards_pane import LeaderboardsPage
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.session import ChooseKind, ChoosePage, ChooseSession
from explorer.rooms.choose.start.start_pane import ChooseStart
from explorer.rooms.room_services import RoomServices

_PAGES: dict[ChooseKind, Callable[[ChooseSession], ChoosePageView]] = {
    "start": ChooseStart,
    "leaderboards": LeaderboardsPage,
}


class ChoosePane(RoomPane):
    """``show_place`` opens a decision, a starting page of a use, a leaderboard, or another page."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName(Room.CHOOSE)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = ChooseSession(services)
        self.pages: dict[ChooseKind, ChoosePageView] = {}
        self._stack = QStackedWidget()
        boxes.column(self).add(self._stack)
        self.session.opened.add(self._show)
        self._show(self.session.page)

    def show_place(self, place: Place) -> None:
        if (page := page_of(place)) is not None:
            self.session.open(page)
        self.pages[self.session.page.kind].take_focus()

    def is_busy(self) -> bool:
        return any(page.is_busy() for page in self.pages.values())

    def unfinished(self) -> Sequence[str]:
        return tuple(chain.from_iterable(page.unfinished() for page in self.pages.values()))

    def commands(self) -> Sequence[Action]:
        return tuple(self.pages[self.session.page.kind].commands())

    def end_work(self) -> None:
        end_all(*(page.close_page for page in self.pages.values()))

    def _show(self, page: ChoosePage) -> None:
        if page.kind not in self.pages:
            self.pages[page.kind] = _PAGES[page.kind](self.session)
            self._stack.addWidget(self.pages[page.kind])
        view = self.pages[page.kind]
        view.show_page(page)
        self._stack.setCurrentWidget(view)
        stored = self.session.stored
        self.setWindowTitle(stored.title if stored is not None else "")


def page_of(place: Place) -> ChoosePage | None:
    """What a place asks for; ``None`` if it only leads here."""
    if place.decision_id is not None:
        return ChoosePage("decision", place.decision_id)
    if place.use:
        return ChoosePage("use", subject=place.use)
    if place.benchmark or place.choosing == "leaderboards":
        return ChoosePage("leaderboards", subject=place.benchmark)
    return ChoosePage("companies") if place.choosing == "companies" else None
