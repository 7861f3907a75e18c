"""One download of one file at a time, across all processes of this machine.

The system itself drops the lock when a process dies, so a kill leaves nothing locked.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.hub.disk import disk_words

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, 0x7FFF_0000, os.SEEK_SET)  # behind the text, which others may then still read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` as a lock file. Raises KnownError if another download holds it."""
    descriptor = _open_locked(path)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)  # while held, so that nobody locks a name that is gone
        os.close(descriptor)
        if sys.platform == "win32":
            _unlink_if_free(path)


def _open_locked(path: Path) -> int:
    while True:
        with disk_words(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise _held(path) from error
        if _is_still(path, descriptor):
            return descriptor
        os.close(descriptor)  # the holder before us removed the name just now: try the new one


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _held(path: Path) -> KnownError:
    try:
        holder = path.read_text("ascii", errors="replace").strip()[:20]
    except OSError:  # gone meanwhile, or not readable while locked
        holder = ""
    return KnownError(
        "This file is already being downloaded.",
        "Wait until the other download has finished.",
        f"{path.name} is held by process {holder or 'unknown'}",
    )


def _unlink_if_free(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:  # another process has opened it meanwhile
        return
