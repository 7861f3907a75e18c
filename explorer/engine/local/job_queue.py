"""Job queue of a worker, from its reader to its main thread, with the switch that stops a job."""

import queue
import threading

from explorer.engine.local.llama.abort import AbortSwitch
from explorer.engine.local.protocol import Cancel, Ping, Quit, Request, ShareCores


class JobQueue:
    """The queue of one worker. ``put`` and ``close`` are the reader's, the rest is the main thread's."""

    def __init__(self) -> None:
        self.switch = AbortSwitch()
        self._queue: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: int | None = None
        self._stopped: set[int] = set()
        self._is_closed = False
        self.share = 1  # models that answer at once, this one among them

    @property
    def current(self) -> int | None:
        """The job that is being done."""
        return self._current

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._queue.empty()

    def put(self, request: Request) -> None:
        if isinstance(request, Cancel):
            self._stop(request.id)
        elif isinstance(request, ShareCores):
            self.share = max(1, request.count)
        elif isinstance(request, Quit):
            self.close()
        elif not isinstance(request, Ping):  # the reader answers those
            self._queue.put(request)

    def take(self) -> Request:
        return self._queue.get()

    def begin(self, job: int | None) -> None:
        """The main thread starts the job with this id, or with ``None`` a load."""
        with self._lock:
            self.switch.reset()
            self._current = job
            if self._is_closed or job in self._stopped:
                self.switch.throw()

    def end(self) -> None:
        with self._lock:
            self._stopped.discard(self._current or 0)
            self._current = None

    def close(self) -> None:
        """No request will come any more: stop what runs, end what waits."""
        with self._lock:
            self._is_closed = True
            self.switch.throw()
        self._queue.put(Quit())

    def _stop(self, job: int) -> None:
        with self._lock:
            self._stopped.add(job)
            if self._current == job:
                self.switch.throw()
