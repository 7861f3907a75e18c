"""The one thread in which endpoints are asked: it starts with the first request, and ends with the app."""

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Any

from explorer.domain.errors import CancelledError, OfflineError
from explorer.domain.words import Words

if TYPE_CHECKING:
    import asyncio

    from explorer.engine.remote.transport import Transport

_LOOK_S = 0.05  # between two looks whether a task was stopped
_END_S = 1.0


class RequestThread:
    """Called from any thread. ``is_offline``: then no request begins, and those under way end."""

    def __init__(self, is_offline: Callable[[], bool]) -> None:
        self._is_offline = is_offline
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._transport: Transport | None = None
        self._is_closed = False

    def start[T](self, work: Callable[["Transport"], Coroutine[Any, Any, T]]) -> Future[T]:
        """Begin it. ``cancel`` of what comes back ends its connection; its callbacks are called in that
        thread. Raises OfflineError, CancelledError once all is closed.
        """
        self.check_online()
        import asyncio  # noqa: PLC0415  it takes a while, and most never ask an endpoint

        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._loop is None or self._transport is None:
                self._begin()
            assert self._loop is not None  # noqa: S101  just begun
            assert self._transport is not None  # noqa: S101
            return asyncio.run_coroutine_threadsafe(work(self._transport), self._loop)

    def call[T](
        self,
        work: Callable[["Transport"], Coroutine[Any, Any, T]],
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> T:
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
            loop, thread, self._loop = self._loop, self._thread, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(_END_S)

    def _begin(self) -> None:
        from explorer.engine.remote.event_loop import new_loop, run_loop  # noqa: PLC0415  see above
        from explorer.engine.remote.transport import Transport  # noqa: PLC0415  see above

        self._loop, self._transport = new_loop(), Transport(self.check_online)
        work = (self._loop, self._transport.close)
        self._thread = threading.Thread(target=run_loop, args=work, name="endpoints", daemon=True)
        self._thread.start()
