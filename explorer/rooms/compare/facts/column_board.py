"""The columns of the open comparison: each loads its facts in the background, and follows the disk.

A model that was downloaded becomes a local column, one that was deleted keeps its facts. Nothing here knows
how columns are shown or stored: listeners hear of every change.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.base.machine import Machine
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, is_endpoint_reference
from explorer.domain.model_names import name_of_reference
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.models.catalog import Catalog
from explorer.local.models.model_lookup import read_model
from explorer.rooms.compare.document.document import MOST, DocumentColumn, free_key
from explorer.rooms.compare.facts.compared_models import ComparedModel, is_card_unread
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class ColumnSlot:
    """One place for a column: loading until ``column`` or ``problem`` is there.

    ``key`` is that of the comparison's column and stays when a repo's file was downloaded; "" becomes the
    reference.
    """

    reference: str
    column: ComparedModel | None = None
    problem: KnownError | None = None
    key: str = ""
    name: str = ""  # of the model, as long as its column is not there

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.reference)

    @property
    def title(self) -> str:
        return self.column.title if self.column is not None else self.name

    @property
    def label(self) -> str:
        """The name with its quantization, once it is known."""
        return self.column.label if self.column is not None else self.title


class ColumnBoard:
    """The slots in their order. Everything here runs on the screen thread.

    ``later`` calls what it is given once what is due now was done: columns that are read at the same time
    are told of together.
    """

    def __init__(
        self,
        catalog: Catalog,
        hub: Hub,
        licenses: Licenses,
        machine: Machine,
        tasks: Tasks,
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        self._catalog = catalog
        self._hub = hub
        self._licenses = licenses
        self._yardstick = machine.yardstick
        self._tasks = tasks
        self._later, self._is_closed = later, False
        self._running: dict[str, Task] = {}
        self._read: dict[str, ComparedModel] = {}  # and not yet told of, by what was asked for
        self._models: dict[str, Model] = {}  # given by hand: they may lie outside the catalog
        self.slots: tuple[ColumnSlot, ...] = ()
        self.changed: Listeners[tuple[ColumnSlot, ...]] = Listeners()
        self._leave = catalog.changed.add(self._follow)

    @property
    def columns(self) -> tuple[ComparedModel, ...]:
        """The columns that are loaded."""
        return tuple(slot.column for slot in self.slots if slot.column is not None)

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(slot.reference for slot in self.slots)

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
                self._stop(slot.key)
        self._set(slots)
        self._later(self._load_waiting)

    def add_model(self, model: Model) -> None:
        self._models[model.id] = model
        self.add(model.id)

    def add(self, reference: str) -> None:
        """A local id or a repo id; one that is there already stays where it is.

        Raises KnownError if the board is full.
        """
        if reference not in self.references:
            self._insert(len(self.slots), reference, free_key(reference, self.keys))

    def add_again(self, key: str, taken: Iterable[str] = ()) -> None:
        """The same model once more, beside this column; ``taken``: keys that answers refer to.

        Raises KnownError if the board is full.
        """
        at = self.keys.index(key)
        reference = self.slots[at].reference
        self._insert(at + 1, reference, free_key(reference, {*self.keys, *taken}))

    def remove(self, key: str) -> None:
        self._stop(key)
        self._set(tuple(slot for slot in self.slots if slot.key != key))

    def move(self, key: str, by: int) -> None:
        """Shift a column by ``by`` places, as far as there is room."""
        slots = list(self.slots)
        at = self.keys.index(key)
        slots.insert(max(0, min(len(slots) - 1, at + by)), slots.pop(at))
        self._set(tuple(slots))

    def retry(self, key: str) -> None:
        slot = self._slot(key)
        if slot is not None:
            if slot.column is None:
                self._replace(key, self._unread(slot.reference, key))
            self._load(key, slot.reference)

    def retry_failed(self) -> None:
        """The network is there again."""
        for slot in self.slots:
            if slot.problem is not None or (slot.column is not None and is_card_unread(slot.column)):
                self.retry(slot.key)

    def is_reading(self, key: str) -> bool:
        return key in self._running

    def close(self) -> None:
        self._is_closed = True
        self._leave()
        self._stop_all()

    def _unread(self, reference: str, key: str) -> ColumnSlot:
        return ColumnSlot(reference, key=key, name=self._catalog.name_of(reference))

    def _insert(self, at: int, reference: str, key: str) -> None:
        if len(self.slots) >= MOST:
            what = Words("A comparison has at most {most} models.", most=MOST)
            raise KnownError(what, Words("Remove one, or start a new one."))
        self._set((*self.slots[:at], self._unread(reference, key), *self.slots[at:]))
        self._load(key, reference)

    def _slot(self, key: str) -> ColumnSlot | None:
        return next((slot for slot in self.slots if slot.key == key), None)

    def _load_waiting(self) -> None:
        for slot in self.slots if not self._is_closed else ():
            if slot.column is None and slot.problem is None and slot.key not in self._running:
                self._load(slot.key, slot.reference)

    def _load(self, key: str, reference: str) -> None:
        model = self._catalog.model_of(reference) or self._models.get(reference)
        if model is not None:
            self._start(key, self._of_model(model))
        elif is_endpoint_reference(reference):
            self._stop(key)
            self._replace(key, replace(self._unread(reference, key), problem=unknown_endpoint(reference)))
        elif _is_repo(reference):
            self._start(key, self._of_repo(reference))
        elif self._catalog.is_ready:
            self._start(key, self._of_file(reference))

    def _of_model(self, model: Model) -> Callable[[], ComparedModel]:
        licenses = self._licenses
        return lambda: _read_model(model, licenses)

    def _of_file(self, reference: str) -> Callable[[], ComparedModel]:
        """A file outside the models folder, kept as a full path; or one that is gone."""
        licenses = self._licenses
        if Path(reference).is_absolute():
            return lambda: _read_model(read_model(Path(reference)), licenses)
        return partial(self._read_gone, reference)

    def _read_gone(self, reference: str) -> ComparedModel:
        """What its repo says of a file that was deleted; its answers stay with the column."""
        try:
            column = _read_repo(
                self._hub.open(_repo_of(reference)), self._licenses, self._yardstick.largest_download
            )
        except KnownError as error:
            what = Words("{file} is no longer on this disk.", file=reference.rsplit("/", 1)[-1])
            advice = Words("Download it again in Discover, or remove the column.")
            raise NotFoundError(what, advice, str(error)) from error
        return replace(column, reference=reference)

    def _of_repo(self, repo_id: str) -> Callable[[], ComparedModel]:
        hub, licenses, largest = self._hub, self._licenses, self._yardstick.largest_download
        local = self._catalog.of_repo(repo_id)

        def read() -> ComparedModel:
            column = _read_repo(hub.open(repo_id), licenses, largest)
            model = _downloaded(column, local)
            return _read_model(model, licenses) if model else column

        return read

    def _start(self, key: str, read: Callable[[], ComparedModel]) -> None:
        """Its own facts at once, then those of the models above."""
        self._stop(key)
        hub, licenses = self._hub, self._licenses

        def work(context: TaskContext[ComparedModel]) -> ComparedModel:
            column = read()
            context.report(column)
            return _with_lineage(column, hub, licenses, context.stopped)

        def shown(column: ComparedModel) -> None:
            if not self._read:
                self._later(self._take_in)
            self._read[key] = column

        def failed(error: KnownError) -> None:
            self._running.pop(key, None)
            slot = self._slot(key)
            if slot is not None:
                self._replace(key, replace(self._unread(slot.reference, key), problem=error))

        self._running[key] = self._tasks.run(work, shown, failed, shown)

    def _take_in(self) -> None:
        read, self._read = self._read, {}
        slots = self.slots
        for key, task in tuple(self._running.items()):
            if task.is_over():
                del self._running[key]
        for key, column in read.items():
            slots = _with_column(slots, key, column)
        self._set(slots)

    def _follow(self, models: tuple[LocalModel, ...]) -> None:
        """The disk changed, or an endpoint."""
        self._load_waiting()
        for slot in self.slots:
            column = slot.column
            if column is None:
                if slot.problem is not None and self._catalog.model_of(slot.reference) is not None:
                    self.retry(slot.key)
            elif column.repo is not None:
                self._follow_repo(slot.key, column, models)
            else:
                self._follow_model(slot, column)

    def _follow_repo(self, key: str, column: ComparedModel, models: tuple[LocalModel, ...]) -> None:
        repo_id = column.repo.id if column.repo else column.reference
        model = _downloaded(column, tuple(m for m in models if m.repo == repo_id))
        if model is not None:
            self._start(key, self._of_model(model))

    def _follow_model(self, slot: ColumnSlot, column: ComparedModel) -> None:
        found = self._catalog.model_of(slot.reference)
        if found is None and is_endpoint_reference(slot.reference):
            self._models.pop(slot.reference, None)
            self._load(slot.key, slot.reference)
        elif found is None and column.file is not None and not column.file.path.is_file():
            self._models.pop(slot.reference, None)
            self._replace(slot.key, replace(slot, column=replace(column, model=None)))
        elif found is not None and found != column.model:
            self._start(slot.key, self._of_model(found))

    def _replace(self, key: str, slot: ColumnSlot) -> None:
        self._set(tuple(slot if s.key == key else s for s in self.slots))

    def _set(self, slots: tuple[ColumnSlot, ...]) -> None:
        if slots != self.slots:
            self.slots = slots
            self.changed.emit(slots)

    def _stop(self, key: str) -> None:
        self._read.pop(key, None)
        task = self._running.pop(key, None)
        if task is not None:
            task.stop()

    def _stop_all(self) -> None:
        for key in tuple(self._running):
            self._stop(key)


def _read_model(model: Model, licenses: Licenses) -> ComparedModel:
    from explorer.rooms.compare.facts.column_reader import column_of_model  # noqa: PLC0415  see there

    return column_of_model(model, licenses)


def _read_repo(repo: Repo, licenses: Licenses, largest: int) -> ComparedModel:
    from explorer.rooms.compare.facts.column_reader import column_of_repo  # noqa: PLC0415  see there

    return column_of_repo(repo, licenses, largest)


def _with_lineage(
    column: ComparedModel, hub: Hub, licenses: Licenses, stopped: Callable[[], bool]
) -> ComparedModel:
    from explorer.rooms.compare.facts.column_reader import column_walked  # noqa: PLC0415  see there

    return column_walked(column, hub, licenses, stopped)


def _with_column(slots: tuple[ColumnSlot, ...], key: str, column: ComparedModel) -> tuple[ColumnSlot, ...]:
    """The slot of ``key`` is filled; or gone, if this repo's downloaded file has a column already."""
    before = next((slot.reference for slot in slots if slot.key == key), column.reference)
    if column.reference != before and any(slot.reference == column.reference for slot in slots):
        return tuple(slot for slot in slots if slot.key != key)
    filled = ColumnSlot(column.reference, replace(column, place=key), key=key)
    return tuple(filled if slot.key == key else slot for slot in slots)


def unknown_endpoint(reference: str) -> KnownError:
    """Of a model at an endpoint that was taken out, or is one of another machine."""
    what = Words("{name} runs at an endpoint that is not set up here.", name=name_of_reference(reference))
    return KnownError(what, Words("Set the endpoint up again, or remove the column."))


def _is_repo(reference: str) -> bool:
    return reference.count("/") == 1 and not reference.lower().endswith(".gguf")


def _repo_of(reference: str) -> str:
    """The repo that a file below the models folder came from: its first two folders."""
    return "/".join(reference.split("/")[:2])


def _downloaded(column: ComparedModel, models: Sequence[LocalModel]) -> LocalModel | None:
    """The local file of the variant that a repo's column shows."""
    if column.variant is None:
        return None
    name = column.variant.first.path.rsplit("/", 1)[-1]
    return next((m for m in models if m.path.name == name), None)
