"""The event loop of requests: it ends when it is told to, whatever its requests wait for. Imported late."""

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from explorer.engine.remote.transport import Transport

if TYPE_CHECKING:
    from explorer.engine.remote.request_thread import RequestWork


class RequestLoop:
    """``submit`` and ``stop`` are called from any thread, all else from the one in which it runs."""

    def __init__(self, check_online: Callable[[], None]) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.getaddrinfo = _look_up  # type: ignore[method-assign]  # else a pool is waited for
        self._transport = Transport(check_online)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """What still runs is cancelled."""
        try:
            self._loop.run_until_complete(self._wind_up())
        finally:
            self._loop.close()

    def submit[T](self, work: "RequestWork[T]", future: Future[T]) -> None:
        """Begin it; ``future`` gets what comes of it, and ends it when it is cancelled."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._begin, work, future)

    def run(self) -> None:
        self._loop.run_forever()

    def stop(self) -> None:
        with suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _begin(self, work: "RequestWork[Any]", future: Future[Any]) -> None:
        if future.cancelled():
            return
        task = self._loop.create_task(work(self._transport))
        future.add_done_callback(partial(self._end_cancelled, task))
        task.add_done_callback(partial(_pass_on, future))

    def _end_cancelled(self, task: "asyncio.Task[Any]", future: Future[Any]) -> None:
        if future.cancelled():
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(task.cancel)

    async def _wind_up(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._transport.close()
        await self._loop.shutdown_asyncgens()


def _pass_on(future: Future[Any], task: "asyncio.Task[Any]") -> None:
    with suppress(InvalidStateError):  # it was cancelled, and nobody waits for it
        if task.cancelled():
            future.cancel()
        elif (error := task.exception()) is not None:
            future.set_exception(error)
        else:
            future.set_result(task.result())


async def apart[T](work: Callable[[], T]) -> T:
    """Do what cannot be stopped in a thread of its own, for which nobody waits who is cancelled."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # of the work

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as failure:  # noqa: BLE001  it is raised where it is waited for
            error = failure
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="beside endpoints", daemon=True).start()
    return await done


def _look_up(host: Any, port: Any, **how: Any) -> Any:
    """A name of a server: a lookup may take half a minute."""
    return apart(partial(socket.getaddrinfo, host, port, **how))
