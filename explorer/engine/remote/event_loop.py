"""An event loop that ends when it is told to, whatever its requests wait for."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any


def new_loop() -> asyncio.AbstractEventLoop:
    """Names of servers are looked up in threads that nobody waits for: a lookup cannot be stopped."""
    loop = asyncio.new_event_loop()

    def look_up(host: Any, port: Any, **how: Any) -> "asyncio.Future[Any]":
        found: asyncio.Future[Any] = loop.create_future()

        def work() -> None:
            try:
                result, error = socket.getaddrinfo(host, port, **how), None
            except (OSError, UnicodeError) as failure:
                result, error = None, failure
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(_tell, found, result, error)

        threading.Thread(target=work, name="endpoint name", daemon=True).start()
        return found

    loop.getaddrinfo = look_up  # type: ignore[method-assign, assignment]  # else a pool that is waited for
    return loop


def _tell(found: "asyncio.Future[Any]", result: Any, error: Exception | None) -> None:
    if found.done():  # nobody waits any more
        return
    if error is not None:
        found.set_exception(error)
    else:
        found.set_result(result)


def run_loop(loop: asyncio.AbstractEventLoop, end: Callable[[], Awaitable[None]]) -> None:
    """In its thread, until it is stopped; then what still runs is cancelled, and ``end`` done."""
    try:
        loop.run_forever()
        loop.run_until_complete(_wind_up(end))
    finally:
        loop.close()


async def _wind_up(end: Callable[[], Awaitable[None]]) -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await end()
    await asyncio.get_running_loop().shutdown_asyncgens()
