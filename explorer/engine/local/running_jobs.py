"""Jobs of one worker: who waits for what, and what becomes of those that are stopped and do not end."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import CancelledError
from explorer.engine.jobs import Generation, Job
from explorer.engine.local import protocol
from explorer.engine.local.job_watchdog import JobWatchdog


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
