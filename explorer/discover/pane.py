"""Discover: which open models exist for my need, what do they disclose, will they run here?

The pane only joins the parts: what was asked is in search, what is open in opening, what can be done in
offers, and each side shows what it is given. Where there is no room for both sides, the sheet lies over the
list with a way back.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from explorer.base.ending import end_all
from explorer.base.machine import Machine
from explorer.base.store import Store
from explorer.discover.head_pane import SEARCH_KEYS
from explorer.discover.images import CardImages
from explorer.discover.kept import View, keep_view, read_view
from explorer.discover.lines import RepoLine
from explorer.discover.list_pane import ListSide
from explorer.discover.offers import Offers
from explorer.discover.opening import Opened, Opening, OpenState
from explorer.discover.search import Search, SearchState
from explorer.discover.sheet_pane import SheetSide
from explorer.discover.sides_pane import Sides
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.repo import Repo
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.room import RoomPane
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads
from explorer.transparency.licenses import Licenses
from explorer.transparency.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.transparency.sheet import Sheet


class DiscoverPane(RoomPane):
    """Search and list left, the sheet of the chosen model right."""

    def __init__(
        self,
        *,
        hub: Hub,
        tasks: Tasks,
        store: Store,
        catalog: Catalog,
        downloads: Downloads,
        licenses: Licenses,
        machine: Machine,
        go: Go,
        is_offline: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.setObjectName(Room.DISCOVER)
        self._store, self._machine, self._go, self._is_offline = store, machine, go, is_offline
        self._focus_sheet = False
        self._search = Search(hub, tasks, licenses, machine.yardstick)
        self._opening = Opening(hub, tasks, licenses)
        self._images = CardImages(hub, tasks, is_offline)
        self._offers = Offers(catalog, downloads, machine, go)
        self._left = ListSide(partial(self._way_out, self._search.repeat))
        self._right = SheetSide(partial(self._way_out, self._open_again), self._offers.first_step())
        head, self.list = self._left.head, self._left.list
        self.field, self.fits = head.field, head.fits
        self._sides = Sides(self._left, self._right, store)
        column(self).addWidget(self._sides)
        self._connect()
        self._leave = (
            self._search.changed.add(self._show_search),
            self._opening.changed.add(self._show_opening),
            catalog.changed.add(self._catalog_changed),
            downloads.changed.add(self._download_changed),
            downloads.finished.add(self._download_changed),
        )

    @property
    def sheet(self) -> "Sheet":
        return self._right.sheet

    def start(self) -> None:
        """Show what was shown last: words, order, filters, and the model that was open."""
        view = read_view(self._store)
        if view.opened:
            self._opening.open(view.opened)
        self._left.head.restore(view.text, view.sort, view.filters)
        self._search.filter(view.filters)
        self._run_search()

    def show_place(self, place: Place) -> None:
        if place.search:
            self.field.setText(place.search)
        if place.repo_id:
            self.open_repo(place.repo_id)
        if self.field.isVisibleTo(self):
            self.field.setFocus()

    def commands(self) -> Sequence[Action]:
        opened = self._opening.state.opened
        return (
            Action(self.tr("Search models"), self._find, "search", shortcut=SEARCH_KEYS),
            Action(self.tr("Ask the Hub again"), self._refresh, "refresh", shortcut="F5"),
            *(self._repo_commands(opened.repo) if opened is not None else self._idle_commands()),
        )

    def close_room(self) -> None:
        end_all(self._keep, *self._leave, self._search.close, self._opening.close)

    @property
    def opened_id(self) -> str:
        """The repo in the sheet, "" while none is."""
        opened = self._opening.state.opened
        return opened.repo.id if opened is not None else ""

    @property
    def is_opening(self) -> bool:
        return self._opening.state.is_waiting

    @property
    def search_state(self) -> SearchState:
        return self._search.state

    def open_repo(self, repo_id: str) -> None:
        """Open one repo in the sheet, listed or not."""
        self._sides.show_front(sheet=True)
        self._opening.open(repo_id)

    def _connect(self) -> None:
        head = self._left.head
        head.asked.connect(self._run_search)
        head.filtered.connect(self._filter)
        self._left.repeat_wanted.connect(self._repeat)
        self._left.filters_off.connect(self._clear_filters)
        self._left.stop_wanted.connect(self._stop_search)
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(self._enter)
        self.list.near_end.connect(self._more)
        self._right.back_wanted.connect(self._back)
        self._right.stop_wanted.connect(self._stop_opening)

    def _repo_commands(self, repo: Repo) -> tuple[Action, ...]:
        primary, compare = self._offers.primary(repo), self._offers.compare(repo)
        page = Action(self.tr("Open its page on the Hub"), partial(self._open_page, repo), "external")
        return (
            *([primary] if primary is not None else []),
            replace(compare, icon="columns"),
            page,
        )

    def _idle_commands(self) -> tuple[Action, ...]:
        step = self._offers.first_step()
        return (step,) if step is not None else ()

    def _way_out(self, again: Callable[[], object], error: KnownError) -> Action:
        """Trying again is no help while offline mode is on."""
        if isinstance(error, OfflineError) and self._is_offline():
            settings = partial(self._go, Place(Room.SETTINGS, setting="offline"))
            return Action(self.tr("Open the settings"), settings, "settings")
        return Action(self.tr("Try again"), again, "refresh")

    @Slot()
    def _find(self) -> None:
        self._back()
        self._left.head.focus_search()

    @Slot()
    def _refresh(self) -> None:
        self._search.repeat()
        self._open_again()

    @Slot()
    def _repeat(self) -> None:
        self._search.repeat()

    def _open_again(self) -> None:
        if self._opening.state.repo_id:
            self._opening.open(self._opening.state.repo_id)

    @Slot()
    def _run_search(self) -> None:
        head = self._left.head
        self._search.start(head.field.text(), head.order)
        self._keep()

    @Slot()
    def _filter(self) -> None:
        self._search.filter(self._left.head.filters)
        self._keep()

    @Slot()
    def _clear_filters(self) -> None:
        self._left.clear_filters()
        self._filter()

    @Slot()
    def _more(self) -> None:
        self._search.more()

    @Slot()
    def _stop_search(self) -> None:
        self._search.cancel()

    @Slot()
    def _stop_opening(self) -> None:
        self._opening.cancel()
        self._back()

    @Slot(object)
    def _choose(self, line: RepoLine) -> None:
        if line.row.id != self._opening.state.repo_id:
            self._opening.open(line.row.id)

    @Slot(object)
    def _enter(self, _line: RepoLine) -> None:
        self._sides.show_front(sheet=True)
        self._focus_sheet = self.list.focus_by_key
        self._take_focus()

    @Slot()
    def _back(self) -> None:
        self._sides.show_front(sheet=False)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_focus(self) -> None:
        """The sheet gets the focus that Enter meant for it, once it is there."""
        if self._focus_sheet and self._right.shows_sheet:
            self._focus_sheet = False
            self.sheet.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_search(self, state: SearchState) -> None:
        self._left.show_state(state)
        if state.lines:
            self.list.mark(self._opening.state.repo_id)
            self._restore_places()

    def _show_opening(self, state: OpenState) -> None:
        content = self._content(state.opened) if state.opened is not None else None
        self._right.show_state(state, content)
        self.setWindowTitle(content.title if content is not None else "")
        self.list.mark(state.repo_id)
        self._take_focus()
        if not state.is_waiting:
            self._keep()
            self._restore_places()

    def _content(self, opened: Opened) -> SheetContent:
        from explorer.discover.content import content_of  # noqa: PLC0415  with the sheet, not before

        repo = opened.repo
        page = Action(self.tr("Open its page"), partial(self._open_page, repo), "external")
        token = partial(self._go, Place(Room.SETTINGS, setting="token"))
        add_token = Action(self.tr("Add a token"), token, "key")
        locked = self._offers.is_locked(repo)  # then its page is what helps, not a download
        return content_of(
            repo,
            opened.dossier,
            self._machine.yardstick,
            primary=page if locked else self._offers.primary(repo),
            secondary=self._offers.compare(repo),
            get=partial(self._offers.of_variant, repo),
            gate_actions=(add_token,) if locked else (page, add_token),
            images=self._images.loader(repo),
        )

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self._refresh_sheet()

    def _download_changed(self, item: Download) -> None:
        if item.order.repo_id == self.opened_id:
            self._refresh_sheet()

    def _refresh_sheet(self) -> None:
        """Buttons follow what is on this disk and on its way."""
        state = self._opening.state
        if state.opened is not None:
            self._right.show_state(state, self._content(state.opened))

    def _open_page(self, repo: Repo) -> None:
        QDesktopServices.openUrl(QUrl(f"{repo.endpoint}/{repo.id}"))

    def _restore_places(self) -> None:
        if self._search.state.lines and not self._opening.state.is_waiting:
            self._sides.restore_places()

    def _keep(self) -> None:
        head, (top_row, sheet_at) = self._left.head, self._sides.places
        opened = self._opening.state.repo_id
        text, order, filters = head.field.text(), head.order, head.filters
        keep_view(self._store, View(text, order, filters, opened, top_row, sheet_at))
