"""The connections that are open, so that whoever waits for a server that hangs can be let go.

To close a socket does not wake the thread that waits for it; to shut it down does.
"""

import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")  # of httpcore's "trace"


class Connections:
    """Hears of each through ``trace``, an extension of a request. Called on any thread."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self._is_cut = False

    def trace(self, event: str, info: dict[str, Any]) -> None:
        if event not in _OPENED:
            return
        opened = info["return_value"].get_extra_info("socket")
        if isinstance(opened, socket.socket):
            with self._lock:
                self._open.add(opened)
                if self._is_cut:
                    _shut(opened)

    def cut(self) -> None:
        """Now and from now on: every request on them fails."""
        with self._lock:
            self._is_cut = True
            for opened in list(self._open):
                _shut(opened)


def _shut(opened: socket.socket) -> None:
    with suppress(OSError):  # the other side was first
        opened.shutdown(socket.SHUT_RDWR)
