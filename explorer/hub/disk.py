"""What a disk refuses, in words; and what it must be told so that a power loss costs nothing."""

import errno
import os
from pathlib import Path

from explorer.domain.errors import KnownError

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_WINDOWS_FULL = (39, 112)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL


class disk_words:  # noqa: N801 - reads like a function where it is used
    """Turns what the disk refuses into words."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise disk_told(error, self._path) from error


def disk_told(error: OSError, path: Path) -> KnownError:
    details = f"{path}: {error}"
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL:
        return KnownError(
            "The disk is full.", "Free some space, then go on: what was received is kept.", details
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return KnownError(
            f"The folder {path.parent} cannot be written to.",
            "Choose another models folder in the settings, or change the folder's rights.",
            details,
        )
    return KnownError(
        f"{path.name} could not be written.",
        "Check the disk, then go on: what was received is kept.",
        details,
    )


def flush_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` last."""
    if os.name == "nt":  # a folder cannot be opened there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
