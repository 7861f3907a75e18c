"""Discover: which open models exist for my need, what do they disclose, will they run here?

The pane only joins the parts: what was asked is in search, the open repo in repo_session, and each side
shows what it is given. Where there is no room for both, the sheet lies over the list with a way back.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent

from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.domain.fit import Fit
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.room_pane import RoomPane
from explorer.local.download_queue.downloads import Download
from explorer.rooms.discover.address_opener import AddressOpener
from explorer.rooms.discover.list_head_pane import SEARCH_KEYS
from explorer.rooms.discover.list_pane import ErrorHelp, ListSide
from explorer.rooms.discover.repo_actions import RepoActions, help_for_error
from explorer.rooms.discover.repo_details import RepoDetails
from explorer.rooms.discover.repo_lines import LocalFits, RepoLine
from explorer.rooms.discover.repo_opening import RepoOpeningState
from explorer.rooms.discover.repo_session import RepoSession
from explorer.rooms.discover.search import Search, SearchState
from explorer.rooms.discover.services import DiscoverServices
from explorer.rooms.discover.sheet_pane import SheetSide
from explorer.rooms.discover.split_pane import ListAndSheet
from explorer.rooms.discover.view_state import DiscoverView, read_view, store_view

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet import Sheet


class DiscoverPane(RoomPane):
    """Search and list left, the sheet of the chosen model right."""

    def __init__(self, shared: DiscoverServices) -> None:
        super().__init__()
        self.setObjectName(Room.DISCOVER)
        self._shared = shared
        self._was_offline = shared.is_offline()
        self._focus_sheet = False
        self._naming = AddressOpener(shared.hub, self.open_repo)
        yardstick = shared.machine.yardstick
        self._search = Search(shared.hub, shared.tasks, shared.licenses, yardstick, self._look_here)
        offers = RepoActions(
            shared.catalog, shared.downloads, shared.go, shared.is_offline, self._find_fitting
        )
        self._subject = RepoSession(shared, offers, self._open_page, self._show_family)
        self._left = ListSide(self._way_out(self._search.repeat))
        self._right = SheetSide(self._way_out(self._subject.again), offers.first_step())
        self.list, self.field, self.fits = self._left.list, self._left.head.field, self._left.head.fits
        self._sides = ListAndSheet(self._left, self._right, shared.store)
        column(self).addWidget(self._sides)
        self._connect()
        self._leave = self._listen()

    @property
    def sheet(self) -> "Sheet":
        return self._right.sheet

    def start(self) -> None:
        """Show what was shown last: words, order, filters, and the model that was open."""
        view = read_view(self._shared.store)
        if view.opened:
            self._subject.open(view.opened)
        self._left.head.restore(view.text, view.sort, view.filters)
        self._search.set_filters(self._left.head.filters)
        self._run_search()

    def show_place(self, place: Place) -> None:
        if self._naming.is_address(place.search):
            self._open_named(place.search)
        elif place.search:
            self.field.setText(place.search)
        if place.repo_id:
            self.open_repo(place.repo_id)
        if self.field.isVisibleTo(self):
            self.field.setFocus()

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Search models"), self._find, "search", shortcut=SEARCH_KEYS),
            Action(self.tr("Ask the Hub again"), self._refresh, "refresh", shortcut="F5"),
            *self._subject.commands(),
            *self._right.commands(),
        )

    def end_work(self) -> None:
        end_all(self._keep, *self._leave, self._search.close, self._subject.close)

    @property
    def opened_id(self) -> str:
        """The repo in the sheet, "" while none is."""
        state = self._subject.state
        return state.opened.repo.id if state.opened is not None and state.is_complete else ""

    @property
    def is_opening(self) -> bool:
        return self._subject.state.is_waiting

    @property
    def search_state(self) -> SearchState:
        return self._search.state

    @property
    def around(self) -> RepoDetails:
        """What stands around the model in the sheet."""
        return self._subject.around

    def open_repo(self, repo_id: str, file: str = "") -> None:
        """Open one repo in the sheet, listed or not. ``file``: a path or label that is wanted of it."""
        self._sides.show_front(sheet=True)
        self._subject.open(repo_id, file)

    def showEvent(self, event: QShowEvent) -> None:
        """What was measured meanwhile in another room counts here too."""
        super().showEvent(event)
        self._search.judge_again()
        self._refresh_sheet()

    def _listen(self) -> tuple[Callable[[], None], ...]:
        """What ends each of it."""
        downloads = self._shared.downloads
        return (
            self._search.changed.add(self._show_search),
            self._subject.changed.add(self._show_opening),
            self._shared.catalog.changed.add(self._catalog_changed),
            downloads.changed.add(self._download_changed),
            downloads.finished.add(self._download_changed),
            self._shared.settings_changed.add(self._settings_changed),
        )

    def _way_out(self, again: Callable[[], object]) -> ErrorHelp:
        return partial(help_for_error, again, self._shared.go, self._shared.is_offline)

    def _connect(self) -> None:
        head = self._left.head
        head.asked.connect(self._run_search)
        head.filtered.connect(self._filter)
        head.pasted.connect(self._open_named)
        head.sent.connect(self._open_sent)
        self._left.more_wanted.connect(partial(Search.more, self._search))
        self._left.open_wanted.connect(self._open_named)
        self._left.repeat_wanted.connect(partial(Search.repeat, self._search))
        self._left.filters_off.connect(self._clear_filters)
        self._left.stop_wanted.connect(partial(Search.cancel, self._search))
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(self._enter)
        self.list.near_end.connect(partial(Search.more, self._search))
        self._right.back_wanted.connect(self._back)
        self._right.stop_wanted.connect(self._stop_opening)

    @Slot()
    def _find(self) -> None:
        self._sides.show_front(sheet=False)
        self._left.head.focus_search()

    @Slot()
    def _refresh(self) -> None:
        self._search.repeat()
        self._subject.again()

    @Slot()
    def _run_search(self) -> None:
        text = self.field.text()
        if not self._naming.is_address(text):
            self._search.start(text, self._left.head.order)
            self._keep()

    @Slot(str)
    def _open_named(self, text: str) -> None:
        if name := self._naming.open(text):
            self.field.setText(name)  # so that the list shows it, too

    @Slot(str)
    def _open_sent(self, text: str) -> None:
        if self._naming.is_address(text):
            self._open_named(text)
        else:
            self._naming.send(text, self._search.state)

    @Slot()
    def _filter(self) -> None:
        self._search.filter(self._left.head.filters)
        self._keep()

    @Slot()
    def _clear_filters(self) -> None:
        self._left.clear_filters()
        self._filter()

    @Slot()
    def _stop_opening(self) -> None:
        self._subject.cancel()
        self._back()

    @Slot(object)
    def _choose(self, line: RepoLine) -> None:
        if line.row.id != self._subject.state.repo_id:
            self._subject.open(line.row.id)

    @Slot(object)
    def _enter(self, line: RepoLine) -> None:
        self._choose(line)
        self._sides.show_front(sheet=True)
        self._focus_sheet = self.list.focus_by_key
        self._take_focus()

    @Slot()
    def _back(self) -> None:
        self._sides.show_front(sheet=False)
        # A list that is not shown would take the keys whenever its rows come, from whatever has them then.
        there = self.list if self.list.isVisible() else self.field
        there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_focus(self) -> None:
        """The sheet gets the focus that Enter meant for it, once it is there."""
        if self._focus_sheet and self._right.shows_sheet:
            self._focus_sheet = False
            self.sheet.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_search(self, state: SearchState) -> None:
        self._left.show_state(state)
        self._naming.decide(state)
        if state.lines:
            self.list.mark(self._subject.state.repo_id)
            self._restore_places()

    def _show_opening(self, state: RepoOpeningState) -> None:
        content = self._subject.content()
        self._right.show_state(state, content)
        self.setWindowTitle(content.title if content is not None else "")
        self.list.mark(state.repo_id)
        self._take_focus()
        if not state.is_waiting:
            self._keep()
            self._restore_places()

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self._refresh_sheet()
        self._search.judge_again()

    def _look_here(self) -> LocalFits:
        """How well the models of this disk run, by their repos; asked on other threads."""
        by_repo: dict[str, list[LocalModel]] = {}
        for model in self._shared.catalog.models:
            if model.repo:
                by_repo.setdefault(model.repo, []).append(model)
        fit_of = self._shared.estimates.of

        def here(repo_id: str) -> list[tuple[str, Fit]]:
            return [(model.quantization, fit) for model in by_repo.get(repo_id, ()) if (fit := fit_of(model))]

        return here

    def _find_fitting(self) -> None:
        self._sides.show_front(sheet=False)
        self.fits.setChecked(True)

    def _download_changed(self, item: Download) -> None:
        if item.order.repo_id == self._subject.state.repo_id:
            self._refresh_sheet()

    def _settings_changed(self, _settings: Settings) -> None:
        """Once the network may be used again, what it kept from coming is asked for."""
        if self._shared.is_offline() == self._was_offline:
            return
        self._was_offline = self._shared.is_offline()
        self._refresh_sheet()
        if not self._was_offline:
            self._refresh()

    def hub_answers(self) -> None:
        """It did not for a while: what did not come is asked for again."""
        search, opened = self._search.state, self._subject.state
        is_old = opened.opened is not None and opened.opened.repo.trouble is not None
        if search.old is not None or search.error is not None or opened.error is not None or is_old:
            self._refresh()

    def _refresh_sheet(self) -> None:
        """Buttons follow what is on this disk and on its way."""
        content = self._subject.content()
        if content is not None:
            self._right.show_state(self._subject.state, content)

    def _open_page(self, repo_id: str) -> None:
        QDesktopServices.openUrl(QUrl(f"{self._shared.hub.endpoint}/{repo_id}"))

    def _show_family(self) -> None:
        self.sheet.show_family()

    def _restore_places(self) -> None:
        if self._search.state.lines and not self._subject.state.is_waiting:
            self._sides.restore_places()

    def _keep(self) -> None:
        head, opened = self._left.head, self._subject.state.repo_id
        view = DiscoverView(head.field.text(), head.order, head.filters, opened, *self._sides.places)
        store_view(self._shared.store, view)
