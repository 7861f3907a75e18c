"""Hands bytes and events from a thread that reads to one that takes, in order.

Bytes that wait are joined, so nothing is held back to fill a block and nobody takes crumbs; a reader
that is faster than the disk is made to wait.
"""

import threading
from collections import deque

_FULL = 4 << 20  # bytes that may wait


class Mailbox[T]:
    """Carries ``bytes`` and other objects of type ``T``."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[bytearray | T] = deque()
        self._closed = False

    @property
    def is_closed(self) -> bool:
        return self._closed

    def put(self, event: T) -> None:
        with self._changed:
            self._waiting.append(event)
            self._changed.notify_all()

    def put_bytes(self, data: bytes) -> None:
        """Waits while too much lies here; gives the bytes away once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._is_full())
            last = self._waiting[-1] if self._waiting else None
            if isinstance(last, bytearray):
                last += data
            else:
                self._waiting.append(bytearray(data))
            self._changed.notify_all()

    def take(self, seconds: float) -> bytes | T | None:
        """What came first, ``None`` if nothing comes within ``seconds``."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._waiting), seconds):
                return None
            first = self._waiting.popleft()
            self._changed.notify_all()
        return bytes(first) if isinstance(first, bytearray) else first

    def close(self) -> None:
        """Nobody takes any more: whoever waits to put goes on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _is_full(self) -> bool:
        last = self._waiting[-1] if self._waiting else None
        return isinstance(last, bytearray) and len(last) >= _FULL
