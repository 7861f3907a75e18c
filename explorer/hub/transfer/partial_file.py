"""Which start of the system this is: what was not flushed to the disk before is worth nothing after it."""

import os
import threading
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Self

import msgspec
import psutil

from explorer.base.disk_errors import disk_error, disk_words, flush_folder
from explorer.base.files import read_json, write_atomically
from explorer.domain.errors import KnownError
from explorer.hub.transfer.byte_queue import BufferPool
from explorer.hub.transfer.running_hash import RunningHash

_ALIKE = 120.0  # seconds; the time of a start is computed from a clock that is set now and then


def boot_mark() -> str:
    """A text that differs after each start of the system."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:  # not Linux
        return f"{psutil.boot_time():.0f}"


def is_this_boot(mark: str) -> bool:
    """Whether ``mark`` was taken since the system was started; no is the safe answer."""
    now = boot_mark()
    if now.isdecimal() and mark.isdecimal():
        return abs(float(now) - float(mark)) < _ALIKE
    return now == mark


@dataclass(frozen=True)
class FileIdentity:
    """Which file the bytes belong to. ``etag`` as the Hub names it; ``size`` in bytes."""

    repo: str
    commit: str
    path: str
    etag: str = ""
    sha256: str = ""
    size: int | None = None

    def is_same_file(self, other: "FileIdentity") -> bool:
        """Whether bytes of one go on with bytes of the other. The commit may differ, the hash may not."""
        if self.sha256 and other.sha256:
            return self.sha256 == other.sha256
        same_name = (self.repo, self.commit, self.path) == (other.repo, other.commit, other.path)
        return same_name and (not self.etag or not other.etag or self.etag == other.etag)


@dataclass(frozen=True)
class _Note(FileIdentity):
    """``flushed``: bytes that are on the disk for sure; ``boot``: when the others were written."""

    flushed: int = 0
    boot: str = ""  # a note of an earlier version: all bytes count


class PartialFile:
    """The bytes beside ``target``. Every failure of the disk is a KnownError and keeps them."""

    def __init__(self, target: Path, flush_every: int) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._note_path = target.with_name(target.name + ".part.json")
        self.noted: _Note | None = None  # what was noted about the bytes, if it can be read
        self._flush_every = flush_every
        self._flushing: threading.Thread | None = None
        self._problem: KnownError | None = None  # of a flush
        self._file: FileIO | None = None
        self.blocks = BufferPool()
        self.hash = RunningHash(self.path, self.blocks)
        self.received = 0
        self.lost = 0  # bytes that a start of the system since then has made worthless

    def __enter__(self) -> Self:
        with disk_words(self.path, is_kept=True):
            # Unbuffered: after a full disk nothing waits to be written once more at the close.
            self._file = self.path.open("ab", buffering=0)
            self.noted = read_json(self._note_path, _Note)
            if self.noted is not None and self.noted.boot and not is_this_boot(self.noted.boot):
                self._forget_unflushed(self._file, self.noted.flushed)
        self.received = self.path.stat().st_size
        self.hash.__enter__()
        self.hash.begin(self.received)
        return self

    def __exit__(self, *_error: object) -> None:
        """Flush and close; where not a byte came, leave nothing behind."""
        self.hash.close()
        try:
            if self._file is not None and self.received:
                self._await_flush()
                self._flush(self.received)
        finally:
            self._close()
        if self.received == 0:
            self.path.unlink(missing_ok=True)
            self._note_path.unlink(missing_ok=True)

    def begin(self, identity: FileIdentity) -> None:
        """Note which file the coming bytes are of."""
        self._await_flush()
        flushed = min(self.noted.flushed, self.received) if self.noted else 0
        note = _Note(**asdict(identity), flushed=flushed, boot=boot_mark())
        if note != self.noted:
            self._write_note(note)

    def write(self, data: memoryview) -> None:
        """Put ``data`` of ``blocks`` behind what is there, and give it back. Raises KnownError."""
        if self._file is None:
            raise ValueError("the partial is not open")
        if self._problem is not None:
            raise self._problem
        with disk_words(self.path, is_kept=True):
            while data:
                count = self._file.write(data)  # a disk that is nearly full takes a part, then refuses
                self.received += count
                # What was written is the hash's own now; the rest of a block is not.
                self.hash.add(data if count == len(data) else memoryview(bytes(data[:count])))
                data = data[count:]
        flushed = self.noted.flushed if self.noted else 0
        is_flushing = self._flushing is not None and self._flushing.is_alive()
        if self.received - flushed >= self._flush_every and not is_flushing:
            self._flushing = threading.Thread(target=self._flush, args=(self.received,), daemon=True)
            self._flushing.start()

    def discard(self) -> None:
        """Begin again from nothing."""
        self._await_flush()
        with disk_words(self.path, is_kept=True):
            if self._file:
                self._file.truncate(0)
            self._note_path.unlink(missing_ok=True)
        self.noted = None
        self.hash.begin(0)
        self.received = 0

    def remove(self) -> None:
        """Close and leave nothing behind."""
        self.hash.close()  # Windows deletes and renames no file that is being read
        self._await_flush()
        self._close()
        with disk_words(self.path, is_kept=True):
            self.path.unlink(missing_ok=True)
            self._note_path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Flush to the disk, then take the final name: a power loss leaves the partial or the whole.

        The note goes last: a partial without it would have to be begun anew.
        """
        self.hash.close()
        self._await_flush()
        with disk_words(self.target, is_kept=True):
            if self._file:
                os.fsync(self._file.fileno())
            self._close()
            self.path.replace(self.target)
            flush_folder(self.target.parent)
            self._note_path.unlink(missing_ok=True)

    def _forget_unflushed(self, file: FileIO, flushed: int) -> None:
        size = self.path.stat().st_size
        sure = min(max(0, flushed), size)
        self.lost = size - sure
        file.truncate(sure)

    def _await_flush(self) -> None:
        if self._flushing is not None:
            self._flushing.join()
            self._flushing = None

    def _flush(self, size: int) -> None:
        """The first ``size`` bytes are on the disk afterwards, and the note says so."""
        if self._file is None or self.noted is None or size <= self.noted.flushed:
            return
        try:
            os.fsync(self._file.fileno())
            if not self.noted.flushed:
                flush_folder(self.path.parent)  # the name too
            self._write_note(replace(self.noted, flushed=size))
        except OSError as error:
            self._problem = disk_error(error, self.path, is_kept=True)
        except KnownError as error:
            self._problem = error

    def _write_note(self, note: _Note) -> None:
        with disk_words(self._note_path, is_kept=True):
            write_atomically(self._note_path, msgspec.json.encode(asdict(note)))
        self.noted = note

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
