"""What is on this disk, from where, and is it intact? The room that keeps the local models.

The pane only joins the parts: what is shown is decided in listing, what takes time happens in jobs, and
what a person asks of a row is answered in deeds.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent

from explorer.base.ending import end_all
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.messages import Messages
from explorer.kit.room import RoomPane
from explorer.kit.tasks import Context, Task, Tasks
from explorer.library.again import Again
from explorer.library.body_pane import Body
from explorer.library.cards_pane import Cards
from explorer.library.confirm_rows import move_to_trash
from explorer.library.deeds_pane import Deeds
from explorer.library.folder import FolderLook, look_at
from explorer.library.head_pane import Head
from explorer.library.job_kinds import Ended, Job, JobKind
from explorer.library.jobs import Jobs
from explorer.library.listing import Order, Row, matching, order_from, ordered, rows_of
from explorer.library.move_rows import MoveStrip
from explorer.library.opened import Opened, OpenedWays
from explorer.library.overall_pane import Overall
from explorer.library.rows import spoken
from explorer.library.taking_pane import Taking
from explorer.library.waiting_rows import OfflineStrip
from explorer.local import starter
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads
from explorer.local.estimates import Estimates
from explorer.local.mover import Mover
from explorer.transparency.licenses import Licenses

_ORDER = "library.order"
_CHOSEN = "library.chosen"
_WORDS = "library.words"


class LibraryPane(RoomPane):
    """The Library. ``in_use`` tells whether the file of a model is loaded right now."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        downloads: Downloads,
        hub: Hub,
        mover: Mover,
        licenses: Licenses,
        estimates: Estimates,
        store: Store,
        tasks: Tasks,
        messages: Messages,
        go: Go,
        in_use: Callable[[Path], bool],
        is_offline: Callable[[], bool] = lambda: False,
        trash: Callable[[Path], bool] = move_to_trash,
    ) -> None:
        super().__init__()
        self.setObjectName(Room.LIBRARY)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._catalog, self._store, self._tasks, self._go = catalog, store, tasks, go
        self._messages, self._is_offline = messages, is_offline
        self._order = order_from(store.get_state(_ORDER))
        self._chosen = store.get_state(_CHOSEN)
        self._reveal = True  # scroll to the chosen row, once it is there
        self._used: dict[str, str] = {}
        self._sorted: tuple[Row, ...] = ()
        self._problem: KnownError | None = None
        self._is_closed = False
        self._space: Task | None = None
        self.jobs = Jobs(tasks, catalog, hub, trash)
        self.deeds = Deeds(self, self.jobs, catalog, messages, go, in_use, Again(hub, downloads, tasks, go))
        self.taking = Taking(self, self.jobs, catalog, tasks, messages)
        self.head = Head()
        self.cards = Cards(downloads, self.jobs)
        self.body = Body(licenses, estimates, has_starter=starter.is_available())
        self.opened = Opened(
            hub, tasks, licenses, estimates, OpenedWays(go, self.deeds.do, messages.fail, is_offline)
        )
        self.overall = Overall(self, self.head, self.body, self.jobs, catalog, self.taking, self.opened, go)
        self._offline, self.move_strip = OfflineStrip(), MoveStrip(mover)
        self.head.search.setText(store.get_state(_WORDS))
        self._lay_out()
        self._connect()
        self._removers = self._follow(catalog, downloads)
        self.body.table.show_order(self._order)
        self._refresh()

    def _follow(self, catalog: Catalog, downloads: Downloads) -> tuple[Callable[[], None], ...]:
        """Hear of what changes; how to stop hearing."""
        return (
            catalog.changed.add(self._catalog_changed),
            catalog.counted.add(self._count),
            self.move_strip.close_strip,
            downloads.changed.add(self._download_changed),
            downloads.finished.add(self._download_changed),
            self.jobs.changed.add(self._job_changed),
            self.jobs.ended.add(self._job_ended),
        )

    def show_place(self, place: Place) -> None:
        """Show a model's row, find words or take in files, and be ready for the keyboard."""
        if place.search:
            self.head.search.setText(place.search)
        if place.model is not None:
            self.head.search.clear()
            self._chosen, self._reveal = place.model.id, True
        self.taking.ask(place.files)
        self._refresh()
        self.body.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_busy(self) -> bool:
        """An import or a check runs."""
        return bool(self.jobs.running)

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Find a model here"), self._find, "search", shortcut="Ctrl+F"),
            Action(self.tr("Import models…"), self.taking.choose_files, "plus", shortcut="Ctrl+O"),
            Action(self.tr("Get more models"), self._get_more, "download"),
            *self.overall.actions(),
            *self.deeds.commands_of(self.body.table.current_row()),
            *self.body.sheet.commands(),
        )

    def unfinished(self) -> Sequence[str]:
        return [
            Words("{name} is being copied or checked · it can be begun again", name=j.named)
            for j in self.jobs.running
        ]

    def close_room(self) -> None:
        """Stop the room's own work; downloads go on elsewhere."""
        end_all(self._keep_words, *self._removers, self.opened.close, self.jobs.close)
        self._is_closed = True
        if self._space is not None:
            self._space.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._offline.setVisible(self._is_offline())
        self._catalog_changed(self._catalog.models)
        self.opened.refresh()
        self.jobs.notice_upstream()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cards.set_room(self.height() * 2 // 5)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Copy these files into the library, in the background."""
        for path in paths:
            self.jobs.import_file(path)

    def _lay_out(self) -> None:
        parts = column(self)
        parts.addWidget(self.head)
        parts.addWidget(self.move_strip)
        parts.addWidget(self.taking.card)
        parts.addWidget(self.cards)
        parts.addWidget(self.body, 1)
        parts.addWidget(self._offline)

    def _connect(self) -> None:
        self.head.search.textChanged.connect(self._refresh)
        self.head.search.searched.connect(self._keep_words)
        self.head.import_button.clicked.connect(self.taking.choose_files)
        self.head.get_more.clicked.connect(self._get_more)
        self.body.find_wanted.connect(self._get_more)
        self.body.starter_wanted.connect(self.jobs.add_starter)
        self.body.all_wanted.connect(self.head.search.start_over)
        self.body.look_wanted.connect(partial(Catalog.rescan, self._catalog))
        self._offline.settings_wanted.connect(partial(self._set, "offline"))
        self.move_strip.wanted.connect(partial(self._set, "models-folder"))
        self.deeds.changes_wanted.connect(self.overall.show_changes)
        self.deeds.facts_wanted.connect(self.overall.show_facts)
        table = self.body.table
        table.asked.connect(self.deeds.do)
        table.menu_wanted.connect(self.deeds.show_menu)
        table.sorted_by.connect(self._sort)
        table.selectionModel().currentRowChanged.connect(self._remember)

    @Slot()
    def _refresh(self) -> None:
        """Show what is known now."""
        models = (*self._catalog.models, *self._catalog.last.missing)
        self.body.show_folder(self._catalog.models_folder)
        self.head.set_has_models(has=bool(models) or not self._catalog.is_ready)
        if not self._catalog.is_ready:
            self.body.show_loading()
            return
        if self._problem is not None and not models:
            self.body.show_trouble(self._problem)
            return
        rows = matching(self._sorted, self.head.search.text())
        if not rows and self.body.table.hasFocus():
            self.head.search.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        self.body.show_rows(rows, any_models=bool(models))
        self._show_chosen()

    def _show_chosen(self) -> None:
        table, chosen = self.body.table, self._chosen
        if chosen and self._reveal:
            self._reveal = not table.select(chosen)
        elif chosen and table.current_row() is None:
            table.mark(chosen)

    def _sort_rows(self) -> None:
        """All rows in their order: finding words then only leaves some out."""
        checking = {
            j.model.id: j.fraction or 0.0 for j in self.jobs.running if j.kind is JobKind.CHECK and j.model
        }
        models = (*self._catalog.models, *self._catalog.last.missing)
        self._sorted = ordered(rows_of(models, self._used, checking, spoken), self._order)
        self._refresh()

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self._used = self._catalog.last_used()
        self.overall.refresh()
        self._sort_rows()
        self._measure_disk()

    def _download_changed(self, _download: Download) -> None:
        self.cards.refresh()

    def _job_changed(self, job: Job) -> None:
        if job.kind is JobKind.CHECK:
            self._sort_rows()
        else:
            self.cards.refresh()
            self.body.set_starter_running(running=self._adds_starter())

    def _job_ended(self, ended: Ended) -> None:
        if isinstance(ended.result, Path):
            self._chosen = ended.result.relative_to(self._catalog.models_folder).as_posix()
            self._reveal = True
        self._job_changed(ended.job)
        self.deeds.ends.tell(ended)

    def _adds_starter(self) -> bool:
        return any(j.kind is JobKind.STARTER for j in self.jobs.running)

    def _measure_disk(self) -> None:
        if not self._catalog.is_ready:
            return
        if self._space is not None:
            self._space.stop()
        folder, size = self._catalog.models_folder, sum(m.size for m in self._catalog.models)

        def work(_context: Context[None]) -> FolderLook:
            return look_at(folder, size)

        self._space = self._tasks.run(work, self._show_disk, self._messages.fail, owner=self)

    def _show_disk(self, look: FolderLook) -> None:
        if look.use is not None:
            self.head.show_use(len(self._catalog.models), look.use)
        if look.problem is not self._problem:
            self._problem = look.problem
            self._refresh()

    def _set(self, setting: str) -> None:
        self._go(Place(Room.SETTINGS, setting=setting))

    def _count(self, count: int) -> None:
        if not self._catalog.is_ready:
            self.head.show_count(count)

    @Slot()
    def _keep_words(self) -> None:
        if not self._is_closed:  # the field's pause may end between close_room() and its deletion
            self._store.set_state(_WORDS, self.head.search.text())

    @Slot()
    def _get_more(self) -> None:
        self._go(Place(Room.DISCOVER))

    @Slot()
    def _find(self) -> None:
        self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.search.selectAll()

    @Slot(object)
    def _sort(self, order: Order) -> None:
        self._order = order
        self._store.set_state(_ORDER, order.as_text())
        self.body.table.show_order(order)
        self._sort_rows()

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self.body.table.row_at(current.row()).model.id
            self._store.set_state(_CHOSEN, self._chosen)
