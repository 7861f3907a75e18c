"""The columns of the open comparison: their order, their facts as they come, and what the disk does to them.

A model that was downloaded becomes a local column, one that was deleted keeps its facts. Nothing here knows
how columns are shown or stored: listeners hear of every change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, is_endpoint_reference
from explorer.kit.tasks import LatestTask, Task, TaskContext, Tasks
from explorer.local.models.catalog import Catalog
from explorer.rooms.compare.document.document import MOST, DocumentColumn, free_key, full_error
from explorer.rooms.compare.document.results import unknown_endpoint
from explorer.rooms.compare.facts.compared_models import (
    ComparedModel,
    downloaded_file,
    is_card_unread,
    is_repo,
)
from explorer.services import Core

type Later = Callable[[Callable[[], None]], None]


@dataclass(frozen=True)
class ColumnSlot:
    """One place for a column: loading until ``column`` or ``problem`` is there.

    ``key`` is that of the comparison's column and stays when a repo's file was downloaded.
    """

    reference: str
    key: str
    column: ComparedModel | None = None
    problem: KnownError | None = None
    name: str = ""  # of the model, as long as its column is not there

    @property
    def title(self) -> str:
        return self.column.title if self.column is not None else self.name

    @property
    def label(self) -> str:
        """The name with its quantization, once it is known."""
        return self.column.label if self.column is not None else self.title


class ColumnLoader:
    """Everything here runs on the screen thread, except for what ``column_reader`` does.

    ``later`` calls what it is given once what is due now was done: columns that are read at the same time are
    told of together. ``read`` gets them by their keys, ``failed`` the key of one that could not be read.
    """

    def __init__(
        self,
        core: Core,
        catalog: Catalog,
        tasks: Tasks,
        later: Later,
        read: Callable[[Mapping[str, ComparedModel]], None],
        failed: Callable[[str, KnownError], None],
    ) -> None:
        self._core, self._catalog, self._tasks = core, catalog, tasks
        self._later, self._tell_read, self._tell_failed = later, read, failed
        self._measuring = LatestTask(tasks)
        self._running: dict[str, Task] = {}
        self._read: dict[str, ComparedModel] = {}  # and not yet told of
        self.given: dict[str, Model] = {}  # by hand: they may lie outside the catalog

    def is_reading(self, key: str) -> bool:
        return key in self._running

    def load(self, key: str, reference: str) -> None:
        """A local id or path, or a repo id. Nothing while it is not known yet what lies on this disk."""
        model = self._catalog.model_of(reference) or self.given.get(reference)
        if model is not None:
            self.load_model(key, model)
        elif is_endpoint_reference(reference):
            self._tell_failed(key, unknown_endpoint(reference))
        elif is_repo(reference) or self._catalog.is_ready:
            self._start(key, reference)

    def load_model(self, key: str, model: Model) -> None:
        self._start(key, model.id, model)

    def stop(self, key: str) -> None:
        self._read.pop(key, None)
        task = self._running.pop(key, None)
        if task is not None:
            task.stop()

    def measure(
        self, columns: Mapping[str, ComparedModel], take: Callable[[Mapping[str, ComparedModel]], None]
    ) -> None:
        """``take`` gets them with what was measured of their files by now. What cannot be read stays as it
        was: it comes back with their facts, which tell why.
        """
        store = self._core.store

        def work() -> Mapping[str, ComparedModel]:
            from explorer.rooms.compare.facts.column_reader import with_measured  # noqa: PLC0415

            return {key: with_measured(column, store) for key, column in columns.items()}

        def left(_error: KnownError) -> None: ...

        self._measuring.do(work, take, left)

    def close(self) -> None:
        self._measuring.stop()
        for key in tuple(self._running):
            self.stop(key)

    def _start(self, key: str, reference: str, model: Model | None = None) -> None:
        self.stop(key)
        local = tuple(self._catalog.of_repo(reference))
        core, largest = self._core, self._core.machine.yardstick.largest_download

        def work(context: TaskContext[ComparedModel]) -> ComparedModel:
            from explorer.rooms.compare.facts.column_reader import (  # noqa: PLC0415
                column_of,
                column_walked,
                with_measured,
            )

            column = with_measured(column_of(reference, model, local, core, largest), core.store)
            context.report(column)
            return column_walked(column, core.hub, core.licenses, context.stopped)

        def shown(column: ComparedModel) -> None:
            if not self._read:
                self._later(self._take_in)
            self._read[key] = column

        def failed(error: KnownError) -> None:
            self._running.pop(key, None)
            self._tell_failed(key, error)

        self._running[key] = self._tasks.run(work, shown, failed, shown)

    def _take_in(self) -> None:
        read, self._read = self._read, {}
        self._running = {key: task for key, task in self._running.items() if not task.is_over()}
        self._tell_read(read)


class ColumnBoard:
    """The slots in their order. ``later`` calls what it is given once what is due now was done."""

    def __init__(self, core: Core, catalog: Catalog, tasks: Tasks, later: Later) -> None:
        self._catalog, self._later, self._is_closed = catalog, later, False
        self._loader = ColumnLoader(core, catalog, tasks, later, self._take_in, self._take_failure)
        self.slots: tuple[ColumnSlot, ...] = ()
        self.changed: Listeners[tuple[ColumnSlot, ...]] = Listeners()
        self._leave = catalog.changed.add(self._follow)

    @property
    def columns(self) -> tuple[ComparedModel, ...]:
        """The columns that are loaded."""
        return tuple(slot.column for slot in self.slots if slot.column is not None)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(slot.key for slot in self.slots)

    def show(self, candidates: Sequence[DocumentColumn]) -> None:
        """These columns, in this order; those that are read already stay as they are."""
        there = {(slot.key, slot.reference): slot for slot in self.slots if slot.column is not None}
        wanted = [self._unread(one.reference, one.key) for one in candidates[:MOST]]
        slots = tuple(there.get((slot.key, slot.reference), slot) for slot in wanted)
        for slot in self.slots:
            if slot not in slots:
                self._loader.stop(slot.key)
        self._set(slots)
        self._later(self._load_waiting)

    def add(self, reference: str, model: Model | None = None) -> None:
        """A local id or a repo id; one that is there already stays where it is. ``model``: where it is known.

        Raises KnownError if the board is full.
        """
        if model is not None:
            self._loader.given[model.id] = model
        if all(slot.reference != reference for slot in self.slots):
            self._insert(len(self.slots), reference, free_key(reference, self.keys))

    def add_again(self, key: str, taken: Iterable[str] = ()) -> None:
        """The same model once more, beside this column; ``taken``: keys that answers refer to.

        Raises KnownError if the board is full.
        """
        at = self.keys.index(key)
        reference = self.slots[at].reference
        self._insert(at + 1, reference, free_key(reference, {*self.keys, *taken}))

    def remove(self, key: str) -> None:
        self._loader.stop(key)
        self._set(tuple(slot for slot in self.slots if slot.key != key))

    def move(self, key: str, by: int) -> None:
        """Shift a column by ``by`` places, as far as there is room."""
        slots = list(self.slots)
        at = self.keys.index(key)
        slots.insert(max(0, min(len(slots) - 1, at + by)), slots.pop(at))
        self._set(tuple(slots))

    def retry(self, key: str) -> None:
        for slot in (one for one in self.slots if one.key == key):
            if slot.column is None:
                self._set(_replaced(self.slots, self._unread(slot.reference, key)))
            self._loader.load(key, slot.reference)

    def retry_failed(self) -> None:
        """The network is there again."""
        for slot in self.slots:
            if slot.problem is not None or (slot.column is not None and is_card_unread(slot.column)):
                self.retry(slot.key)

    def is_reading(self, key: str) -> bool:
        return self._loader.is_reading(key)

    def model_in(self, slot: ColumnSlot) -> Model | None:
        """What answers there as it is now, also while its facts are read; ``None`` where nothing can."""
        if slot.problem is not None:
            return None
        known = self._catalog.model_of(slot.reference) or self._loader.given.get(slot.reference)
        return known or (slot.column.model if slot.column is not None else None)

    def measure(self) -> None:
        """Another room may have measured files of it."""
        before = {slot.key: slot.column for slot in self.slots if slot.column is not None}

        def take(read: Mapping[str, ComparedModel]) -> None:
            """Of those that were not read anew meanwhile."""
            now = {slot.key: slot.column for slot in self.slots}
            self._take_in({key: one for key, one in read.items() if now.get(key) is before[key]})

        if before:
            self._loader.measure(before, take)

    def close(self) -> None:
        self._is_closed = True
        self._leave()
        self._loader.close()

    def _unread(self, reference: str, key: str) -> ColumnSlot:
        return ColumnSlot(reference, key, name=self._catalog.name_of(reference))

    def _insert(self, at: int, reference: str, key: str) -> None:
        if len(self.slots) >= MOST:
            raise full_error()
        self._set((*self.slots[:at], self._unread(reference, key), *self.slots[at:]))
        self._loader.load(key, reference)

    def _load_waiting(self) -> None:
        for slot in self.slots if not self._is_closed else ():
            if slot.column is None and slot.problem is None and not self.is_reading(slot.key):
                self._loader.load(slot.key, slot.reference)

    def _take_in(self, read: Mapping[str, ComparedModel]) -> None:
        slots = self.slots
        for key, column in read.items():
            slots = _with_column(slots, key, column)
        self._set(slots)

    def _take_failure(self, key: str, error: KnownError) -> None:
        for slot in (one for one in self.slots if one.key == key):
            self._set(_replaced(self.slots, replace(self._unread(slot.reference, key), problem=error)))

    def _follow(self, models: tuple[LocalModel, ...]) -> None:
        """The disk changed, or an endpoint."""
        self._load_waiting()
        for slot in self.slots:
            column = slot.column
            if column is None:
                if slot.problem is not None and self._catalog.model_of(slot.reference) is not None:
                    self.retry(slot.key)
            elif column.repo is not None:
                repo_id = column.repo.id
                model = downloaded_file(column, tuple(m for m in models if m.repo == repo_id))
                if model is not None:
                    self._loader.load_model(slot.key, model)
            else:
                self._follow_model(slot, column)

    def _follow_model(self, slot: ColumnSlot, column: ComparedModel) -> None:
        found = self._catalog.model_of(slot.reference)
        if found is None and is_endpoint_reference(slot.reference):
            self._loader.given.pop(slot.reference, None)
            self._loader.load(slot.key, slot.reference)
        elif found is None and column.file is not None and not column.file.path.is_file():
            self._loader.given.pop(slot.reference, None)
            self._set(_replaced(self.slots, replace(slot, column=replace(column, model=None))))
        elif found is not None and found != column.model:
            self._loader.load_model(slot.key, found)

    def _set(self, slots: tuple[ColumnSlot, ...]) -> None:
        if slots != self.slots:
            self.slots = slots
            self.changed.emit(slots)


def _replaced(slots: tuple[ColumnSlot, ...], slot: ColumnSlot) -> tuple[ColumnSlot, ...]:
    return tuple(slot if one.key == slot.key else one for one in slots)


def _with_column(slots: tuple[ColumnSlot, ...], key: str, column: ComparedModel) -> tuple[ColumnSlot, ...]:
    """The slot of ``key`` is filled; or gone, if this repo's downloaded file has a column already."""
    before = next((slot.reference for slot in slots if slot.key == key), column.reference)
    if column.reference != before and any(slot.reference == column.reference for slot in slots):
        return tuple(slot for slot in slots if slot.key != key)
    filled = ColumnSlot(column.reference, key, replace(column, place=key))
    return tuple(filled if slot.key == key else slot for slot in slots)
