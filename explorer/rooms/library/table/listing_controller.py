"""Shows the catalog's models in the library's table, searched, sorted, one of them selected; and how full
the disk of their folder is.

Words, order and selection are kept for the next start.
"""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, Qt, Slot

from explorer.base.storage import DiskUse, disk_use
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words
from explorer.kit.tasks import LatestTask
from explorer.rooms.library.head_pane import LibraryHead
from explorer.rooms.library.jobs.job_kinds import JobKind
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.listing import (
    LibraryOrder,
    matching_rows,
    order_from_text,
    ordered_rows,
    rows_of,
)
from explorer.rooms.library.table_stack_pane import TableStack
from explorer.rooms.room_services import RoomServices

_ORDER = "library.order"
_CHOSEN = "library.chosen"
_WORDS = "library.words"


@dataclass(frozen=True)
class FolderCheck:
    """``use`` is None where the disk does not tell; ``problem`` is set where the folder is out of reach."""

    use: DiskUse | None = None
    problem: KnownError | None = None


class LibraryListing(QObject):
    """Shows in ``body`` what the catalog holds and the words in ``head`` leave of it."""

    def __init__(
        self, services: RoomServices, head: LibraryHead, body: TableStack, jobs: LibraryJobs
    ) -> None:
        super().__init__(head)
        self._head, self._body, self._jobs = head, body, jobs
        self._catalog, self._store = services.catalog, services.core.store
        store = self._store
        self._order = order_from_text(store.get_state(_ORDER))
        self._chosen = store.get_state(_CHOSEN)
        self._reveal = True  # scroll to the chosen row, once it is there
        self._measuring, self._messages = LatestTask(services.tasks), services.messages
        self._used: dict[str, str] = {}
        self._sorted: tuple[LibraryRow, ...] = ()
        self._problem: KnownError | None = None
        head.search.setText(store.get_state(_WORDS))
        head.search.textChanged.connect(self.refresh)
        head.search.searched.connect(self.keep_words)
        body.table.sorted_by.connect(self._sort)
        body.table.selectionModel().currentRowChanged.connect(self._remember)
        body.table.show_order(self._order)

    def choose(self, model_id: str) -> None:
        """Mark this model and scroll to it, now or once it is there."""
        self._chosen, self._reveal = storable(model_id), True

    def look_again(self) -> None:
        """The catalog is another one."""
        self._used = self._catalog.last_used()
        self.sort()

    def show_count(self, count: int) -> None:
        """How many models were read so far, the first time."""
        if not self._catalog.is_ready:
            self._head.show_count(count)

    def measure(self) -> None:
        """How full the disk is, and whether the folder can be read."""
        if self._catalog.is_ready:
            folder, models = self._catalog.models_folder, self._catalog.models
            shared = {model.projector: model.projector_size for model in models}
            size = sum(model.size for model in models) + sum(shared.values())
            self._measuring.do(partial(inspect_folder, folder, size), self._show_disk, self._messages.fail)

    def _show_disk(self, check: FolderCheck) -> None:
        """Why the folder is out of reach is told where nothing else can be shown."""
        if check.use is not None:
            self._head.show_use(len(self._catalog.models), check.use)
        if check.problem is not self._problem:
            self._problem = check.problem
            self.refresh()

    def sort(self) -> None:
        """All rows in their order: finding words then only leaves some out."""
        running = (job for job in self._jobs.running if job.kind is JobKind.CHECK)
        checking = {job.model.id: job.fraction or 0.0 for job in running if job.model}
        models = (*self._catalog.models, *self._catalog.last.missing)
        listed = self._catalog.choice.files
        rows = rows_of(models, self._used, checking, listed)
        self._sorted = ordered_rows(rows, self._order)
        self._body.table.fit.take_rows(self._sorted)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is known now."""
        models = (*self._catalog.models, *self._catalog.last.missing)
        self._body.foot.show_folder(self._catalog.models_folder)
        self._head.set_has_models(has=bool(models) or not self._catalog.is_ready)
        if not self._catalog.is_ready:
            self._body.show_loading()
            return
        if self._problem is not None and not models:
            self._body.show_trouble(self._problem)
            return
        rows = matching_rows(self._sorted, self._head.search.text())
        if not rows and self._body.table.hasFocus():
            self._head.search.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        self._body.show_rows(rows, any_models=bool(models))
        self._show_chosen()

    def close(self) -> None:
        self._measuring.stop()
        self.keep_words()

    @Slot()
    def keep_words(self) -> None:
        self._store.set_state(_WORDS, self._head.search.text())

    def _show_chosen(self) -> None:
        table, chosen = self._body.table, self._chosen
        if chosen and self._reveal:
            self._reveal = not table.select(chosen)
        elif chosen and table.current_row() is None:
            table.select(chosen, keep_place=True)

    @Slot(object)
    def _sort(self, order: LibraryOrder) -> None:
        self._order = order
        self._store.set_state(_ORDER, order.as_text())
        self._body.table.show_order(order)
        self.sort()

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self._body.table.row_at(current.row()).model.id
            self._store.set_state(_CHOSEN, self._chosen)


def inspect_folder(folder: Path, models: int) -> FolderCheck:
    """``models``: bytes that the models take. Reading a disk can wait: never on the screen thread."""
    problem = _problem(folder)
    if problem is not None:
        return FolderCheck(problem=problem)
    try:
        return FolderCheck(disk_use(folder, models))
    except OSError:
        return FolderCheck()


def _problem(folder: Path) -> KnownError | None:
    """A folder that is not there yet is none; one whose place is gone was on a drive that is not there."""
    advice = Words("Connect the drive it is on, or choose another folder in the settings.")
    if not folder.parent.exists():
        return KnownError(Words("The models folder cannot be reached."), advice, str(folder))
    if not folder.exists():
        return None
    try:
        with os.scandir(folder):
            return None
    except OSError as error:
        return KnownError(Words("The models folder cannot be read."), advice, str(error))
