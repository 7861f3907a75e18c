"""The long work of this room: imports, hash checks, deletions and the included model, in the background.

Each running job is one ``Job`` that the pane shows; results reach the listeners as typed values.
Everything here is called on the screen thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.kit.tasks import Context, Task, Tasks
from explorer.library.checking import Checked, check
from explorer.library.deleting import Deleted, delete
from explorer.library.importing import FOLDER, import_model
from explorer.local import starter
from explorer.local.catalog import Catalog
from explorer.local.move_file import remove_halves

_OLD = 3600.0  # seconds


class JobKind(StrEnum):
    IMPORT = "import"
    CHECK = "check"
    DELETE = "delete"
    STARTER = "starter"


@dataclass(frozen=True)
class Job:
    """One piece of work under way. ``subject`` is a file or model name, ``model`` the one it is about."""

    id: int
    kind: JobKind
    subject: str
    model: LocalModel | None = None
    fraction: float | None = None


@dataclass(frozen=True)
class Ended:
    """How a job ended: exactly one of ``result`` and ``error`` is set, neither if it was cancelled."""

    job: Job
    result: Checked | Deleted | Path | None = None
    error: KnownError | None = None


type _Work = Callable[[Callable[[float], None], Callable[[], bool]], Checked | Deleted | Path]


class Jobs:
    """``changed`` tells of a start and of progress, ``ended`` of each end."""

    def __init__(self, tasks: Tasks, catalog: Catalog, move_to_trash: Callable[[Path], bool]) -> None:
        self._tasks = tasks
        self._catalog = catalog
        self._move_to_trash = move_to_trash
        self._running: dict[int, Job] = {}
        self._held: dict[int, Task] = {}
        self._count = 0
        self.changed: Listeners[Job] = Listeners()
        self.ended: Listeners[Ended] = Listeners()
        self._remove_halves()

    @property
    def running(self) -> tuple[Job, ...]:
        return tuple(self._running.values())

    def of_model(self, model_id: str) -> Job | None:
        """What is being done with a model right now."""
        return next((j for j in self._running.values() if j.model and j.model.id == model_id), None)

    def import_file(self, source: Path) -> None:
        catalog = self._catalog
        self._start(
            Job(self._next(), JobKind.IMPORT, source.name),
            lambda report, stop: import_model(source, catalog.models_folder, report, stop),
        )

    def check(self, model: LocalModel) -> None:
        self._start(
            Job(self._next(), JobKind.CHECK, model.name, model),
            lambda report, stop: check(model.path, report, stop),
        )

    def delete(self, model: LocalModel) -> None:
        catalog, trash = self._catalog, self._move_to_trash
        self._start(
            Job(self._next(), JobKind.DELETE, model.name, model),
            lambda _report, _stop: delete(model.path, catalog.models_folder, trash),
        )

    def add_starter(self) -> None:
        """Put the included model in place; a second call while it runs does nothing."""
        if any(j.kind is JobKind.STARTER for j in self._running.values()):
            return
        catalog = self._catalog
        self._start(
            Job(self._next(), JobKind.STARTER, "Gemma 3 270M"),
            lambda report, stop: starter.put_in_place(catalog.models_folder, report, stop),
        )

    def cancel(self, number: int) -> None:
        job = self._running.pop(number, None)
        if job is not None:
            self._held.pop(number).stop()
            self.ended.emit(Ended(job))

    def close(self) -> None:
        """Stop all; their threads end soon after, and half a copy is removed by them."""
        for number in tuple(self._running):
            self._held.pop(number).stop()
        self._running.clear()

    def _remove_halves(self) -> None:
        """Of imports that a kill has cut off: those that nobody has written to for a while."""
        folder, before = self._catalog.models_folder / FOLDER, time.time() - _OLD

        def work(_context: Context[None]) -> None:
            with self._catalog.use.work():
                remove_halves(folder, before)

        self._tasks.run(work, _nothing, _nothing)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _start(self, job: Job, work: _Work) -> None:
        def run(context: Context[float]) -> Checked | Deleted | Path:
            with self._catalog.use.work(job.subject):  # the models folder does not move meanwhile
                return work(context.report, context.stopped)

        def done(result: Checked | Deleted | Path) -> None:
            self._end(Ended(self._running[job.id], result=result))

        def failed(error: KnownError) -> None:
            self._end(Ended(self._running[job.id], error=error))

        def progress(fraction: float) -> None:
            self._running[job.id] = replace(job, fraction=fraction)
            self.changed.emit(self._running[job.id])

        self._running[job.id] = job
        self._held[job.id] = self._tasks.run(run, done, failed, progress)
        self.changed.emit(job)

    def _end(self, ended: Ended) -> None:
        self._running.pop(ended.job.id)
        self._held.pop(ended.job.id)
        self._catalog.rescan()
        self.ended.emit(ended)


def _nothing(_result: object) -> None:
    """What could not be deleted is still counted as halves in the settings."""
