"""Engine of one worker, the window's side: empty, loading, ready, generating or failed.

Each load gets a process of its own and unloading ends it, so memory really returns. A worker may die at any
instant; then everyone who waits hears why in words, and the next load starts afresh.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.tokens import AdapterFile
from explorer.domain.words import Words
from explorer.engine.jobs import Generation, Job
from explorer.engine.local import protocol
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.failures import WorkerEnd
from explorer.engine.local.model_requests import ModelRequests
from explorer.engine.local.process_memory import peak_of
from explorer.engine.local.running_jobs import RunningJobs
from explorer.engine.local.worker_process import WorkerProcess, worker_command
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendChange, BackendState

__all__ = ["BackendChange", "BackendState", "Engine", "Generation", "Job", "worker_command"]

type LoadCheck = Callable[[Path, LoadOptions], KnownError | None]


class Engine(ModelRequests):
    """Runs one model at a time in a worker process. Not blocking, except for ``close``."""

    changed = Signal(object)  # BackendChange
    answered = Signal(object)  # domain.generation.Answer, of whatever was asked

    def __init__(
        self,
        command: Sequence[str],
        parent: QObject | None = None,
        check: LoadCheck | None = None,
        drivers: DriverFailures | None = None,
        workers: WorkerSupply | None = None,
        *,
        path: Path | None = None,
    ) -> None:
        """``check`` says before a load why it should not be, or ``None``. ``path``: the file it is for."""
        super().__init__(parent)
        self._workers = workers or WorkerSupply(command, self)
        self._drivers = drivers or DriverFailures()
        self._trying = protocol.Trying()
        self._check = check
        self._worker: WorkerProcess | None = None
        self._request: protocol.Load | None = None
        self._jobs = RunningJobs(self, self._send)
        self._jobs.emptied.connect(self._tell)
        self._jobs.hung.connect(self._end_hung)
        self._is_failed = False
        self.model: LoadedModel | None = None
        self.path = path
        self.options = LoadOptions()
        self.adapters: tuple[AdapterFile, ...] = ()  # that are applied

    @property
    def state(self) -> BackendState:
        if self._worker is None:
            return BackendState.FAILED if self._is_failed else BackendState.EMPTY
        if self.model is None:
            return BackendState.LOADING
        return BackendState.GENERATING if self._jobs else BackendState.READY

    def prepare(self, options: LoadOptions) -> None:
        """Load the file it is for."""
        assert self.path is not None  # noqa: S101  the pool names it
        self.load(self.path, options)

    def load(self, path: Path, options: LoadOptions) -> None:
        """Load a model in a fresh worker; one that is loaded, or loading, makes room for it."""
        self._drop_worker()
        self.path, self.options, self.adapters = path, options, ()
        problem = self._check(path, options) if self._check is not None else None
        if problem is not None:
            self._fail(problem)
            return
        self._request, self._trying = self._drivers.request(path, options), protocol.Trying()
        worker = self._worker = self._workers.take(self)
        worker.heard.connect(self._on_event)
        worker.ended.connect(self._on_end)
        self._tell()
        if self._worker is worker:  # else a listener has unloaded, or loads another
            worker.start()
            if worker.hello is not None:  # it waited for this
                self._greet(worker.hello)

    def stop(self, job: Job) -> None:
        """End one job early."""
        if self._worker is not None:
            self._jobs.stop(job)

    @property
    def log(self) -> str:
        """The last lines the worker and the engine's library in it wrote; "" without a worker."""
        return self._worker.log if self._worker is not None else ""

    def share(self, count: int) -> None:
        """So many engines answer now, this one among them."""
        self._send(protocol.ShareCores(count))

    def cancel(self) -> None:
        """Stop what goes on: all jobs, or the load."""
        if self.state is BackendState.LOADING:
            self.unload()
        self._jobs.stop_all()

    def unload(self) -> None:
        """End the worker: its memory returns."""
        before = self.state
        self._drop_worker()
        if before is not BackendState.EMPTY:
            self._tell()

    def close(self) -> None:
        """End every worker and wait for it, at most a second each."""
        self._drop_worker()
        for worker in self.findChildren(WorkerProcess):
            worker.close()

    @property
    def process_id(self) -> int:
        """The worker's, 0 without one."""
        return self._worker.pid if self._worker is not None else 0

    def memory(self) -> int:
        """Resident bytes of the worker, 0 without one."""
        try:
            return psutil.Process(self.process_id).memory_info().rss if self.process_id else 0
        except psutil.Error:  # it is starting or ending
            return 0

    def peak_memory(self) -> int:
        """The most resident bytes that the worker held so far, 0 without one."""
        return peak_of(self.process_id) if self.process_id else 0

    @Slot(object)
    def _on_event(self, event: protocol.Event) -> None:
        match event:
            case protocol.Hello():
                self._greet(event)
            case protocol.Trying():
                self._trying = event
            case protocol.LoadProgress():
                self._tell(progress=event.fraction)
            case protocol.Loaded():
                self.model = event.model
                self._tell(progress=1.0)
            case protocol.Failed(id=None):
                self._fail(event.record.error)
            case protocol.Pong():
                self._jobs.hear_life(event)
            case _:
                job = self._jobs.hear(event)
                if job is not None and isinstance(event, protocol.JOB_ENDS):
                    self._on_job_end(event, job)

    @Slot(object)
    def _on_end(self, end: WorkerEnd) -> None:
        if end.start_problem:
            what = Words("The engine could not be started.")
            self._fail(KnownError(what, Words("Install the app again."), end.start_problem))
            return
        if self.model is None and self.path is not None and self._drivers.note(self.path, self._trying):
            self.load(self.path, self.options)  # on the processor, and the model says why
            return
        self._fail(end.explain(loading=self.model is None, answering=bool(self._jobs)))

    def _on_job_end(self, event: protocol.JobEnd, job: Job) -> None:
        if isinstance(event, protocol.Failed):
            job.failed.emit(event.record.error)
        elif isinstance(event, protocol.Done):
            job.finished.emit(event.answer)
            self.answered.emit(event.answer)
        else:
            if isinstance(event, protocol.Adapted):
                self.adapters = tuple(AdapterFile(os.fsencode(a.path), a.scale) for a in event.result)
            job.finished.emit(event.result)

    def _greet(self, hello: protocol.Hello) -> None:
        if self._worker is None or self._request is None:
            return
        if hello.protocol != protocol.PROTOCOL:
            what = Words("The engine and the window are of different versions.")
            self._fail(KnownError(what, Words("Restart the app.")))
            return
        self._worker.send(self._request)

    def _begin(self, job: Job, request: protocol.JobRequest) -> None:
        self._jobs.begin(job)
        if self._worker is None or self.model is None:
            QTimer.singleShot(0, self._fail_unloaded)
            return
        self._worker.send(request)
        if len(self._jobs) == 1:
            self._tell()

    def _send(self, request: protocol.Request) -> None:
        if self._worker is not None:
            self._worker.send(request)

    @Slot()
    def _end_hung(self) -> None:
        what = Words("The engine did not react any more and was ended.")
        self._fail(KnownError(what, Words("Load the model again."), self.log), at_once=True)

    def _fail(self, error: KnownError, *, at_once: bool = False) -> None:
        jobs = self._detach(at_once=at_once)
        self._is_failed = True
        for job in jobs:
            job.failed.emit(error)
        if self._worker is None:  # else a listener has loaded again already
            self._tell(error=error)

    @Slot()
    def _fail_unloaded(self) -> None:
        if self._worker is not None and self.model is not None:
            return
        error = KnownError(Words("No model is loaded."), Words("Load a model first."))
        for job in self._jobs.take_all():
            job.failed.emit(error)

    def _drop_worker(self) -> None:
        for job in self._detach():
            job.failed.emit(CancelledError())

    def _detach(self, *, at_once: bool = False) -> tuple[Job, ...]:
        """Become empty; the jobs that will get no answer."""
        if self._worker is not None:  # a load need not end in good order
            self._worker.retire(at_once=at_once or self.model is None)
        self._worker, self.model, self._is_failed = None, None, False
        return self._jobs.take_all()

    def _tell(self, *, progress: float = 0.0, error: KnownError | None = None) -> None:
        done = 1.0 if self.model is not None else progress
        self.changed.emit(BackendChange(self.state, done, self.model, error))
