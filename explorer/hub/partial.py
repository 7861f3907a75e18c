"""The half of a file that is here: its bytes, what they are half of, and their running hash.

``<target>.part`` holds the bytes, ``<target>.part.json`` says of which file. The bytes are the truth: after
a kill at any instant the size of ``.part`` is where to go on, and the hash is taken again from them.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from typing import Self

import msgspec

from explorer.base.disk import disk_words, flush_folder
from explorer.base.files import write_atomically
from explorer.base.sha256 import sha256

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Identity:
    """Which file the bytes belong to. ``etag`` as the Hub names it; ``size`` in bytes."""

    repo: str
    commit: str
    path: str
    etag: str = ""
    sha256: str = ""
    size: int | None = None

    def is_same_file(self, other: "Identity") -> bool:
        """Whether bytes of one go on with bytes of the other. The commit may differ, the hash may not."""
        if self.sha256 and other.sha256:
            return self.sha256 == other.sha256
        same_name = (self.repo, self.commit, self.path) == (other.repo, other.commit, other.path)
        return same_name and (not self.etag or not other.etag or self.etag == other.etag)


class Partial:
    """The bytes beside ``target``. Every failure of the disk is a KnownError and keeps them."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self._file: FileIO | None = None
        self._hash = sha256()
        self.received = 0

    def __enter__(self) -> Self:
        with disk_words(self.path, is_kept=True):
            # Unbuffered: after a full disk nothing waits to be written once more at the close.
            self._file = self.path.open("ab", buffering=0)
        self.received = self.path.stat().st_size
        return self

    def __exit__(self, *_error: object) -> None:
        """Close; where not a byte came, leave nothing behind."""
        self._close()
        if self.received == 0:
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    @property
    def identity(self) -> Identity | None:
        """What was noted about the bytes, ``None`` if nothing readable was."""
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=Identity)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def begin(self, identity: Identity) -> None:
        """Note which file the coming bytes are of."""
        with disk_words(self._note, is_kept=True):
            write_atomically(self._note, msgspec.json.encode(asdict(identity)))

    def rehash(self, stop: Callable[[], bool]) -> Iterator[int]:
        """Take the hash of what is here anew; yields the bytes read so far, ends early on ``stop``."""
        self._hash = sha256()
        done = 0
        for block in read_blocks(self.path):
            if stop():
                return
            self._hash.update(block)
            done += len(block)
            yield done

    def write(self, data: bytes) -> None:
        if self._file is None:
            raise ValueError("the partial is not open")
        with disk_words(self.path, is_kept=True):
            rest = memoryview(data)
            while rest:
                written = self._file.write(rest)
                self._hash.update(rest[:written])
                self.received += written
                rest = rest[written:]

    def discard(self) -> None:
        """Begin again from nothing."""
        with disk_words(self.path, is_kept=True):
            if self._file:
                self._file.truncate(0)
            self._note.unlink(missing_ok=True)
        self._hash = sha256()
        self.received = 0

    def remove(self) -> None:
        """Close and leave nothing behind."""
        self._close()
        with disk_words(self.path, is_kept=True):
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def finish(self) -> None:
        """Flush to the disk, then take the final name: a power loss leaves the partial or the whole."""
        with disk_words(self.target, is_kept=True):
            if self._file:
                os.fsync(self._file.fileno())
            self._close()
            self.path.replace(self.target)
            self._note.unlink(missing_ok=True)
            flush_folder(self.target.parent)

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def read_blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces of 1 MiB. Raises KnownError if the disk refuses."""
    with disk_words(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
