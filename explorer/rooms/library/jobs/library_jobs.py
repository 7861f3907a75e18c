"""Runs the long work of the Library in the background: imports, hash checks, deletions, questions to the Hub.

Each running job is one ``LibraryJob`` that the screen shows; results reach the listeners as typed values.
Everything here is called on the screen thread.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel
from explorer.domain.local_model import LocalModel
from explorer.hub.client import Hub
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.download_queue.download_order import files_of_orders
from explorer.local.download_queue.downloads import Downloads
from explorer.local.folder_move.move_file import remove_halves
from explorer.local.models.catalog import Catalog
from explorer.local.models.included import put_in_place
from explorer.local.models.model_import import import_model
from explorer.local.models.model_reader import IMPORTED_FOLDER
from explorer.rooms.library.jobs.deleting import Deletion
from explorer.rooms.library.jobs.hash_check import check
from explorer.rooms.library.jobs.job_kinds import (
    IsStopped,
    JobKind,
    LibraryJob,
    LibraryJobOutcome,
    LibraryJobResult,
    ReportShare,
)
from explorer.rooms.library.jobs.model_checks import ask_hub_about, check_all, notice_upstream, trace

_OLD = 3600.0  # seconds

type _Work = Callable[[ReportShare, IsStopped], LibraryJobResult]


class LibraryJobs:
    """``changed`` tells of a start and of progress, ``ended`` of each end."""

    def __init__(
        self,
        tasks: Tasks,
        catalog: Catalog,
        hub: Hub,
        downloads: Downloads,
        move_to_trash: Callable[[Path], bool],
    ) -> None:
        self._tasks, self._catalog, self._hub = tasks, catalog, hub
        self._downloads, self._move_to_trash = downloads, move_to_trash
        self._running: dict[int, LibraryJob] = {}
        self._held: dict[int, Task] = {}
        self._ids = count(1)
        self.changed: Listeners[LibraryJob] = Listeners()
        self.ended: Listeners[LibraryJobOutcome] = Listeners()
        self._remove_halves()

    @property
    def running(self) -> tuple[LibraryJob, ...]:
        return tuple(self._running.values())

    def of_model(self, model_id: str) -> LibraryJob | None:
        """What is being done with a model right now."""
        return next((j for j in self._running.values() if j.model and j.model.id == model_id), None)

    def of_kind(self, kind: JobKind) -> LibraryJob | None:
        return next((j for j in self._running.values() if j.kind is kind), None)

    def import_file(
        self, source: Path, *, is_move: bool = False, name: str = "", projector: Path | None = None
    ) -> None:
        """``name``: of the file, where its own says nothing, as in a store that names files by their hash.
        ``projector`` comes along.
        """
        catalog = self._catalog

        def work(report: ReportShare, stop: IsStopped) -> Path:
            folder = catalog.models_folder
            return import_model(source, folder, report, stop, is_move=is_move, name=name, projector=projector)

        self._start(JobKind.MOVE if is_move else JobKind.IMPORT, name or source.name, work)

    def check(self, model: LocalModel) -> None:
        remember = self._catalog.memory.note_sha256
        expected = model.sha256 or ""
        work = partial(check, model.path, expected=expected, remember=remember, projector=model.projector)
        self._start(JobKind.CHECK, model.name, work, model)

    def check_all(self, models: Sequence[LocalModel]) -> None:
        """One after the other, so that the disk is read in one place; a second call does nothing."""
        if len(models) == 1:
            self.check(models[0])
        elif models and self.of_kind(JobKind.CHECK_ALL) is None:
            work = partial(check_all, tuple(models), self._catalog.memory.note_sha256)
            self._start(JobKind.CHECK_ALL, "", work, count=len(models))

    def trace(self, model: LocalModel) -> None:
        """Find the repo that publishes these bytes, and keep what it says."""
        folder, remember = self._catalog.models_folder, self._catalog.memory.note_sha256
        self._start(JobKind.TRACE, model.name, partial(trace, self._hub, folder, model, remember), model)

    def ask_hub(self, models: Sequence[LocalModel]) -> None:
        """What changed upstream, repo by repo; a second call while it runs does nothing."""
        if models and self.of_kind(JobKind.ASK_HUB) is None:
            subject = models[0].name if len(models) == 1 else ""
            work = partial(ask_hub_about, self._hub, tuple(models))
            self._start(JobKind.ASK_HUB, subject, work, count=len(models))

    def notice_upstream(self) -> None:
        """What was seen of these repos elsewhere in the app since. Asks nobody."""
        hub, models, catalog = self._hub, self._catalog.models, self._catalog

        def work() -> bool:
            with catalog.use.work():
                return notice_upstream(hub, models)

        def done(is_new: bool) -> None:  # noqa: FBT001  a result
            if is_new:
                catalog.look_again()

        self._tasks.do(work, done, _nothing)

    def delete(self, model: LocalModel) -> None:
        self._start(
            JobKind.DELETE, model.name, lambda _report, _stop: self._deletion().delete(model.path), model
        )

    def forget(self, model: LocalModel) -> None:
        """Take a model that is gone out of its record."""
        self._start(
            JobKind.FORGET, model.name, lambda _report, _stop: self._deletion().forget(model.path), model
        )

    def _deletion(self) -> Deletion:
        folder, downloads = self._catalog.models_folder, self._downloads

        def coming() -> frozenset[Path]:
            return files_of_orders(folder, (item.order for item in downloads.items))

        return Deletion(folder, self._move_to_trash, coming)

    def add_included(self, one: IncludedModel, *, anew: bool = False) -> None:
        """Put an included model in place, ``anew`` over a damaged one; while that runs, a second call does
        nothing.
        """
        catalog = self._catalog

        def work(report: ReportShare, stop: IsStopped) -> Path:
            return put_in_place(one, catalog.models_folder, report, stop, anew=anew)

        if self.of_kind(JobKind.INCLUDED) is None:
            self._start(JobKind.INCLUDED, one.name, work)

    def cancel(self, number: int) -> None:
        job = self._running.pop(number, None)
        if job is not None:
            self._held.pop(number).stop()
            self._catalog.rescan()
            self.ended.emit(LibraryJobOutcome(job))

    def close(self) -> None:
        """Stop all; their threads end soon after, and half a copy is removed by them."""
        for number in tuple(self._running):
            self._held.pop(number).stop()
        self._running.clear()

    def _remove_halves(self) -> None:
        """Of imports that a kill has cut off: those that nobody has written to for a while."""
        folder, before = self._catalog.models_folder / IMPORTED_FOLDER, time.time() - _OLD

        def work() -> None:
            with self._catalog.use.work():
                remove_halves(folder, before)

        self._tasks.do(work, _nothing, _nothing)

    def _start(
        self, kind: JobKind, subject: str, work: _Work, model: LocalModel | None = None, *, count: int = 1
    ) -> None:
        job = LibraryJob(next(self._ids), kind, subject, model, count=count)

        def run(context: TaskContext[float]) -> LibraryJobResult:
            with self._catalog.use.work(job.named):  # the models folder does not move meanwhile
                return work(context.report, context.stopped)

        def done(result: LibraryJobResult) -> None:
            self._end(LibraryJobOutcome(self._running[job.id], result=result))

        def failed(error: KnownError) -> None:
            self._end(LibraryJobOutcome(self._running[job.id], error=error))

        def progress(fraction: float) -> None:
            self._running[job.id] = job.at(fraction)
            self.changed.emit(self._running[job.id])

        self._running[job.id] = job
        self._held[job.id] = self._tasks.run(run, done, failed, progress)
        self.changed.emit(job)

    def _end(self, ended: LibraryJobOutcome) -> None:
        self._running.pop(ended.job.id)
        self._held.pop(ended.job.id)
        self._catalog.rescan()
        self.ended.emit(ended)


def _nothing(_result: object) -> None:
    """What could not be deleted is still counted as halves in the settings."""
