"""Hands received bytes from the thread that reads to the one that writes, in buffers that are used again.

A read from the network brings 64 KiB at most. Written and hashed one by one they cost more in handing over
between threads than in work; joined into a new object each time, more in making room than in copying. So
bytes are received where they will lie, in blocks: nobody copies them. A block goes over when it is full;
where the network is slow, what it holds so far is copied out, so nothing is held back to fill it. A reader
that is faster than the disk is made to wait.
"""

import threading
from collections import deque

BUFFER_SIZE = 1 << 21  # bytes of a block
_SPARE = 6  # blocks that are kept for later


class BufferPool:
    """Any thread takes a block and any thread gives it back."""

    def __init__(self) -> None:
        self._free: deque[bytearray] = deque(maxlen=_SPARE)

    def take(self) -> bytearray:
        """A block with anything in it."""
        try:
            return self._free.popleft()
        except IndexError:
            return bytearray(BUFFER_SIZE)

    def give(self, data: memoryview) -> None:
        """Nobody reads ``data`` any more."""
        block = data.obj
        if isinstance(block, bytearray) and len(block) == BUFFER_SIZE:
            self._free.append(block)


class ByteQueue[T]:
    """Carries bytes and other objects of type ``T``. ``size``: bytes that may wait in it."""

    def __init__(self, blocks: BufferPool, size: int) -> None:
        self._blocks = blocks
        self._limit = size
        self._changed = threading.Condition()
        self._waiting: deque[_Filled | T] = deque()
        self._size = 0
        self.is_closed = False

    def put(self, event: T) -> None:
        with self._changed:
            last = self._waiting[-1] if self._waiting else None
            if isinstance(last, _Filled) and last.taken == last.used:
                self._waiting.pop()  # nothing came into this room
            self._waiting.append(event)
            self._changed.notify_all()

    def room(self) -> memoryview:
        """Where the next bytes go; tell with ``fill`` how many came. Waits while too much lies here."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_closed or self._size < self._limit)
            last = self._waiting[-1] if self._waiting else None
            if not isinstance(last, _Filled) or last.is_full:
                last = _Filled(self._blocks.take())
                self._waiting.append(last)
            return memoryview(last.block)[last.used :]

    def fill(self, count: int) -> None:
        """``count`` bytes were put into ``room``."""
        with self._changed:
            last = self._waiting[-1]
            if not isinstance(last, _Filled):
                raise TypeError("there was no room to fill")
            last.used += count
            self._size += count
            if last.is_full:
                self._changed.notify_all()

    def take(self, seconds: float) -> memoryview | T | None:
        """What came first, ``None`` if nothing comes within ``seconds``. Bytes: see BufferPool.give.

        Waits for a full block or something else, then takes what there is.
        """
        with self._changed:
            self._changed.wait_for(self._is_worth_taking, seconds)
            if not self._waiting:
                return None
            first = self._waiting[0]
            if not isinstance(first, _Filled):
                self._waiting.popleft()
                return first
            return self._take_bytes(first)

    def _take_bytes(self, first: "_Filled") -> memoryview | None:
        data = memoryview(first.block)[first.taken : first.used]
        self._size -= len(data)
        first.taken = first.used
        if first.is_full or len(self._waiting) > 1:
            self._waiting.popleft()
            self._changed.notify_all()
            return data
        # The reader still fills this block, and whoever gets the data gives its block away.
        return memoryview(bytes(data)) if data else None

    def _is_worth_taking(self) -> bool:
        if not self._waiting:
            return False
        first = self._waiting[0]
        return len(self._waiting) > 1 or not isinstance(first, _Filled) or first.is_full

    def close(self) -> None:
        """Nobody takes any more: whoever waits for room goes on."""
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()


class _Filled:
    """A block, how much of it is used, and how much of that was taken."""

    __slots__ = ("block", "taken", "used")

    def __init__(self, block: bytearray) -> None:
        self.block = block
        self.taken = 0
        self.used = 0

    @property
    def is_full(self) -> bool:
        return self.used == BUFFER_SIZE
