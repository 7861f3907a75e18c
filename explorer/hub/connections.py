"""The connections that are open: whoever waits for a server that hangs can be let go, and waits for no answer
longer than it is worth.

To close a socket does not wake the thread that waits for it; to shut it down does. The library limits each
read, so a server that sends a byte now and then would keep us for ever: its reads share one limit here.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

_OPENED = ("connect_tcp.complete", "start_tls.complete")  # how such events of httpcore's "trace" end
_FIRST = 20.0  # seconds for an answer of which little comes
_SLOWEST = 8_000  # bytes a second, for which it may take longer
_MOST = 120.0  # seconds, whatever comes
_LEAST = 0.001  # a timeout of 0 would not wait at all, and mean something else


class Connections:
    """Hears of each through ``trace``, an extension of a request. Called on any thread."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self._is_cut = False

    def trace(self, event: str, info: dict[str, Any]) -> None:
        if not event.endswith(_OPENED):
            return
        stream = info["return_value"]
        _limit_reads(stream)
        opened = stream.get_extra_info("socket")
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


@contextmanager
def answered_in_time(most: float = _MOST) -> Iterator[None]:
    """What this thread reads meanwhile is one answer: it must come within a time, head and body together.

    ``most``: seconds that it may take if enough of it comes all the time.
    """
    outer = getattr(_current, "answer", None)
    _current.answer = outer or _Answer(most)
    try:
        yield
    finally:
        _current.answer = outer


class _Answer:
    """One that is on its way."""

    def __init__(self, most: float) -> None:
        now = time.monotonic()
        self._until, self._latest = now + _FIRST, now + most

    @property
    def left(self) -> float:
        return max(_LEAST, min(self._until, self._latest) - time.monotonic())

    def heard(self, count: int) -> None:
        self._until += count / _SLOWEST


_current = threading.local()  # the answer that a thread reads


def _limit_reads(stream: Any) -> None:
    """Put the limit before the ``read`` of a connection, which the library offers no other way to."""
    read: Callable[..., bytes] = stream.read

    def read_in_time(max_bytes: int, timeout: float | None = None) -> bytes:
        answer: _Answer | None = getattr(_current, "answer", None)
        if answer is None:
            return read(max_bytes, timeout=timeout)
        data = read(max_bytes, timeout=answer.left if timeout is None else min(timeout, answer.left))
        answer.heard(len(data))
        return data

    stream.read = read_in_time


def _shut(opened: socket.socket) -> None:
    with suppress(OSError):  # the other side was first
        opened.shutdown(socket.SHUT_RDWR)
