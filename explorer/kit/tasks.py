"""The one idiom for everything that can wait: network, disk, hashing.

::

    task = tasks.run(work, done, failed, progress, owner=self)
    def work(context: Context[int]) -> list[Row]:   # on a pool thread: touches no widget
        for n, part in enumerate(parts):
            if context.stopped():
                raise CancelledError
            context.report(n)
        return rows

``done``, ``failed`` and ``progress`` are called on the screen thread, never after ``owner`` was
destroyed and never after ``task.stop()``. A KnownError reaches ``failed``. Anything else is a bug: it
goes to ``Tasks.bug`` (the one door), and ``failed`` then gets an UnexpectedError, so that no pane
waits for ever; ``Messages.fail`` does not tell it a second time. Progress arrives at most about 30
times a second, the last value always before ``done`` or ``failed``.

Work that neither tells how far it is nor can be stopped needs no context: ``tasks.do(partial(read, path),
done, failed)``. Work that waits for a server says ``network=True``: it has threads of its own, so that a
server that hangs holds up nothing on this machine.
"""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot

from explorer.domain.errors import KnownError

_FRAME_MS = 33
_THREADS = 8  # tasks wait for the disk far more than they compute
_NEVER = -1
_NETWORK_THREADS = 24  # a server may hang while one word after the other is typed


@dataclass(frozen=True)
class Bug:
    """An exception nobody expected, with its trace as text."""

    error: BaseException
    trace: str


class UnexpectedError(KnownError):
    """Stands in for a bug that was already told through the one door."""

    def __init__(self) -> None:
        super().__init__("Something went wrong inside the app.", "Try again, or copy the report.")

    def __reduce__(self) -> tuple[type["UnexpectedError"], tuple[()]]:  # type: ignore[override]  # takes no words
        return type(self), ()


class TaskContext[P]:
    """What the work may say and ask from its own thread."""

    def __init__(self, task: "_Job") -> None:
        self._task = task

    def report(self, value: P) -> None:
        """Offer a progress value; values nobody could see in time are left out."""
        self._task.report(value)

    def stopped(self) -> bool:
        """True once the result is not wanted any more: return or raise CancelledError soon."""
        return self._task.is_over()


class Task(Protocol):
    """What the caller holds."""

    def stop(self) -> None:
        """Ask the work to end; no callback comes after this."""

    def is_over(self) -> bool:
        """Done, failed, stopped, or its owner is gone."""


class Tasks(QObject):
    """Runs work on one thread pool. ``bug`` carries a Bug. Call ``close`` once, at the end."""

    bug = Signal(object)
    _reported = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool, self._network = QThreadPool(self), QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._network.setMaxThreadCount(_NETWORK_THREADS)
        self._pool.setExpiryTimeout(_NEVER)  # Linux ends a child process with the thread that started it
        self._jobs: set[_Job] = set()
        self._behind: list[_Job] = []
        self._frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame.timeout.connect(self._show_progress)
        queued = Qt.ConnectionType.QueuedConnection
        self._reported.connect(self._remember, queued)
        self._ended.connect(self._finish, queued)
        self._closed = False

    def run[T, P](
        self,
        work: Callable[[TaskContext[P]], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None],
        progress: Callable[[P], None] | None = None,
        owner: QObject | None = None,
        *,
        network: bool = False,
    ) -> Task:
        """Start ``work`` on a pool thread. Call from the screen thread. After close() it never starts."""
        job = _Job(work, done, failed, progress, owner, self._reported.emit, self._ended.emit)
        if self._closed:
            job.stop()
            return job
        self._jobs.add(job)
        (self._network if network else self._pool).start(job.work)
        return job

    def do[T](
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None],
        owner: QObject | None = None,
        *,
        network: bool = False,
    ) -> Task:
        """As ``run``, without a context."""
        return self.run(lambda _context: work(), done, failed, owner=owner, network=network)

    def close(self) -> None:
        """Stop everything and wait until no thread works any more. No callback comes after it."""
        self._closed = True
        for job in self._jobs:
            job.stop()
        for pool in (self._pool, self._network):
            pool.clear()
        for pool in (self._pool, self._network):
            pool.waitForDone()
        for job in self._jobs:
            job.forget()
        self._jobs.clear()
        self._frame.stop()

    @Slot(object)
    def _remember(self, job: "_Job") -> None:
        self._behind.append(job)
        if not self._frame.isActive():
            self._frame.start()

    @Slot()
    def _show_progress(self) -> None:
        behind, self._behind = self._behind, []
        for job in behind:
            job.show_progress()

    @Slot(object)
    def _finish(self, job: "_Job") -> None:
        self._jobs.discard(job)
        bug = job.bug
        if bug is not None:
            self.bug.emit(bug)
        job.finish()


class LatestTask:
    """Work of which only the newest counts: what runs is stopped before other work of its kind starts."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._task: Task | None = None

    def run[T, P](
        self,
        work: Callable[[TaskContext[P]], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None],
        progress: Callable[[P], None] | None = None,
        *,
        network: bool = False,
    ) -> None:
        """As ``Tasks.run``."""
        self.stop()
        self._task = self._tasks.run(work, done, failed, progress, network=network)

    def do[T](
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None],
        *,
        network: bool = False,
    ) -> None:
        """As ``Tasks.do``."""
        self.run(lambda _context: work(), done, failed, network=network)

    def is_running(self) -> bool:
        return self._task is not None and not self._task.is_over()

    def stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None


class _Job:
    """One piece of work, its callbacks and how it ended. Shared by two threads; see the lock."""

    def __init__(
        self,
        work: Callable[..., object],
        done: Callable[..., None],
        failed: Callable[[KnownError], None],
        progress: Callable[..., None] | None,
        owner: QObject | None,
        reported: Callable[[object], None],
        ended: Callable[[object], None],
    ) -> None:
        self._work, self._done, self._failed, self._progress = work, done, failed, progress
        self._owner: QObject | None = owner
        self._tell_reported, self._tell_ended = reported, ended
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._waiting: list[object] = []  # the newest progress value, if not yet shown
        self._result: object = None
        self._error: KnownError | None = None
        self.bug: Bug | None = None

    def stop(self) -> None:
        self._over.set()

    def is_over(self) -> bool:
        gone = self._owner is not None and not shiboken6.isValid(self._owner)
        return self._over.is_set() or gone

    def report(self, value: object) -> None:
        if self._progress is None:
            return
        with self._lock:
            first = not self._waiting
            self._waiting = [value]
        if first:
            self._tell_reported(self)

    def work(self) -> None:
        """On the pool thread."""
        if not self.is_over():
            self._try()
        self._tell_ended(self)

    def _try(self) -> None:
        try:
            self._result = self._work(TaskContext[object](self))
        except KnownError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001  # the thread's end: whatever it is goes to the one door
            self.bug = Bug(error, traceback.format_exc())
            self._error = UnexpectedError()

    def show_progress(self) -> None:
        """On the screen thread, as is finish()."""
        with self._lock:
            values, self._waiting = self._waiting, []
        if values and self._progress is not None and not self.is_over():
            self._progress(values[0])

    def finish(self) -> None:
        """Once the thread is through with it: tell how it ended."""
        try:
            self.show_progress()
            if not self.is_over():
                self._over.set()
                self._tell()
        finally:
            self._over.set()
            self.forget()

    def forget(self) -> None:
        """Let go, on the screen thread, of what may hold widgets: the pool's thread may drop the job last."""
        self._work, self._done, self._failed, self._progress = _nothing, _nothing, _nothing, None
        self._owner, self._result, self._error, self.bug = None, None, None, None

    def _tell(self) -> None:
        if self._error is None:
            self._done(self._result)
        else:
            self._failed(self._error)


def _nothing(*_values: object) -> None:
    return None
