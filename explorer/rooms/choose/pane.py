"""The room Help me choose: one page at a time, each built when it is first shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget

from explorer.base.shutdown import end_all
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.room_pane import RoomPane
from explorer.rooms.choose.companies.companies_pane import CompaniesPane
from explorer.rooms.choose.decision.decision_pane import DecisionPane
from explorer.rooms.choose.leaderboards.boards_pane import LeaderboardsPage
from explorer.rooms.choose.need.need_pane import NeedPage
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.room import SPEC
from explorer.rooms.choose.session import ChooseKind, ChoosePage, ChooseSession
from explorer.rooms.choose.start.start_pane import ChooseStart
from explorer.rooms.choose.trial.trial_pane import TrialPage
from explorer.rooms.choose.use.use_pane import UsePane
from explorer.rooms.room_services import RoomServices
from explorer.rooms.room_spec import RoomKey

_PAGES: Mapping[ChooseKind, Callable[[ChooseSession], ChoosePageView]] = {
    "start": ChooseStart,
    "leaderboards": LeaderboardsPage,
    "decision": DecisionPane,
    "need": NeedPage,
    "trial": TrialPage,
    "use": UsePane,
    "companies": CompaniesPane,
}
_STAGES: Mapping[str, ChooseKind] = {"questions": "need", "trial": "trial", "decision": "decision"}
_OTHERS: Mapping[str, ChooseKind] = {
    "start": "start",
    "leaderboards": "leaderboards",
    "companies": "companies",
}
_HOMES: Mapping[str, ChooseKind] = {"Ctrl+F": "leaderboards", "Ctrl+O": "leaderboards"}  # of keys


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
        self.session.changed.add(self._show_title)
        self.session.start()

    @property
    def page(self) -> ChoosePageView:
        """The one that is shown."""
        return self.pages[self.session.page.kind]

    def show_place(self, place: Place) -> None:
        page = page_of(place)
        if page is not None:
            self.session.open(page)
        elif place.decision_id is not None:
            self.session.open_decision(place.decision_id)
        else:
            self.session.refresh()
        self.page.take_focus()

    def is_busy(self) -> bool:
        return any(page.is_busy() for page in self.pages.values())

    def unfinished(self) -> Sequence[str]:
        return tuple(chain.from_iterable(page.unfinished() for page in self.pages.values()))

    def hub_answers(self) -> None:
        for page in self.pages.values():
            page.hub_answers()

    def commands(self) -> Sequence[Action]:
        """Those with keys first, as ``room.py`` tells them: keys are the same whatever is shown."""
        offered = [*self._own_commands(), *self.page.commands()]
        by_keys = {action.shortcut: action for action in offered if action.shortcut}
        keyed = (by_keys.get(key.keys) or self._elsewhere(key) for key in SPEC.room_keys)
        return (*keyed, *(action for action in offered if not action.shortcut))

    def end_work(self) -> None:
        end_all(*(page.close_page for page in self.pages.values()), self.session.close)

    def _elsewhere(self, key: RoomKey) -> Action:
        """What the page that is shown does not have: another one that needs no decision is opened for it."""
        home = _HOMES.get(key.keys)

        def call() -> None:
            self.session.open(ChoosePage(home or "start"))
            self.run_command(key.keys)

        return Action(shown(key.words), call, enabled=home is not None, shortcut=key.keys)

    def _own_commands(self) -> Sequence[Action]:
        session, page = self.session, self.session.page
        words = {key.keys: shown(key.words) for key in SPEC.room_keys}
        is_open = session.stored is not None
        can_rename = is_open or page.kind == "start"
        stages = (
            Action(
                words[keys],
                partial(session.open, replace(page, kind=kind)),
                "signpost",
                enabled=is_open,
                shortcut=keys,
            )
            for keys, kind in zip(("Alt+1", "Alt+2", "Alt+3"), _STAGES.values(), strict=True)
        )
        pages: dict[ChooseKind, str] = {
            "start": self.tr("Help me choose"),
            "leaderboards": self.tr("Leaderboards"),
            "companies": self.tr("What companies disclose"),
        }
        return (
            Action(words["Ctrl+N"], session.begin, "plus", shortcut="Ctrl+N"),
            Action(words["F2"], self.page.rename, "edit", enabled=can_rename, shortcut="F2"),
            *stages,
            *(
                Action(name, partial(session.open, ChoosePage(kind)), "signpost")
                for kind, name in pages.items()
            ),
            Action(
                self.tr("Delete the decision"),
                partial(session.delete, page.decision),
                "trash",
                enabled=is_open,
                danger=True,
            ),
        )

    def _show(self, page: ChoosePage) -> None:
        """Keys that were in the page that goes are of use in the one that comes."""
        kind = page.kind
        if kind not in self.pages:
            self.pages[kind] = _PAGES[kind](self.session)
            self._stack.addWidget(self.pages[kind])
        view = self.pages[kind]
        view.show_page(page)
        if self.session.page != page:
            return  # what it should show is not there: another page is shown by now
        focused = QApplication.focusWidget()
        was_inside = focused is not None and self._stack.isAncestorOf(focused)
        self._stack.setCurrentWidget(view)
        if was_inside:
            view.take_focus()
        self._show_title()

    def _show_title(self, _change: object = None) -> None:
        stored = self.session.stored
        self.setWindowTitle(shown(stored.title) if stored is not None else "")


def page_of(place: Place) -> ChoosePage | None:
    """What a place asks for; ``None`` if it only leads here, or to a decision at whatever page it is at."""
    if place.decision_id is not None:
        kind = _STAGES.get(place.choosing)
        return ChoosePage(kind, place.decision_id) if kind is not None else None
    if place.use:
        return ChoosePage("use", subject=place.use)
    if place.benchmark:
        return ChoosePage("leaderboards", subject=place.benchmark)
    kind = _OTHERS.get(place.choosing)
    return ChoosePage(kind) if kind is not None else None
