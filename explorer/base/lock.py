"""One holder of a lock file at a time, across all threads and processes of this machine.

The system itself drops the lock when a process dies, so a kill leaves nothing locked.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from explorer.base.disk_errors import disk_error, disk_words
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, 0x7FFF_0000, os.SEEK_SET)  # behind the text, which others may then still read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_PAUSE = 0.02  # seconds between two looks
_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_IN_USE = (
    Words("Another program is writing this file."),
    Words("Wait until it has finished, then try again."),
)


class HeldError(KnownError):
    """Another process, or another thread here, holds the lock."""


@contextmanager
def locked(path: Path, held: tuple[Words, Words] = _IN_USE, patience: float = 0.0) -> Iterator[None]:
    """Hold ``path`` as a lock file. ``patience``: seconds to wait for another holder.

    Raises KnownError if the disk refuses, HeldError with the words ``held`` if another one holds it.
    """
    descriptor = _open_locked(path, held, time.monotonic() + patience)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        if sys.platform != "win32":
            with suppress(OSError):  # a file that stays is as free as none
                path.unlink()  # while held, so that nobody locks a name that is gone
        os.close(descriptor)
        if sys.platform == "win32":
            with suppress(PermissionError):  # another process has opened it meanwhile
                path.unlink(missing_ok=True)


def _open_locked(path: Path, held: tuple[Words, Words], until: float) -> int:
    while True:
        with disk_words(path):
            descriptor = _open(path, until)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno not in _HELD:  # a disk of the network that knows no locks
                raise disk_error(error, path) from error
            if time.monotonic() >= until:
                raise HeldError(*held, _details(path)) from error
            time.sleep(_PAUSE)
            continue
        if _is_still(path, descriptor):
            return descriptor
        os.close(descriptor)  # the holder before us removed the name just now: try the new one


def _open(path: Path, until: float) -> int:
    while True:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            if os.name != "nt" or time.monotonic() >= until:  # there, a file that is just being deleted
                raise
            time.sleep(_PAUSE)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def holder_of(path: Path) -> int:
    """The process that holds the lock file, 0 if that is not known."""
    try:
        holder = path.read_text("ascii", errors="replace").strip()[:20]
    except OSError:  # gone meanwhile, or not readable while locked
        return 0
    return int(holder) if holder.isdecimal() else 0


def _details(path: Path) -> str:
    return f"{path.name} is held by process {holder_of(path) or 'unknown'}"
