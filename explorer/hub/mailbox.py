"""Hands bytes and events from a thread that reads to one that takes, in order.

Bytes that wait are joined, so nothing is held back to fill a block and nobody takes crumbs; a reader
that is faster than the disk is made to wait.
"""

import threading
from collections import deque

from explorer.hub.blocks import SIZE, Blocks


class Mailbox[T]:
    """Carries bytes and other objects of type ``T``. ``room``: bytes that may wait in it."""

    def __init__(self, blocks: Blocks, room: int) -> None:
        self._blocks = blocks
        self._room = room
        self._changed = threading.Condition()
        self._waiting: deque[_Filled | T] = deque()
        self._size = 0
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
        rest = memoryview(data)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._size < self._room)
            self._size += len(data)
            while rest:
                last = self._waiting[-1] if self._waiting else None
                if not isinstance(last, _Filled) or last.used == SIZE:
                    last = _Filled(self._blocks.take())
                    self._waiting.append(last)
                rest = rest[last.fill(rest) :]
            if self._size >= SIZE:
                self._changed.notify_all()

    def take(self, seconds: float) -> memoryview | T | None:
        """What came first, ``None`` if nothing comes within ``seconds``. Bytes: see Blocks.give.

        Waits for a full block or something else, then takes what there is.
        """
        with self._changed:
            self._changed.wait_for(self._is_worth_taking, seconds)
            if not self._waiting:
                return None
            first = self._waiting.popleft()
            if not isinstance(first, _Filled):
                return first
            self._size -= first.used
            self._changed.notify_all()
        return memoryview(first.block)[: first.used]

    def _is_worth_taking(self) -> bool:
        if not self._waiting:
            return False
        return self._size >= SIZE or not isinstance(self._waiting[-1], _Filled)

    def close(self) -> None:
        """Nobody takes any more: whoever waits to put goes on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Filled:
    """A block and how much of it is used."""

    __slots__ = ("block", "used")

    def __init__(self, block: bytearray) -> None:
        self.block = block
        self.used = 0

    def fill(self, data: memoryview) -> int:
        """Take as much of ``data`` as there is room for; how much that was."""
        count = min(len(data), SIZE - self.used)
        self.block[self.used : self.used + count] = data[:count]
        self.used += count
        return count
