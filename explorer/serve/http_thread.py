"""The thread that speaks HTTP: a loop of its own, which only passes on what is asked and answered."""

import asyncio
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

if TYPE_CHECKING:
    from explorer.serve.guard import AsgiApp

_END_S = 1.0  # for answers under way to end when the server does


def listen(host: str, port: int) -> socket.socket:
    """Raises KnownError that says what to do where the port cannot be had."""
    # Told that it is TCP, asyncio lets nothing that is written wait for more: else pieces come 40 ms late
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError as error:
        made.close()
        what = Words("Port {port} cannot be used: another program has it, or the system refuses.", port=port)
        raise KnownError(what, Words("Choose another port, or close that program."), str(error)) from error
    made.setblocking(False)
    return made


class HttpThread:
    """Answers on a socket that listens, by what ``app`` makes. ``ready`` and ``ended`` are told
    in the thread: the second with what ended it, ``None`` if it was to end.
    """

    def __init__(
        self,
        listening: socket.socket,
        app: "Callable[[], AsgiApp]",
        ready: Callable[[], None],
        ended: Callable[[Exception | None], None],
    ) -> None:
        self._socket, self._app, self._ready, self._ended = listening, app, ready, ended
        self.port = int(listening.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="HTTP server", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """``ended`` follows."""
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._end.set)

    def join(self) -> None:
        """Wait for its end, after ``stop``."""
        self._thread.join(3 * _END_S)

    def _run(self) -> None:
        problem: Exception | None = None
        try:
            self._loop.run_until_complete(self._serve())
        except Exception as error:  # noqa: BLE001  told by whoever started it
            problem = error
        finally:
            self._socket.close()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
            self._ended(problem)

    async def _serve(self) -> None:
        from uvicorn.config import Config  # noqa: PLC0415  imported where it delays no frame
        from uvicorn.server import ServerState  # noqa: PLC0415

        from explorer.serve.http_protocol import CarefulProtocol  # noqa: PLC0415

        config = Config(
            self._app(),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=30,
        )
        config.load()
        state = ServerState()
        made = await self._loop.create_server(
            lambda: CarefulProtocol(config=config, server_state=state, app_state={}, _loop=self._loop),
            sock=self._socket,
        )
        self._ready()
        await self._end.wait()
        made.close()
        for connection in tuple(state.connections):
            connection.shutdown()
        if state.tasks:
            _done, late = await asyncio.wait(state.tasks, timeout=_END_S)
            for task in late:
                task.cancel()
        for connection in tuple(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # for the transports to let go
