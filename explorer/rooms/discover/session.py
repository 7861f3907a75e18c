"""Discover without its widgets: the search, the open repo, and what is kept of both between starts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.base.store import Store
from explorer.domain.fit import Fit
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import RepoSort
from explorer.domain.words import Words
from explorer.hub.pasted import read_pasted
from explorer.kit.actions import Action
from explorer.local.download_queue.downloads import Download
from explorer.local.fit.estimates import Estimates
from explorer.local.hub_search.filters import Filters
from explorer.local.hub_search.repo_lines import LocalFits
from explorer.local.models.catalog import Catalog
from explorer.rooms.discover.repo_actions import RepoActions
from explorer.rooms.discover.repo_session import RepoSession
from explorer.rooms.discover.search import Search, SearchState
from explorer.rooms.room_services import RoomServices

type Side = Literal["list", "sheet"]

_KEY = "discover.view"
_Place = Annotated[int, msgspec.Meta(ge=0, le=1 << 30)]  # what Qt can count to


class DiscoverView(msgspec.Struct, frozen=True):
    """How the room was left. ``opened`` is a repo id, "" if none; ``top_row`` the first row seen.

    ``sheet_at`` is the place in the sheet in pixels at 100 %.
    """

    text: str = ""
    sort: RepoSort = RepoSort.DOWNLOADS
    filters: Filters = Filters()
    opened: str = ""
    top_row: _Place = 0
    sheet_at: _Place = 0


class DiscoverSession:
    """``to_front`` tells which side the person is led to; ``search`` and ``repo`` tell of themselves."""

    def __init__(
        self, services: RoomServices, open_page: Callable[[str], None], show_family: Callable[[], None]
    ) -> None:
        """``open_page`` shows a repo in the browser, ``show_family`` the part of the sheet."""
        core = services.core
        self._hub, self._store, self._is_offline = core.hub, core.store, core.settings.is_offline
        self._was_offline = self._is_offline()
        self.left = read_view(core.store)  # how the room was left last time
        self._text, self._order = self.left.text, self.left.sort
        self._sent = ""  # a name that was sent and waits for the list
        here = partial(fits_by_repo, services.catalog, core.estimates)
        self.search = Search(core.hub, services.tasks, core.licenses, core.machine.yardstick, here)
        self.actions = RepoActions(services, self.find_fitting)
        self.repo = RepoSession(services, self.actions, open_page, show_family)
        self.to_front: Listeners[Side] = Listeners()
        self._leave = (
            self.search.changed.add(self._open_sent),
            services.catalog.changed.add(self._catalog_changed),
            services.downloads.changed.add(self._download_changed),
            services.downloads.finished.add(self._download_changed),
            core.settings.changed.add(self._settings_changed),
        )

    def start(self) -> None:
        """Show what was shown last: words, order, filters, and the model that was open."""
        if self.left.opened:
            self.repo.open(self.left.opened)
        self.search.set_filters(self.left.filters)
        self.ask(self.left.text, self.left.sort)

    def close(self) -> None:
        end_all(*self._leave, self.search.close, self.repo.close)

    def commands(self) -> Sequence[Action]:
        refresh = Action(Words("Ask the Hub again"), self.refresh, "refresh", shortcut="F5")
        return refresh, *self.repo.commands()

    def ask(self, text: str, order: RepoSort) -> None:
        """Search for words; an address is opened when it is sent."""
        self._text, self._order = text, order
        if not self.is_address(text):
            self.search.start(text, order)

    def is_address(self, text: str) -> bool:
        named = read_pasted(text, self._hub.endpoint)
        return named is not None and named.is_address

    def open_named(self, text: str) -> str:
        """Open the repo that a text names, listed or not; the name of the repo, "" if it names none."""
        named = read_pasted(text, self._hub.endpoint)
        if named is None:
            return ""
        self.open(named.repo_id, named.file)
        return named.repo_id

    def send(self, text: str) -> str:
        """As ``open_named`` for an address; ``org/name`` may be words to search for: the list decides."""
        named = read_pasted(text, self._hub.endpoint)
        if named is not None and named.is_address:
            return self.open_named(text)
        self._sent = named.repo_id if named is not None else ""
        self._open_sent(self.search.state)
        return ""

    def choose(self, repo_id: str) -> None:
        if repo_id != self.repo.state.repo_id:
            self.repo.open(repo_id)

    def open(self, repo_id: str, file: str = "") -> None:
        """Open one repo in the sheet, listed or not. ``file``: a path or label that is wanted of it."""
        self.to_front.emit("sheet")
        self.repo.open(repo_id, file)

    def refresh(self) -> None:
        self.search.repeat()
        self.repo.again()

    def find_fitting(self) -> None:
        """List the models that this machine can run."""
        self.to_front.emit("list")
        self.search.filter(replace(self.search.state.filters, fits=True))

    def look_again(self) -> None:
        """What was measured, or came to this disk, meanwhile counts here too."""
        self.repo.renew()
        self.repo.measure()
        self.search.judge_again()

    def hub_answers(self) -> None:
        """It did not for a while: what did not come is asked for again."""
        search, opened = self.search.state, self.repo.state
        is_old = opened.opened is not None and opened.opened.repo.trouble is not None
        if search.old is not None or search.error is not None or opened.error is not None or is_old:
            self.refresh()

    def keep(self, places: tuple[int, int]) -> None:
        """``places``: the first row seen, and how far the sheet is scrolled, as in DiscoverView."""
        opened = self.repo.state.repo_id
        view = DiscoverView(self._text, self._order, self.search.state.filters, opened, *places)
        store_view(self._store, view)

    def _open_sent(self, state: SearchState) -> None:
        """Open what was sent if it is the name of a listed model, or if nothing else has it in its name."""
        if not self._sent or state.is_waiting or state.query.text != self._sent:
            return
        name, self._sent = self._sent, ""
        if not state.loaded or any(line.row.id.lower() == name.lower() for line in state.lines):
            self.open(name)

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self.look_again()

    def _download_changed(self, item: Download) -> None:
        if item.order.repo_id == self.repo.state.repo_id:
            self.repo.renew()

    def _settings_changed(self, _settings: Settings) -> None:
        """Once the network may be used again, what it kept from coming is asked for."""
        if self._is_offline() == self._was_offline:
            return
        self._was_offline = self._is_offline()
        self.repo.renew()
        if not self._was_offline:
            self.refresh()


def fits_by_repo(catalog: Catalog, estimates: Estimates) -> LocalFits:
    """How well the models of this disk run, by their repos; may be asked on other threads."""
    by_repo: dict[str, list[LocalModel]] = {}
    for model in catalog.models:
        if model.repo:
            by_repo.setdefault(model.repo, []).append(model)

    def here(repo_id: str) -> list[tuple[str, Fit]]:
        found = by_repo.get(repo_id, ())
        return [(model.quantization, fit) for model in found if (fit := estimates.of(model))]

    return here


def read_view(store: Store) -> DiscoverView:
    """The kept view; a fresh one where none was kept or an older version wrote another form."""
    return store.get_value(_KEY, DiscoverView, DiscoverView())


def store_view(store: Store, view: DiscoverView) -> None:
    store.set_value(_KEY, view)
