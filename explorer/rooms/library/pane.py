"""The Library: which models are on this disk, where each came from, and whether its file is intact.

The pane only joins the parts: ``table/`` decides which rows are shown, ``jobs/`` does what takes time, and
``model_actions_controller`` does what a person asks of a model.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent

from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import column, stretched
from explorer.kit.room_pane import RoomPane
from explorer.local.download_queue.downloads import Downloads
from explorer.local.models import included
from explorer.local.models.catalog import Catalog
from explorer.rooms.library.confirm_rows import move_to_trash
from explorer.rooms.library.folder_check import FolderCheck, FolderMeter
from explorer.rooms.library.head_pane import LibraryHead
from explorer.rooms.library.import_controller import ModelImport
from explorer.rooms.library.jobs.job_kinds import JobKind, LibraryJob, LibraryJobOutcome
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.jobs.work_cards_pane import WorkCards
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.model_actions_controller import LocalModelActions
from explorer.rooms.library.move_rows import MoveStrip
from explorer.rooms.library.pages.pages_controller import LibraryPages
from explorer.rooms.library.pages.sheet_session import LocalSheetSession
from explorer.rooms.library.table.listing_controller import LibraryListing
from explorer.rooms.library.table_stack_pane import TableStack
from explorer.rooms.library.waiting_rows import OfflineStrip
from explorer.rooms.room_services import RoomServices


class LibraryPane(RoomPane):
    """The Library. ``trash`` takes a file away; whether it did."""

    def __init__(self, services: RoomServices, trash: Callable[[Path], bool] = move_to_trash) -> None:
        super().__init__()
        self.setObjectName(Room.LIBRARY)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services, catalog, go = services, services.catalog, services.go
        self._get_more = partial(go, Place(Room.DISCOVER))
        self._meter = FolderMeter(services)
        self._meter.changed.add(self._show_disk)
        self._taken: list[tuple[LibraryJobOutcome, Path]] = []
        self.jobs = LibraryJobs(services.tasks, catalog, services.core.hub, trash)
        self.deeds = LocalModelActions(self, self.jobs, services)
        self.taking = ModelImport(self, self.jobs, catalog, services.tasks, services.messages)
        self.head = LibraryHead()
        self.cards = WorkCards(services.downloads, self.jobs)
        self.body = TableStack(services.core.licenses, services.core.estimates, included.first())
        self.listed = LibraryListing(self, self.head, self.body, self.jobs, catalog, services.core.store)
        self.opened = LocalSheetSession(services, self.deeds.do)
        self.overall = LibraryPages(
            self, self.head, self.body, self.jobs, catalog, self.taking, self.opened, go
        )
        self._offline, self.move_strip = OfflineStrip(), MoveStrip(services.mover)
        self._lay_out()
        self._connect()
        self._removers = self._follow(catalog, services.downloads)
        self.listed.refresh()

    def _follow(self, catalog: Catalog, downloads: Downloads) -> tuple[Callable[[], None], ...]:
        """Hear of what changes; how to stop hearing."""
        return (
            catalog.changed.add(self._catalog_changed),
            catalog.counted.add(self._count),
            self.move_strip.close_strip,
            downloads.changed.add(lambda _download: self.cards.refresh()),
            downloads.finished.add(lambda _download: self.cards.refresh()),
            self.jobs.changed.add(self._job_changed),
            self.jobs.ended.add(self._job_ended),
            self._services.core.settings.changed.add(self._settings_changed),
        )

    def show_place(self, place: Place) -> None:
        """Show a model's row, find words or take in files, and be ready for the keyboard."""
        if place.search:
            self.head.search.setText(place.search)
        if place.model is not None:
            self.head.search.clear()
            self.listed.choose(place.model.id)
        self.taking.ask(place.files)
        self.listed.refresh()
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

    def end_work(self) -> None:
        """Stop the room's own work; downloads go on elsewhere."""
        end_all(
            self.listed.keep_words,
            *self._removers,
            *(part.close for part in (self.opened, self.jobs, self._meter)),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._offline.setVisible(self._services.core.settings.is_offline())
        self._catalog_changed(self._services.catalog.models)
        self.opened.refresh()
        self.jobs.notice_upstream()

    @Slot(int)
    def _place_cards(self, _number: int) -> None:
        """A sheet has no head over them."""
        self.cards.set_first(first=self.body.currentWidget() is self.body.sheet)

    def _settings_changed(self, _settings: Settings) -> None:
        """Offline mode is switched in the activity panel and the palette too, over this room."""
        if self.isVisible() and self._offline.isHidden() == self._services.core.settings.is_offline():
            self._offline.setVisible(self._services.core.settings.is_offline())
            self.opened.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cards.set_room(self.height() * 2 // 5)

    def _lay_out(self) -> None:
        parts = column(self)
        parts.add(
            self.head, self.move_strip, self.taking.card, self.cards, stretched(self.body), self._offline
        )

    def _connect(self) -> None:
        go, catalog = self._services.go, self._services.catalog
        self.head.import_button.clicked.connect(self.taking.choose_files)
        self.head.get_more.clicked.connect(self._get_more)
        self.body.find_wanted.connect(self._get_more)
        self.body.included_wanted.connect(self.jobs.add_included)
        self.body.all_wanted.connect(self.head.search.start_over)
        self.head.search.lead_to(self.body.table)
        self.cards.focus_left.connect(self.body.take_focus)
        self.body.currentChanged.connect(self._place_cards)
        self.body.look_wanted.connect(partial(Catalog.rescan, catalog))
        self._offline.settings_wanted.connect(partial(go, Place(Room.SETTINGS, setting="offline")))
        self.move_strip.wanted.connect(partial(go, Place(Room.SETTINGS, setting="models-folder")))
        self.deeds.changes_wanted.connect(self.overall.show_changes)
        self.deeds.facts_wanted.connect(self.overall.show_facts)
        self.body.sheet.rename_wanted.connect(self._rename_opened)
        table = self.body.table
        table.asked.connect(self.deeds.do)
        table.menu_wanted.connect(self.deeds.show_menu)

    def _catalog_changed(self, _models: tuple[LocalModel, ...]) -> None:
        self.overall.refresh()
        self.listed.look_again()
        taken, self._taken = self._taken, []
        for ended, path in taken:
            same = self._services.catalog.find(str(path))
            if same is not None:
                self.listed.choose(same.id)
            self.deeds.ends.tell(ended, same)
        self._meter.measure()

    def _job_changed(self, job: LibraryJob) -> None:
        if job.kind is JobKind.CHECK:
            self.listed.sort()
        else:
            self.cards.refresh()
            self.body.set_adding(running=any(j.kind is JobKind.INCLUDED for j in self.jobs.running))

    def _job_ended(self, ended: LibraryJobOutcome) -> None:
        if isinstance(ended.result, Path):
            self.listed.choose(ended.result.relative_to(self._services.catalog.models_folder).as_posix())
            self._taken.append((ended, ended.result))  # told once the disk was looked at: it may be a copy
        else:
            self.deeds.ends.tell(ended)
        self._job_changed(ended.job)

    def _show_disk(self, look: FolderCheck) -> None:
        if look.use is not None:
            self.head.show_use(len(self._services.catalog.models), look.use)
        self.listed.show_problem(look.problem)

    def _count(self, count: int) -> None:
        if not self._services.catalog.is_ready:
            self.head.show_count(count)

    @Slot()
    def _rename_opened(self) -> None:
        """The model whose sheet is open."""
        if self.opened.model is not None:
            self.deeds.do(ModelRequest(ModelVerb.RENAME, self.opened.model))

    @Slot()
    def _find(self) -> None:
        self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.search.selectAll()
