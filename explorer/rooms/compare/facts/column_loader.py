"""Reads the facts of columns in the background: their own at once, then those of the models above."""

from collections.abc import Callable, Mapping

from explorer.base.machine import Machine
from explorer.domain.errors import KnownError
from explorer.domain.model import Model, is_endpoint_reference
from explorer.hub.client import Hub
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.models.catalog import Catalog
from explorer.rooms.compare.document.results import unknown_endpoint
from explorer.rooms.compare.facts.compared_models import ColumnSource, ComparedModel
from explorer.transparency.licensing.licenses import Licenses

type Later = Callable[[Callable[[], None]], None]


class ColumnLoader:
    """Everything here runs on the screen thread, except for what ``column_reader`` does.

    ``later`` calls what it is given once what is due now was done: columns that are read at the same time are
    told of together. ``read`` gets them by their keys, ``failed`` the key of one that could not be read.
    """

    def __init__(
        self,
        catalog: Catalog,
        hub: Hub,
        licenses: Licenses,
        machine: Machine,
        tasks: Tasks,
        later: Later,
        read: Callable[[Mapping[str, ComparedModel]], None],
        failed: Callable[[str, KnownError], None],
    ) -> None:
        self._catalog, self._hub, self._licenses, self._tasks = catalog, hub, licenses, tasks
        self._largest = machine.yardstick.largest_download
        self._later, self._tell_read, self._tell_failed = later, read, failed
        self._running: dict[str, Task] = {}
        self._read: dict[str, ComparedModel] = {}  # and not yet told of
        self._models: dict[str, Model] = {}  # given by hand: they may lie outside the catalog

    def note(self, model: Model) -> None:
        """It was given by hand."""
        self._models[model.id] = model

    def forget(self, reference: str) -> None:
        """What was given by hand is gone."""
        self._models.pop(reference, None)

    def is_reading(self, key: str) -> bool:
        return key in self._running

    def load(self, key: str, reference: str) -> None:
        """A local id or path, or a repo id. Nothing while it is not known yet what lies on this disk."""
        model = self._catalog.model_of(reference) or self._models.get(reference)
        if model is not None:
            self.load_model(key, model)
        elif is_endpoint_reference(reference):
            self._tell_failed(key, unknown_endpoint(reference))
        elif _is_repo(reference):
            self._start(key, ColumnSource(reference, local=tuple(self._catalog.of_repo(reference))))
        elif self._catalog.is_ready:
            self._start(key, ColumnSource(reference, is_file=True))

    def load_model(self, key: str, model: Model) -> None:
        self._start(key, ColumnSource(model.id, model))

    def stop(self, key: str) -> None:
        self._read.pop(key, None)
        task = self._running.pop(key, None)
        if task is not None:
            task.stop()

    def close(self) -> None:
        for key in tuple(self._running):
            self.stop(key)

    def _start(self, key: str, source: ColumnSource) -> None:
        self.stop(key)
        hub, licenses, largest = self._hub, self._licenses, self._largest

        def work(context: TaskContext[ComparedModel]) -> ComparedModel:
            from explorer.rooms.compare.facts.column_reader import column_of, column_walked  # noqa: PLC0415

            column = column_of(source, hub, licenses, largest)
            context.report(column)
            return column_walked(column, hub, licenses, context.stopped)

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


def _is_repo(reference: str) -> bool:
    return reference.count("/") == 1 and not reference.lower().endswith(".gguf")
