"""Leaderboards, browsed: one is chosen at the left, its rows stand at the right, each with its evidence."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.choose.leaderboards.board import BoardEntry
from explorer.domain.errors import GateError, KnownError, NotFoundError, OfflineError
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.popup import menu, open_below
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_files_controller import BoardFilesController
from explorer.rooms.choose.leaderboards.board_list_pane import BoardListColumn
from explorer.rooms.choose.leaderboards.board_list_rows import import_actions
from explorer.rooms.choose.leaderboards.board_model_rows import HereCell, here_cell
from explorer.rooms.choose.leaderboards.board_table_rows import BoardSpot
from explorer.rooms.choose.leaderboards.board_view_pane import BoardView
from explorer.rooms.choose.leaderboards.boards_session import BoardsSession, BoardsState, import_of
from explorer.rooms.choose.leaderboards.entry_popup_rows import EntryPopup
from explorer.rooms.choose.leaderboards.runs_here_finder import RunsHereFinder
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.session import ChoosePage, ChooseSession

_LIST, _BOARD, _NARROW, _NARROWEST, _LOW = 250, 950, 880, 420, 600  # pixels at 100 %


class LeaderboardsPage(ChoosePageView):
    """The page of the room."""

    def __init__(self, room: ChooseSession) -> None:
        super().__init__()
        services = room.services
        self._room, self._services, self._is_narrow = room, services, False
        self.session = BoardsSession(services)
        self.finder = RunsHereFinder(services)
        self.files = BoardFilesController(self.session, self)
        self.column, self.view = BoardListColumn(self.session), BoardView()
        self.view.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        state = services.core.store
        self._split = RememberedSplitter("leaderboards", state.get_state, state.set_state)
        for part in (self.column, self.view):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        px = look_of(self).sizes.px
        self._split.restore([px(_LIST), px(_BOARD)])
        boxes.column(self).add(self._split)
        self._connect()
        self._show(self.session.state)

    def show_page(self, page: ChoosePage) -> None:
        self.session.begin()
        self.finder.look(self._services.catalog.models)
        first = self.session.state.benchmarks[0].id
        self.session.open(page.subject or self.session.state.subject or first)

    def take_focus(self) -> None:
        if self._is_narrow:
            self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.column.take_focus()

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Search this page"), self.view.head.search.take_keys, "search", shortcut="Ctrl+F"),
            Action(self.tr("Ask the Hub again"), self._ask_again, "refresh", shortcut="F5"),
            Action(self.tr("Import a leaderboard"), self.files.ask_which, "plus"),
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.finder.rest()

    def close_page(self) -> None:
        for forget in self._listening:
            forget()
        self.session.close()
        self.finder.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_narrow = self.width() < look_of(self).sizes.px(_NARROW)
        focused = QApplication.focusWidget()
        if self._is_narrow and focused is not None and self.column.isAncestorOf(focused):
            self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.head.set_lines(1 if self.height() < look_of(self).sizes.px(_LOW) else 2)
        self.column.setVisible(not self._is_narrow)
        self.view.head.boards.setVisible(self._is_narrow)
        self.view.head.back.setVisible(self._is_narrow)

    def _connect(self) -> None:
        self._listening = (
            self.session.changed.add(self._show),
            self.session.changed.add(self.column.refresh),
            self.finder.found.add(self._show_here),
            self._services.catalog.changed.add(self.finder.look),
        )
        column, view = self.column, self.view
        column.left.connect(self._leave)
        column.imported.connect(self.files.ask_which)
        column.list.exported.connect(self.files.ask_where)
        column.list.deleted.connect(self.files.delete)
        view.head.boards.wanted.connect(self._choose_board)
        view.head.back.clicked.connect(self._leave)
        view.head.page.clicked.connect(self._open_hub)
        view.head.refresh.clicked.connect(self._ask_again)
        view.head.more.clicked.connect(self._open_more)
        view.head.derived_wanted.connect(self._choose_which)
        view.chosen.connect(self._open_entry)
        view.settled.connect(self.finder.want)

    @Slot()
    def _ask_again(self) -> None:
        self.finder.ask_again()
        self.session.read()

    @Slot()
    def _leave(self) -> None:
        self._room.open(ChoosePage())

    def _show(self, state: BoardsState) -> None:
        is_import, board = import_of(state.subject) is not None, state.board
        title = next((one.title for one in state.imports if one.number == import_of(state.subject)), "")
        self.view.head.show_board(state.subject, title, board, is_import=is_import)
        self.view.head.show_asking(asking=state.is_loading and not is_import)
        self.view.stale.show_board(board)
        if state.error is not None:
            self.view.show_instead(self._error_page(state.error))
        elif board is not None:
            self.view.show_board(board)
        elif state.subject:
            self.view.show_instead(None)
        else:
            said = self.tr("Choose a leaderboard at the left, or import a table of results.")
            self.view.show_instead(EmptyState("checklist", self.tr("No leaderboard is open"), said))

    def _error_page(self, error: KnownError) -> QWidget:
        again = Action(self.tr("Try again"), self._ask_again, "refresh")
        if isinstance(error, NotFoundError):
            column = Action(self.tr("Open its page…"), self._open_hub, "external")
            said = " ".join(map(shown, (error.what, error.advice)))
            return EmptyState("checklist", self.tr("No leaderboard here"), said, column, kind="outlined")
        settings = self._services.core.settings
        if isinstance(error, OfflineError) and settings.is_offline():
            online = partial(settings.change, offline=False)
            again = Action(self.tr("Go online"), _both(online, self._ask_again), "online")
        if isinstance(error, OfflineError):
            said = self.tr("This leaderboard was not read before.")
            return EmptyState("offline", shown(error.what), said, again, kind="outlined")
        page = QWidget()
        at_hub = Action(self.tr("Open its page…"), self._open_hub, "external")
        ways = (at_hub, again) if isinstance(error, GateError) else (again,)
        boxes.column(page, margins=(20, 18, 20, 18)).add(ErrorCard(error, *ways), STRETCH)
        return page

    def _show_here(self, _change: object = None) -> None:
        """What is known by now of the models that run here."""
        estimates, cells = self._services.core.estimates, dict[str, HereCell]()
        for name, here in self.finder.known.items():
            fit = estimates.of(here.model) if here.model is not None else None
            word = shown(fit.word) if fit is not None else ""
            cells[name] = here_cell(here, name, word)
        if self.finder.asking:
            cells[self.finder.asking] = HereCell("…")
        self.view.table.rows.show_here(cells)

    @Slot(object)
    def _open_entry(self, spot: BoardSpot) -> None:
        entry, board = spot.entry, self.view.board
        leads = self._way_to(entry)
        if spot.is_here and leads is not None and self.finder.known.get(entry.model) is not None:
            leads()
            return
        if entry.is_on_hub:
            self.finder.insist(entry.model)
        if board is not None:
            EntryPopup(entry, board, self.view.table.rows.here_of(entry), leads, self).open_at(spot.at)

    def _way_to(self, entry: BoardEntry) -> "partial[None] | None":
        """To the file in the Library, the repo with files for this machine, or the model itself."""
        here = self.finder.known.get(entry.model)
        if here is not None and here.model is not None:
            return partial(self._services.go, Place(Room.LIBRARY, model=here.model))
        repo = here.repo if here is not None and here.repo else entry.model if entry.is_on_hub else ""
        return partial(self._services.go, Place(Room.DISCOVER, repo_id=repo)) if repo else None

    @Slot(bool)
    def _choose_which(self, derived: bool) -> None:  # noqa: FBT001  a slot of a signal
        self.session.show_all(only_bases=not derived)

    @Slot()
    def _choose_board(self) -> None:
        """Where room is short: the list, as a menu."""
        entries: list[Action | None] = [
            Action(self.tr("Help me choose"), self.column.left.emit, "chevron-left")
        ]
        for row in self.column.choices():
            if not row.subject:
                entries.append(None)
                continue
            opened = partial(self.session.open, row.subject)
            entries.append(Action(row.title, opened, checked=row.subject == self.session.state.subject))
        entries += [None, Action(self.tr("Import a file…"), self.files.ask_which, "plus")]
        open_below(menu(self, entries), self.view.head.boards)

    @Slot()
    def _open_more(self) -> None:
        number = import_of(self.session.state.subject)
        if number is not None:
            actions = import_actions(number, self.files.ask_where, self.files.delete)
            open_below(menu(self, actions), self.view.head.more)

    def _open_hub(self) -> None:
        address = f"{self._services.core.hub.endpoint}/datasets/{self.session.state.subject}"
        LinkPopup(address, self).open_below(self.view.head.refresh)


def _both(first: Callable[[], object], then: Callable[[], object]) -> Callable[[], None]:
    def act() -> None:
        first()
        then()

    return act
