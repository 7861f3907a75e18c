"""Errors of the disk in words with a next step; and what makes a rename survive a power loss."""

import errno
import os
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_WINDOWS_FULL = (39, 112)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL


class disk_words:  # noqa: N801 - reads like a function where it is used
    """Turns what the disk of the models folder refuses into words. ``is_kept``: what was received stays."""

    def __init__(self, path: Path, *, is_kept: bool = False) -> None:
        self._path = path
        self._is_kept = is_kept

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise disk_error(error, self._path, is_kept=self._is_kept) from error


def disk_error(error: OSError, path: Path, *, is_kept: bool = False) -> KnownError:
    details = f"{path}: {error}"
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL:
        advice = (
            Words("Free some space, then go on: what was received is kept.")
            if is_kept
            else Words("Free some space, then try again.")
        )
        return KnownError(Words("The disk is full."), advice, details)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return KnownError(
            Words("The folder {folder} cannot be written to.", folder=str(path.parent)),
            Words("Choose another models folder in the settings, or change the folder’s rights."),
            details,
        )
    if isinstance(error, NotADirectoryError | FileExistsError):
        return KnownError(
            Words("{folder} cannot be a folder: a file is in the way.", folder=str(path.parent)),
            Words("Choose another models folder in the settings, or move that file away."),
            details,
        )
    advice = (
        Words("Check the disk, then go on: what was received is kept.")
        if is_kept
        else Words("Check the disk, then try again.")
    )
    return KnownError(Words("{name} could not be written.", name=path.name), advice, details)


def flush_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` last."""
    if os.name == "nt":  # a folder cannot be opened there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
