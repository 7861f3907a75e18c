"""Queue of one worker: what it was asked and has not begun, what it does now, what of that was stopped."""

import threading
from collections.abc import Callable, Iterable, Iterator

from explorer.engine.local import protocol
from explorer.engine.local.llama.compute_control import ComputeControl

type Queued = protocol.Load | protocol.JobRequest

_QUICK = (protocol.Tokenize, protocol.Count, protocol.Render)  # and nothing that is being written changes it


class JobQueue:
    """``put`` and ``close`` are the reader's, ``current`` too, the rest is the main thread's."""

    def __init__(self) -> None:
        self.control = ComputeControl()
        self._waiting: list[Queued] = []
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._running: set[int] = set()
        self._stopped: set[int] = set()
        self._is_closed = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

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
                with self._news:
                    self._waiting.append(request)
                    self._news.notify()

    def take(self, timeout: float | None = None) -> Queued | None:
        """The next one; ``None`` once no more will come. Raises TimeoutError after so many seconds."""
        with self._news:
            if not self._waiting and not self._running:
                self._stopped.clear()
            if not self._news.wait_for(lambda: self._waiting or self._is_closed, timeout):
                raise TimeoutError
            return self._waiting.pop(0) if self._waiting else None

    def take_beside(self, has_room: Callable[[protocol.Generate], bool]) -> protocol.JobRequest | None:
        """One that can be done while answers are written: a quick one, whatever it waits behind; else the
        next, if it is an answer that there is room for. One in the context of a conversation passes those
        that are written with others: a person waits for it.
        """
        with self._lock:
            at = next(self._beside(has_room), None)
            request = None if at is None else self._waiting.pop(at)
        assert not isinstance(request, protocol.Load)  # noqa: S101  that is none of them
        return request

    def _beside(self, has_room: Callable[[protocol.Generate], bool]) -> Iterator[int]:
        passes = True
        for at, request in enumerate(self._waiting):
            is_quick = isinstance(request, _QUICK)
            is_shared = isinstance(request, protocol.Generate) and request.together is not None
            is_next = at == 0 or (passes and not is_shared)
            if is_quick or (is_next and isinstance(request, protocol.Generate) and has_room(request)):
                yield at
            passes = passes and (is_quick or is_shared)

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

    def go_on(self, jobs: Iterable[int], others: Iterable[int] = ()) -> set[int]:
        """The main thread does these jobs at once, and ``others`` after that; those of the first that are to
        be stopped before.
        """
        with self._lock:
            self._running = set(jobs)
            if self._stopped:  # some may have ended before they heard of it
                waiting = (request.id for request in self._waiting if not isinstance(request, protocol.Load))
                self._stopped.intersection_update(self._running.union(others, waiting))
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
        with self._news:
            self._is_closed = True
            self.control.stop()
            self._news.notify()

    def _stop(self, job: int) -> None:
        with self._lock:
            self._stopped.add(job)
            if job in self._running:
                self.control.stop()
