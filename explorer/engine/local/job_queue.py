"""Queue of one worker: what it was asked and has not begun, what it does now, what of that was stopped."""

import queue
import threading
from collections.abc import Iterable

from explorer.domain.tokens import Together
from explorer.engine.local import protocol
from explorer.engine.local.llama.compute_control import ComputeControl

type Queued = protocol.Load | protocol.JobRequest


class JobQueue:
    """``put`` and ``close`` are the reader's, ``current`` too, the rest is the main thread's."""

    def __init__(self) -> None:
        self.control = ComputeControl()
        self._queue: queue.SimpleQueue[Queued | None] = queue.SimpleQueue()
        self._looked_at: list[Queued | None] = []  # taken out of the queue, at most one, and left for later
        self._lock = threading.Lock()
        self._running: set[int] = set()
        self._stopped: set[int] = set()
        self._is_closed = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._looked_at and self._queue.empty()

    @property
    def current(self) -> int | None:
        """The job that is being done; of several one that was stopped."""
        with self._lock:
            return next(iter((self._running & self._stopped) or self._running), None)

    def put(self, request: protocol.Request) -> None:
        match request:
            case protocol.Cancel():
                self._stop(request.id)
            case protocol.ShareCores():
                self.control.share = max(1, request.count)
            case protocol.Ping() | protocol.GiveImages():
                pass  # the reader sees to those
            case _:
                self._queue.put(request)

    def take(self, timeout: float | None = None) -> Queued | None:
        """The next one; ``None`` once no more will come. Raises TimeoutError after so many seconds."""
        if self._looked_at:
            return self._looked_at.pop()
        try:
            return self._queue.get(timeout=timeout)
        except queue.Empty as error:
            raise TimeoutError from error

    def take_together(self, together: Together | None) -> protocol.Generate | None:
        """The next one, if it is there and to be written at once with others of this kind; else it stays."""
        if not self._looked_at:
            if self._queue.empty():
                return None
            self._looked_at.append(self._queue.get())
        request = self._looked_at[0]
        if isinstance(request, protocol.Generate) and request.is_together and request.together == together:
            self._looked_at.clear()
            return request
        return None

    def begin(self, job: int | None) -> None:
        """The main thread starts the job with this id, or with ``None`` a load."""
        with self._lock:
            self._running = set() if job is None else {job}
            self.control.reset()
            if self._is_closed or job in self._stopped:
                self.control.stop()

    def end(self) -> None:
        with self._lock:
            self._stopped -= self._running
            self._running = set()

    def go_on(self, jobs: Iterable[int]) -> set[int]:
        """The main thread does these jobs at once; those of them that are to be stopped first."""
        with self._lock:
            self._stopped -= self._running - set(jobs)
            self._running = set(jobs)
            self.control.reset()
            return set(self._running) if self._is_closed else self._running & self._stopped

    def drops(self, job: int) -> bool:
        """Whether one that has not begun need not be; asked once."""
        with self._lock:
            is_stopped = self._is_closed or job in self._stopped
            self._stopped.discard(job)
            return is_stopped

    def close(self) -> None:
        """No request will come any more: stop what runs, end what waits."""
        with self._lock:
            self._is_closed = True
            self.control.stop()
        self._queue.put(None)

    def _stop(self, job: int) -> None:
        with self._lock:
            self._stopped.add(job)
            if job in self._running:
                self.control.stop()
