"""The SHA-256 of a file that is just being written, taken in a thread of its own.

hashlib gives other threads the processor, so hashing costs a download no time while there is a second core.
Where the hash is behind (after a restart, or on a slow core) it reads from the file what it has missed: only
the end of the download ever waits for it.
"""

import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Self

from explorer.base.disk_errors import disk_error
from explorer.base.hashing import sha256
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.hub.transfer.byte_queue import BUFFER_SIZE, BufferPool

if TYPE_CHECKING:
    from hashlib import _Hash

_WAITING = 8 << 20  # bytes that may wait in memory; what does not fit is read from the file later


class RunningHash:
    """Follows the bytes of ``path`` from the first one on. Use as a context manager."""

    def __init__(self, path: Path, blocks: BufferPool) -> None:
        self._path = path
        self._changed = threading.Condition()
        self._blocks = blocks
        self._ahead: deque[tuple[int, memoryview]] = deque()  # in order, each with where it begins
        self._waiting = 0  # bytes in them
        self._size = 0  # bytes that are there to be hashed
        self.done = 0  # bytes that were hashed
        self._round = 0  # counts how often it was begun
        self._hash = sha256()
        self._problem: KnownError | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="download hash", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Read the file no more; a second time does nothing."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join()

    def begin(self, size: int) -> None:
        """Forget what was; ``size`` bytes are in the file already."""
        with self._changed:
            self._ahead.clear()
            self._waiting, self._size, self.done = 0, size, 0
            self._round += 1
            self._hash = sha256()
            self._problem = None
            self._changed.notify_all()

    def add(self, data: memoryview) -> None:
        """``data`` stands at the end of the file now. It is given back to ``blocks`` when it was read."""
        with self._changed:
            if self._waiting < _WAITING:
                self._ahead.append((self._size, data))
                self._waiting += len(data)
            else:
                self._blocks.give(data)
            self._size += len(data)
            self._changed.notify_all()

    def take(self, seconds: float) -> str | None:
        """The hash in hexadecimal, ``None`` if it is not there within ``seconds``. Raises KnownError."""
        with self._changed:
            self._changed.wait_for(lambda: self._problem or self.done == self._size, seconds)
            if self._problem is not None:
                raise self._problem
            return self._hash.hexdigest() if self.done == self._size else None

    def _run(self) -> None:
        while (found := self._next()) is not None:
            number, digest, data = found
            digest.update(data)
            self._blocks.give(data)
            with self._changed:
                if number == self._round:
                    self.done += len(data)
                    self._changed.notify_all()

    def _next(self) -> "tuple[int, _Hash, memoryview] | None":
        """The bytes that come next, with what they are to be added to; ``None`` at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._is_behind())
            if self._is_closed:
                return None
            number, digest, start = self._round, self._hash, self.done
            if self._ahead and self._ahead[0][0] == start:
                data = self._ahead.popleft()[1]
                self._waiting -= len(data)
                return number, digest, data
            end = min(self._ahead[0][0] if self._ahead else self._size, start + BUFFER_SIZE)
        return number, digest, self._read(number, start, end)

    def _is_behind(self) -> bool:
        return self._problem is None and self.done < self._size

    def _read(self, number: int, start: int, end: int) -> memoryview:
        data = memoryview(self._blocks.take())[: end - start]
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(start)
                data = data[: file.readinto(data)]
        except OSError as error:
            self._fail(number, disk_error(error, self._path, is_kept=True))
            return data[:0]
        if not data:
            what = Words("{name} could not be read.", name=self._path.name)
            self._fail(number, KnownError(what, Words("Download it again."), f"ends at {start}, not {end}"))
        return data

    def _fail(self, number: int, problem: KnownError) -> None:
        with self._changed:
            if number == self._round:  # else it was begun anew meanwhile
                self._problem = problem
                self._changed.notify_all()
