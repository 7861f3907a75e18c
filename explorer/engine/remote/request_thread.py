"""The one thread in which endpoints are asked: it starts with the first request, and ends with the app.

What it needs is imported in it: httpx2 and asyncio take 0.2 s, and no frame of the screen waits for them.
"""

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Any

from explorer.domain.errors import CancelledError, OfflineError
from explorer.domain.words import Words

if TYPE_CHECKING:
    from explorer.engine.remote.request_loop import RequestLoop
    from explorer.engine.remote.transport import Transport

_LOOK_S = 0.05  # between two looks whether a task was stopped
_END_S = 1.0

type RequestWork[T] = Callable[["Transport"], Coroutine[Any, Any, T]]


class RequestThread:
    """Called from any thread. ``is_offline``: then no request begins, and those under way end."""

    def __init__(self, is_offline: Callable[[], bool]) -> None:
        self._is_offline = is_offline
        self._lock = threading.Lock()
        self._loop: RequestLoop | None = None
        self._thread: threading.Thread | None = None
        self._waiting: list[tuple[RequestWork[Any], Future[Any]]] = []
        self._is_closed = False

    def start[T](self, work: RequestWork[T]) -> Future[T]:
        """Begin it. ``cancel`` of what comes back ends its connection; its callbacks are called in that
        thread. Raises OfflineError, CancelledError once all is closed.
        """
        self.check_online()
        future = Future[T]()
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="endpoints", daemon=True)
                self._thread.start()
            if self._loop is None:
                self._waiting.append((work, future))
            else:
                self._loop.submit(work, future)
        return future

    def call[T](self, work: RequestWork[T], is_stopped: Callable[[], bool] = lambda: False) -> T:
        """Do it and wait, in a thread of a task: ``thread.call(lambda transport: transport.get(…),
        context.stopped)``. Raises what it raises, CancelledError once it is stopped.
        """
        future = self.start(work)
        while True:
            try:
                return future.result(_LOOK_S)
            except FutureTimeoutError:
                if future.done():  # just now, or that was its own error
                    return future.result()
            except FutureCancelledError:
                raise CancelledError from None
            if is_stopped():
                future.cancel()
                raise CancelledError

    def check_online(self) -> None:
        """Raises OfflineError."""
        if self._is_offline():
            advice = Words("Switch it off in the settings to ask endpoints.")
            raise OfflineError(Words("Offline mode is on."), advice)

    def close(self) -> None:
        """End every request and wait for it, at most a second."""
        with self._lock:
            self._is_closed = True
            if self._loop is not None:
                self._loop.stop()
            for _work, future in self._waiting:
                future.cancel()
        if self._thread is not None:
            self._thread.join(_END_S)

    def _run(self) -> None:
        from explorer.engine.remote.request_loop import RequestLoop  # noqa: PLC0415  see above

        with RequestLoop(self.check_online) as loop:
            with self._lock:
                if self._is_closed:
                    return
                self._loop = loop
                for work, future in self._waiting:
                    loop.submit(work, future)
                self._waiting.clear()
            loop.run()
