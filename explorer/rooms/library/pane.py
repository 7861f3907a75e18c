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
from explorer.local.folder_move.folder_mover import Move
from explorer.local.models.catalog import Catalog
from explorer.rooms.library.head_pane import LibraryHead
from explorer.rooms.library.import_pane import ImportCard
from explorer.rooms.library.jobs.job_kinds import JobKind, LibraryJob, LibraryJobOutcome
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.jobs.work_cards_pane import WorkCards
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.model_actions_controller import LocalModelActions
from explorer.rooms.library.pages.pages_controller import LibraryPages
from explorer.rooms.library.pages.sheet_session import LocalSheetSession
from explorer.rooms.library.questions_pane import move_to_trash
from explorer.rooms.library.strip_rows import Strip, move_words
from explorer.rooms.library.table.listing_controller import LibraryListing
from explorer.rooms.library.table_stack_pane import TableStack
from explorer.rooms.room_services import RoomServices


class LibraryPane(RoomPane):
    """The Library. ``trash`` takes a file away; whether it did."""

    def __init__(self, services: RoomServices, trash: Callable[[Path], bool] = move_to_trash) -> None:
        super().__init__()
        self.setObjectName(Room.LIBRARY)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services, self._catalog = services, services.catalog
        self._taken: list[tuple[LibraryJobOutcome, Path]] = []
        hub, downloads = services.core.hub, services.downloads
        self.jobs = LibraryJobs(services.tasks, self._catalog, hub, downloads, trash)
        self.deeds = LocalModelActions(self, self.jobs, services)
        self.taking = ImportCard(services, self.jobs)
        self.head = LibraryHead()
        self.cards = WorkCards(services.downloads, self.jobs)
        self.body = TableStack(services)
        self.listed = LibraryListing(services, self.head, self.body, self.jobs)
        self.opened = LocalSheetSession(services, self.deeds.do)
        self.overall = LibraryPages(services, self.head, self.body, self.jobs, self.opened)
        self._lay_out()
        self._connect()
        self._removers = self._follow()
        self._show_move(services.mover.current)
        self.listed.refresh()

    def _follow(self) -> tuple[Callable[[], None], ...]:
        """Hear of what changes; how to stop hearing."""
        services = self._services
        return (
            self._catalog.changed.add(self._catalog_changed),
            self._catalog.counted.add(self.listed.show_count),
            services.mover.changed.add(self._show_move),
            services.downloads.changed.add(lambda _download: self.cards.refresh()),
            services.downloads.finished.add(lambda _download: self.cards.refresh()),
            self.jobs.changed.add(self._job_changed),
            self.jobs.ended.add(self._job_ended),
            services.core.settings.changed.add(self._settings_changed),
        )

    def show_place(self, place: Place) -> None:
        """Show a model's row, find words or take in files, and be ready for the keyboard."""
        if place.setting == "documents":
            self.overall.show_documents()
            return
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
            Action(self.tr("Find a model here"), self.head.search.take_keys, "search", shortcut="Ctrl+F"),
            Action(self.tr("Import models…"), self.taking.choose_files, "plus", shortcut="Ctrl+O"),
            Action(self.tr("Get more models"), self._get_more, "download"),
            Action(self.tr("Documents and collections"), self.overall.show_documents, "document"),
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
            *self._removers,
            self.opened.close,
            self.jobs.close,
            self.listed.close,
            self.overall.close,
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_offline()
        self._catalog_changed(self._catalog.models)
        self.opened.measure()
        self.jobs.notice_upstream()

    @Slot(int)
    def _place_cards(self, _number: int) -> None:
        """A sheet has no head over them."""
        self.cards.set_first(first=self.body.currentWidget() is self.body.sheet)

    def _settings_changed(self, _settings: Settings) -> None:
        """Offline mode is switched in the activity panel and the palette too, over this room."""
        if self.isVisible() and self.offline_strip.isHidden() == self._services.core.settings.is_offline():
            self._show_offline()

    def _show_offline(self) -> None:
        words = self.tr("Offline mode is on. What is here works as always; new models need the Hub.")
        self.offline_strip.say(words if self._services.core.settings.is_offline() else "")
        self.opened.refresh()

    def _show_move(self, move: Move) -> None:
        self.move_strip.say(move_words(move))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cards.set_room(self.height() * 2 // 5)

    def _lay_out(self) -> None:
        to_move = partial(self._services.go, Place(Room.SETTINGS, setting="models-folder"))
        self.move_strip = Strip("folder", "caution", self.tr("Show the move"), to_move)
        to_network = partial(self._services.go, Place(Room.SETTINGS, setting="offline"))
        self.offline_strip = Strip("offline", "muted", self.tr("Open the settings"), to_network, above=8)
        self.offline_strip.setProperty("rule", "top")
        above = (self.head, self.move_strip, self.taking, self.cards)
        column(self).add(*above, stretched(self.body), self.offline_strip)

    def _connect(self) -> None:
        self.head.import_button.clicked.connect(self.taking.choose_files)
        self.head.get_more.clicked.connect(self._get_more)
        self.body.find_wanted.connect(self._get_more)
        self.body.included_wanted.connect(self.jobs.add_included)
        self.body.all_wanted.connect(self.head.search.start_over)
        self.head.search.lead_to(self.body.table)
        self.cards.focus_left.connect(self.body.take_focus)
        self.body.currentChanged.connect(self._place_cards)
        self.body.look_wanted.connect(partial(Catalog.rescan, self._catalog))
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
            same = self._catalog.find(str(path))
            if same is not None:
                self.listed.choose(same.id)
            self.deeds.ends.tell(ended, same)
        self.listed.measure()

    def _job_changed(self, job: LibraryJob) -> None:
        if job.kind is JobKind.CHECK:
            self.listed.sort()
        else:
            self.cards.refresh()
            self.body.set_adding(running=any(j.kind is JobKind.INCLUDED for j in self.jobs.running))

    def _job_ended(self, ended: LibraryJobOutcome) -> None:
        if isinstance(ended.result, Path):
            self.listed.choose(ended.result.relative_to(self._catalog.models_folder).as_posix())
            self._taken.append((ended, ended.result))  # told once the disk was looked at: it may be a copy
        else:
            self.deeds.ends.tell(ended)
        self._job_changed(ended.job)

    @Slot()
    def _get_more(self) -> None:
        self._services.go(Place(Room.DISCOVER))

    @Slot()
    def _rename_opened(self) -> None:
        """The model whose sheet is open."""
        if self.opened.model is not None:
            self.deeds.do(ModelRequest(ModelVerb.RENAME, self.opened.model))
