"""How full a disk is, and how much a folder takes. Reading a disk can wait: never on the screen thread."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class DiskUse:
    """Bytes of the disk that holds the models folder."""

    total: int
    free: int
    models: int

    @property
    def model_share(self) -> float:
        """0 to 1 of the whole disk."""
        return min(1.0, self.models / self.total) if self.total else 0.0

    @property
    def used_share(self) -> float:
        """0 to 1, the models included."""
        return max(self.model_share, 1 - self.free / self.total) if self.total else 0.0


def free_space(folder: Path) -> int:
    """Free bytes on the disk that holds ``folder``, which need not exist yet."""
    return psutil.disk_usage(str(existing_part(folder))).free


def existing_part(folder: Path) -> Path:
    """``folder``, or the nearest folder above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def disk_use(models_folder: Path, models: int) -> DiskUse:
    """``models``: bytes that the models take. The folder need not exist yet. Raises OSError."""
    usage = shutil.disk_usage(existing_part(models_folder))
    return DiskUse(usage.total, usage.free, models)


def files_below(
    folder: Path,
    on_error: Callable[[OSError], None] = lambda _error: None,
    on_folder: Callable[[Path], None] = lambda _folder: None,
) -> Iterator[tuple[Path, int]]:
    """Each file below ``folder`` with its bytes; links are not followed.

    What cannot be read is left out, after ``on_error`` was told: it may raise instead. ``on_folder`` is told
    of each folder below, before what is in it.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        on_error(error)
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                below = Path(entry.path)
                on_folder(below)
                yield from files_below(below, on_error, on_folder)
            else:
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_size
        except OSError as error:
            on_error(error)


def folder_size(folder: Path) -> int:
    """Bytes of all files below ``folder``, which need not exist."""
    return sum(size for _path, size in files_below(folder))


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of them that are empty, from the innermost on."""
    for folder in sorted(set(folders), key=lambda one: -len(one.parts)):
        with suppress(OSError):  # not empty: it stays
            folder.rmdir()
