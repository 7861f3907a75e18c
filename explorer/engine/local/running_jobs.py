"""Jobs of one worker: who waits for what, and what becomes of those that are stopped and do not end.

A watchdog gives the worker time to end them, and notices if it hangs.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.errors import CancelledError
from explorer.engine.jobs import Generation, Job
from explorer.engine.local import protocol

_STOP_S = 0.06  # for a worker to end what was stopped; after that the window goes on without it
_HANG_S = 6.0  # for it to end that nevertheless, before it is asked where it is; and once more after that
_WATCH_MS = 20


class JobWatchdog(QObject):
    """Watches the stopped jobs of one engine, by their numbers."""

    given_up = Signal(object)  # int: this job ends here now, whatever the worker does
    doubted = Signal()  # ask the worker which job it is at, and tell it here with ``heard``
    lost = Signal()  # the worker hangs

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopping: dict[int, float] = {}  # until when the worker has time
        self._late: dict[int, float] = {}  # ended here, not yet in the worker
        self._is_doubted = False
        self._seen_at: int | None = None  # the late job that it named when it was asked
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_MS)
        self._watch.timeout.connect(self._look)

    def is_stopping(self, job: int) -> bool:
        return job in self._stopping

    def is_late(self, job: int | None) -> bool:
        """Whether it ended here while the worker is still at it: what comes of it is not told."""
        return job in self._late

    def stopped(self, job: int) -> None:
        """The worker was told to end it."""
        self._stopping[job] = time.monotonic() + _STOP_S
        self._watch.start()

    def ended(self, job: int | None) -> None:
        """The worker, or whoever took it away, is done with this job."""
        self._stopping.pop(job or 0, None)
        self._late.pop(job or 0, None)

    def heard(self, job: int | None) -> None:
        """The worker lives, and is at this job: hung in it if it is there the next time too.

        Once is not enough: a job that waited behind others may have had its turn just now.
        """
        self._is_doubted = False
        is_hung = self.is_late(job) and job == self._seen_at
        self._seen_at = job if self.is_late(job) else None
        if is_hung:
            self.lost.emit()

    def forget(self) -> None:
        """There is another worker now, or none."""
        self._stopping.clear()
        self._late.clear()
        self._is_doubted, self._seen_at = False, None

    @Slot()
    def _look(self) -> None:
        now = time.monotonic()
        for job in [number for number, until in self._stopping.items() if until < now]:
            if self._stopping.pop(job, None) is not None:  # else whoever heard of another one unloaded all
                self._late[job] = now + _HANG_S
                self.given_up.emit(job)
        if any(until < now for until in self._late.values()):
            self._doubt(now)
        if not self._stopping and not self._late:
            self._watch.stop()

    def _doubt(self, now: float) -> None:
        """A stopped job may also wait behind another one: the worker says which it is at."""
        if self._is_doubted:
            self.lost.emit()
            return
        self._is_doubted = True
        self._late = dict.fromkeys(self._late, now + _HANG_S)
        self.doubted.emit()


class RunningJobs(QObject):
    """By their numbers. ``send`` reaches the worker that does them."""

    emptied = Signal()  # the last one is taken out, and told after this
    hung = Signal()  # the worker does not react any more

    def __init__(self, parent: QObject, send: Callable[[protocol.Request], None]) -> None:
        super().__init__(parent)
        self._send = send
        self._jobs: dict[int, Job] = {}
        self._watchdog = JobWatchdog(self)
        self._watchdog.given_up.connect(self._give_up)
        self._watchdog.doubted.connect(self._ask_for_life)
        self._watchdog.lost.connect(self.hung)

    def __len__(self) -> int:
        return len(self._jobs)

    def begin(self, job: Job) -> None:
        self._jobs[job.number] = job

    def hear(self, event: protocol.JobEvent) -> Job | None:
        """The job that ends with this event; what else is said goes to its job."""
        number, is_end = event.id, isinstance(event, protocol.JOB_ENDS)
        is_late = self._watchdog.is_late(number)
        if is_end:
            self._watchdog.ended(number)
        if is_late or number is None:  # a failed load was seen to before
            return None
        if is_end:
            return self._take(number)
        job = self._jobs[number]
        if isinstance(event, protocol.JobProgress):
            job.progress.emit(event.fraction)
        elif isinstance(event, protocol.Writing) and isinstance(job, Generation):
            job.hear(event.event)
        return None

    def hear_life(self, pong: protocol.Pong) -> None:
        self._watchdog.heard(pong.job)

    def stop(self, job: Job) -> None:
        """End one early. A worker that does not do so in time is not waited for."""
        if job.number in self._jobs and not self._watchdog.is_stopping(job.number):
            self._send(protocol.Cancel(job.number))
            self._watchdog.stopped(job.number)

    def stop_all(self) -> None:
        for job in tuple(self._jobs.values()):
            self.stop(job)

    def take_all(self) -> tuple[Job, ...]:
        """Those that will get no answer: there is another worker now, or none."""
        jobs, self._jobs = tuple(self._jobs.values()), {}
        self._watchdog.forget()
        return jobs

    def _take(self, number: int) -> Job:
        """Remove a job; the caller holds it while it emits, nobody else may."""
        job = self._jobs.pop(number)
        if not self._jobs:
            self.emptied.emit()
        return job

    @Slot(object)
    def _give_up(self, number: int) -> None:
        """What was stopped does not end by itself in time, so it ends here."""
        job = self._take(number)
        if isinstance(job, Generation):
            job.finished.emit(job.so_far())
        else:
            job.failed.emit(CancelledError())

    @Slot()
    def _ask_for_life(self) -> None:
        self._send(protocol.Ping())
