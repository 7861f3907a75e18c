"""Discover: which open models exist for my need, what do they disclose, will they run here?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from explorer.base.machine import Machine
from explorer.base.store import Store
from explorer.discover.content import best_variant, content_of, variant_words
from explorer.discover.lines import RepoLine
from explorer.discover.rows import RepoList
from explorer.discover.search import Filters, Phase, Search, SearchState
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.facts import Dossier
from explorer.domain.local import Intact, LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.repo import Repo, Sort, Variant
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.empty import EmptyState
from explorer.kit.errors import ErrorCard
from explorer.kit.layouts import Flow
from explorer.kit.room import RoomPane
from explorer.kit.search import SearchField
from explorer.kit.skeleton import Skeleton
from explorer.kit.split import Split
from explorer.kit.tasks import Context, Task, Tasks
from explorer.kit.text import Para
from explorer.local import starter
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads, DownloadState
from explorer.local.facts import dossier_of_repo
from explorer.transparency.licenses import Licenses
from explorer.transparency.sheet import Sheet, SheetContent


@dataclass(frozen=True)
class Opened:
    """A repo with what was read about it."""

    repo: Repo
    dossier: Dossier


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
        self.setObjectName("discover")
        self._hub, self._tasks, self._store = hub, tasks, store
        self._catalog, self._downloads = catalog, downloads
        self._licenses, self._machine, self._go = licenses, machine, go
        self._is_offline = is_offline
        self._opening: Task | None = None
        self._opened: Opened | None = None
        self._states: dict[int, DownloadState] = {}  # as the sheet shows them
        self._search = Search(hub, tasks, licenses, machine.memory_total)
        self._build()
        self._leave = (
            self._search.changed.add(self._show_state),
            catalog.changed.add(self._catalog_changed),
            downloads.changed.add(self._download_changed),
        )

    def start(self) -> None:
        """Show the first list: the last search, or what is downloaded most."""
        self.field.setText(self._store.get_state("discover.text"))
        self._run_search()

    def show_place(self, place: Place) -> None:
        if place.search:
            self.field.setText(place.search)
        if place.repo_id:
            self.open_repo(place.repo_id)
        self.field.setFocus()

    def close_room(self) -> None:
        for leave in self._leave:
            leave()
        self._search.close()
        if self._opening is not None:
            self._opening.stop()

    @property
    def opened_id(self) -> str:
        """The repo in the sheet, "" while none is."""
        return self._opened.repo.id if self._opened else ""

    @property
    def is_opening(self) -> bool:
        return self._opening is not None and not self._opening.is_over()

    @property
    def search_state(self) -> SearchState:
        return self._search.state

    def open_repo(self, repo_id: str) -> None:
        """Open one repo in the sheet, listed or not."""
        if self._opening is not None:
            self._opening.stop()
        hub, licenses = self._hub, self._licenses

        def work(_context: Context[None]) -> Opened:
            repo = hub.open(repo_id)
            return Opened(repo, dossier_of_repo(repo, licenses))

        self._opened = None
        self._right.setCurrentWidget(self._waiting)
        self._opening = self._tasks.run(
            work, self._show_repo, partial(self._show_trouble, repo_id), owner=self
        )

    def _content(self, opened: Opened) -> SheetContent:
        repo = opened.repo
        return content_of(
            repo,
            opened.dossier,
            self._machine.memory_total,
            primary=self._primary(repo),
            secondary=Action(self.tr("Compare"), partial(self._compare, repo), "plus"),
            get=partial(self._get_action, repo),
            gate_action=Action(self.tr("Open its page"), partial(self._open_page, repo), "external"),
        )

    def _build(self) -> None:
        split = Split("discover", self._store.get_state, self._store.set_state)
        split.addWidget(self._build_left())
        split.addWidget(self._build_right())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 5)
        split.restore([452, 752])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def _build_left(self) -> QWidget:
        left = QWidget()
        left.setMinimumWidth(280)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        self.list = RepoList()
        self.list.chosen.connect(self._choose)
        self.list.near_end.connect(self._search.more)
        self._list_place = QStackedWidget()
        self._list_place.addWidget(self.list)
        self._skeleton = Skeleton(8)
        self._list_place.addWidget(self._skeleton)
        self._list_place.setProperty("ground", "surface")
        column.addWidget(self._list_place, 1)
        return left

    def _build_head(self) -> QWidget:
        head = QFrame()
        head.setProperty("rule", "bottom")
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(8)
        self.field = SearchField(self.tr("Search models on the Hugging Face Hub"), "Ctrl+F")
        self.field.searched.connect(self._run_search)
        QShortcut(QKeySequence.StandardKey.Find, self, self.field.setFocus)
        column.addWidget(self.field)
        column.addWidget(self._build_chips())
        self._note = Para("", "secondary", "muted")
        self._note.hide()
        column.addWidget(self._note)
        return head

    def _build_chips(self) -> QWidget:
        chips = QWidget()
        flow = Flow(chips, spacing=6)
        self.fits = Chip(self.tr("Fits this machine"))
        self.data_named = Chip(self.tr("Training data named"))
        self.license = MenuChip(
            self.tr("License"),
            [
                Choice("", self.tr("any")),
                Choice("open", self.tr("open source")),
                Choice("stated", self.tr("stated")),
            ],
        )
        self.sort = MenuChip(
            self.tr("Sort"),
            [
                Choice(Sort.DOWNLOADS, self.tr("Downloads")),
                Choice(Sort.LIKES, self.tr("Likes")),
                Choice(Sort.TRENDING, self.tr("Trending")),
                Choice(Sort.UPDATED, self.tr("Updated")),
            ],
        )
        for chip in (self.fits, self.license, self.data_named, self.sort):
            flow.addWidget(chip)
        self.fits.toggled.connect(self._filter)
        self.data_named.toggled.connect(self._filter)
        self.license.picked.connect(self._filter)
        self.sort.picked.connect(self._run_search)
        return chips

    def _build_right(self) -> QWidget:
        self._right = QStackedWidget()
        self.sheet = Sheet()
        self._waiting = _padded(Skeleton(12, lines=True))
        self._nothing = EmptyState(
            "search",
            self.tr("Choose a model to see what it discloses"),
            self.tr("License, training data, lineage and files: each fact with the place it was read."),
            self._first_step(),
        )
        for widget in (self._nothing, self._waiting, self.sheet):
            self._right.addWidget(widget)
        return self._right

    def _first_step(self) -> Action | None:
        """Whoever has no model yet can try one at once, without network or account."""
        if not starter.is_available() or starter.is_in_place(self._catalog.models_folder):
            return None
        try_it = partial(self._go, Place(Room.PLAYGROUND))
        return Action(self.tr("Try the model that is included"), try_it, "chat")

    @Slot()
    def _run_search(self) -> None:
        self._store.set_state("discover.text", self.field.text())
        self._search.start(self.field.text(), Sort(self.sort.choice.value))

    @Slot()
    def _filter(self) -> None:
        self._search.filter(
            Filters(
                fits=self.fits.isChecked(),
                data_named=self.data_named.isChecked(),
                license_kind=self.license.choice.value,
            )
        )

    @Slot(object)
    def _choose(self, line: RepoLine) -> None:
        self._store.set_state("discover.repo", line.row.id)
        self.open_repo(line.row.id)

    def _show_state(self, state: SearchState) -> None:
        self._note.setText(state.note)
        self._note.setVisible(bool(state.note))
        if state.phase is Phase.LOADING and not state.lines:
            self._list_place.setCurrentWidget(self._skeleton)
        elif state.phase is Phase.ERROR and state.error is not None:
            self._show_in_list(
                _padded(ErrorCard(state.error, self._way_out(state.error, self._search.repeat)))
            )
        elif state.phase is Phase.CONTENT and not state.lines:
            self._show_in_list(self._empty(state))
        else:
            self.list.show_lines(state.lines)
            self._list_place.setCurrentWidget(self.list)
            self._select_last()

    def _select_last(self) -> None:
        """After a start, the model that was open last, if the list has it."""
        if self._opened is None and self._opening is None:
            last = self._store.get_state("discover.repo")
            if last:
                self.list.select(last)

    def _empty(self, state: SearchState) -> QWidget:
        if state.filters.is_on and state.loaded:
            text = self.tr("None of the {n} loaded models passes the filters.").format(n=state.loaded)
            action = Action(self.tr("Clear the filters"), self._clear_filters)
            return EmptyState("filter", self.tr("Nothing left"), text, action)
        return EmptyState(
            "search",
            self.tr("No model has these words in its name"),
            self.tr("The Hub searches names only. Try fewer or other words, such as “qwen” or “medical”."),
        )

    def _clear_filters(self) -> None:
        self.fits.setChecked(False)
        self.data_named.setChecked(False)
        self.license.set_choice("")
        self._filter()

    def _show_in_list(self, widget: QWidget) -> None:
        _show_last(self._list_place, widget, kept=2)

    def _show_repo(self, opened: Opened) -> None:
        self._opened = opened
        self.sheet.show_content(self._content(opened))
        self._right.setCurrentWidget(self.sheet)

    def _show_trouble(self, repo_id: str, error: KnownError) -> None:
        way_out = self._way_out(error, partial(self.open_repo, repo_id))
        _show_last(self._right, _padded(ErrorCard(error, way_out)), kept=3)

    def _way_out(self, error: KnownError, again: Callable[[], None]) -> Action:
        """Trying again is no help while offline mode is on."""
        if isinstance(error, OfflineError) and self._is_offline():
            return Action(self.tr("Open the settings"), partial(self._go, Place(Room.SETTINGS)), "settings")
        return Action(self.tr("Try again"), again, "refresh")

    def _primary(self, repo: Repo) -> Action | None:
        local = self._sound(repo)
        if local:
            return Action("Try it", partial(self._try, local[0]), "play")
        best = best_variant(repo, self._machine.memory_total) or (repo.variants[0] if repo.variants else None)
        if best is None:
            return None
        running = self._download_of(repo, best)
        if running is not None:
            return Action(_progress_words(running), partial(self._go, Place(Room.LIBRARY)), "download")
        return Action(
            f"Download · {variant_words(best)}", partial(self._downloads.add, repo, best), "download"
        )

    def _get_action(self, repo: Repo, variant: Variant) -> Action:
        local = next((m for m in self._sound(repo) if m.path.name == _name(variant)), None)
        if local is not None:
            return Action("Try", partial(self._try, local))
        item = self._download_of(repo, variant)
        if item is not None:
            return Action("Coming" if item.is_active else "Stopped", partial(self._go, Place(Room.LIBRARY)))
        return Action("Get", partial(self._downloads.add, repo, variant))

    def _sound(self, repo: Repo) -> list[LocalModel]:
        """What is here of this repo and can be used; a damaged file is offered for download again."""
        local = self._catalog.of_repo(repo.id)
        return [m for m in local if m.intact is not Intact.DAMAGED and not m.problem]

    def _download_of(self, repo: Repo, variant: Variant) -> Download | None:
        for item in self._downloads.items:
            if item.order.repo_id == repo.id and item.order.files == variant.files:
                return item
        return None

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self._refresh_sheet()

    def _download_changed(self, item: Download) -> None:
        if self._opened is None or item.order.repo_id != self._opened.repo.id:
            return
        if self._states.get(item.id) != item.state:
            self._states[item.id] = item.state
            self._refresh_sheet()
        elif self.sheet.primary is not None and "%" in self.sheet.primary.text():
            self.sheet.primary.setText(_progress_words(item))

    def _refresh_sheet(self) -> None:
        """Buttons follow what is on this disk and on its way; the place in the page stays."""
        if self._opened is None or self._right.currentWidget() is not self.sheet:
            return
        at = self.sheet.verticalScrollBar().value()
        self.sheet.show_content(self._content(self._opened))
        self.sheet.verticalScrollBar().setValue(at)

    def _try(self, model: LocalModel) -> None:
        self._go(Place(Room.PLAYGROUND, model=model))

    def _compare(self, repo: Repo) -> None:
        local = self._catalog.of_repo(repo.id)
        self._go(Place(Room.COMPARE, model=local[0] if local else None, repo_id=repo.id))

    def _open_page(self, repo: Repo) -> None:
        QDesktopServices.openUrl(QUrl(f"{repo.endpoint}/{repo.id}"))


def _show_last(stack: QStackedWidget, widget: QWidget, *, kept: int) -> None:
    """Show a passing page behind the ``kept`` lasting ones, in place of the one before."""
    for old in [stack.widget(n) for n in range(kept, stack.count())]:
        if old is not None:
            stack.removeWidget(old)
            old.deleteLater()
    stack.addWidget(widget)
    stack.setCurrentWidget(widget)


def _progress_words(item: Download) -> str:
    if item.state is DownloadState.FAILED:
        return "Download failed"
    if item.state is DownloadState.PAUSED:
        return f"Paused · {item.fraction * 100:.0f} %"
    return f"Downloading · {item.fraction * 100:.0f} %"


def _name(variant: Variant) -> str:
    return variant.first.path.rsplit("/", 1)[-1]


def _padded(inner: QWidget) -> QWidget:
    outer = QWidget()
    column = QVBoxLayout(outer)
    column.setContentsMargins(24, 20, 24, 20)
    column.addWidget(inner)
    column.addStretch()
    return outer
