"""Engine of one worker, the window's side: empty, loading, ready, generating or failed.

Each load gets a process of its own and unloading ends it, so memory really returns. A worker may die at any
instant; then everyone who waits hears why in words, and the next load starts afresh.
"""

from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.errors import CancelledError, KnownError, NotBegunError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.words import Words
from explorer.engine.jobs import Job
from explorer.engine.local import protocol
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.failures import WorkerEnd
from explorer.engine.local.model_requests import ModelRequests
from explorer.engine.local.process_memory import peak_of
from explorer.engine.local.worker_process import WorkerProcess
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendChange, BackendState

type LoadCheck = Callable[[Path, LoadOptions], KnownError | None]


class Engine(ModelRequests):
    """Runs one model at a time in a worker process. Not blocking, except for ``close``."""

    changed = Signal(object)  # BackendChange
    answered = Signal(object)  # domain.generation.Answer, of whatever was asked and written alone

    def __init__(
        self,
        workers: WorkerSupply,
        parent: QObject | None = None,
        check: LoadCheck | None = None,
        drivers: DriverFailures | None = None,
        *,
        path: Path | None = None,
    ) -> None:
        """``check`` says before a load why it should not be, or ``None``. ``path``: the file it is for."""
        super().__init__(parent)
        self._workers = workers
        self._drivers = drivers or DriverFailures()
        self._trying = protocol.Trying()
        self._check = check
        self.worker: WorkerProcess | None = None
        self._request: protocol.Load | None = None
        self._jobs.emptied.connect(self._tell)
        self._jobs.answered.connect(self.answered)
        self._jobs.hung.connect(self._end_hung)
        self._jobs.abandoned.connect(self._end_abandoned)
        self._is_failed = False
        self.model: LoadedModel | None = None
        self.holds_more = False  # the worker holds, or held, more than the model: what sees, many contexts
        self.path = path
        self.options = LoadOptions()

    @property
    def state(self) -> BackendState:
        if self.worker is None:
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
        while self.worker is not None:  # whoever heard that it ended has loaded another: the last load counts
            self._drop_worker()
        self.path, self.options, self.adapters, self.holds_more = path, options, (), False
        problem = self._check(path, options) if self._check is not None else None
        if problem is not None:
            self._fail(problem)
            return
        self._request, self._trying = self._drivers.request(path, options), protocol.Trying()
        worker = self.worker = self._workers.take(self)
        worker.heard.connect(self._on_event)
        worker.ended.connect(self._on_end)
        self._tell()
        if self.worker is worker:  # else a listener has unloaded, or loads another
            worker.start()
            if worker.hello is not None:  # it waited for this
                self._greet(worker.hello)

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

    def memory(self) -> int:
        """Resident bytes of the worker, 0 without one."""
        try:
            return psutil.Process(self.worker.pid).memory_info().rss if self.worker and self.worker.pid else 0
        except psutil.Error:  # it is starting or ending
            return 0

    def peak_memory(self) -> int:
        """The most resident bytes that the worker held so far, 0 without one."""
        return peak_of(self.worker.pid) if self.worker and self.worker.pid else 0

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
                self._jobs.hear(event)

    @Slot(object)
    def _on_end(self, end: WorkerEnd) -> None:
        if end.start_problem:
            what = Words("The engine could not be started.")
            self._fail(KnownError(what, Words("Install the app again."), end.start_problem))
            return
        if self.model is None and self.path is not None and self._drivers.note(self.path, self._trying):
            self.load(self.path, self.options)  # on the processor, and the model says why
            return
        jobs = self._jobs
        self._fail(end.explain(loading=self.model is None, answering=bool(jobs), seeing=jobs.are_seeing))

    def _greet(self, hello: protocol.Hello) -> None:
        if self.worker is None or self._request is None:
            return
        if hello.protocol != protocol.PROTOCOL:
            what = Words("The engine and the window are of different versions.")
            self._fail(KnownError(what, Words("Restart the app.")))
            return
        self.worker.send(self._request)

    def _begin(self, job: Job, request: protocol.JobRequest) -> None:
        self._jobs.begin(job, type(request))
        if self.worker is None or self.model is None:
            QTimer.singleShot(0, self._fail_unloaded)
            return
        together = isinstance(request, protocol.Generate) and request.is_together
        self.holds_more = self.holds_more or together or protocol.shows_images(request)
        self.worker.send(request)
        if len(self._jobs) == 1:
            self._tell()

    def send(self, request: protocol.Request) -> None:
        """To the worker, if there is one."""
        if self.worker is not None:
            self.worker.send(request)

    @Slot()
    def _end_abandoned(self) -> None:
        """It would go on for up to minutes, for nobody; the next question, or one that waits behind it, loads
        the model again.
        """
        for job in self._detach(at_once=True):
            job.failed.emit(NotBegunError())
        if self.worker is None:
            self._tell()

    @Slot()
    def _end_hung(self) -> None:
        what = Words("The engine did not react any more and was ended.")
        log = self.worker.log if self.worker is not None else ""
        self._fail(KnownError(what, Words("Load the model again."), log), at_once=True)

    def _fail(self, error: KnownError, *, at_once: bool = False) -> None:
        jobs = self._detach(at_once=at_once)
        self._is_failed = True
        for job in jobs:
            job.failed.emit(error)
        if self.worker is None:  # else a listener has loaded again already
            self._tell(error=error)

    @Slot()
    def _fail_unloaded(self) -> None:
        if self.worker is not None and self.model is not None:
            return
        error = KnownError(Words("No model is loaded."), Words("Load a model first."))
        for job in self._jobs.take_all():
            job.failed.emit(error)

    def _drop_worker(self) -> None:
        for job in self._detach():
            job.failed.emit(CancelledError())

    def _detach(self, *, at_once: bool = False) -> tuple[Job, ...]:
        """Become empty; the jobs that will get no answer."""
        if self.worker is not None:  # a load need not end in good order
            self.worker.retire(at_once=at_once or self.model is None)
        self.worker, self.model, self._is_failed = None, None, False
        return self._jobs.take_all()

    def _tell(self, *, progress: float = 0.0, error: KnownError | None = None) -> None:
        done = 1.0 if self.model is not None else progress
        self.changed.emit(BackendChange(self.state, done, self.model, error))
