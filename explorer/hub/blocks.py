"""Room for received bytes that is used again and again.

A read from the network brings 64 KiB at most. Written and hashed one by one they cost more in handing over
between threads than in work; joined into a new object each time, more in making room than in copying.
"""

from collections import deque

SIZE = 1 << 21  # bytes of a block
_SPARE = 6  # blocks that are kept for later


class Blocks:
    """Any thread takes a block and any thread gives it back."""

    def __init__(self) -> None:
        self._free: deque[bytearray] = deque(maxlen=_SPARE)

    def take(self) -> bytearray:
        """A block with anything in it."""
        try:
            return self._free.popleft()
        except IndexError:
            return bytearray(SIZE)

    def give(self, data: memoryview) -> None:
        """Nobody reads ``data`` any more."""
        block = data.obj
        if isinstance(block, bytearray) and len(block) == SIZE:
            self._free.append(block)
