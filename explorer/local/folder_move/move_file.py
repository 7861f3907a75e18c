"""Moves one file between two folders: renamed on one disk, else copied, compared and only then deleted.

A copy is written beside its new place, read again and compared by SHA-256, and given its name; until then
the file is where it was. What has the name there already is never overwritten. Nothing is deleted before
the system itself was asked whether the two names are one file: folders are one under two names more often
than their paths show (mounts, shares, disks that do not tell ``models`` from ``Models``).
"""

import errno
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from explorer.base.disk_errors import disk_error, flush_folder
from explorer.base.hashing import copy_hashed, hash_files, sha256
from explorer.base.lock import locked
from explorer.base.storage import files_below
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.local.models.origin_record import RECORD_FOLDER, OriginRecord, change_record, read_record

PARTIAL_SUFFIXES = (".part", ".part.json")  # halves of downloads, see hub/transfer/partial_file.py
COPY_SUFFIXES = (".explorer-moving", ".explorer-importing")  # of copies; worth nothing once these have ended
_HELD = Words("A file is still being downloaded."), Words("Pause the download, then go on.")
_BESIDE = COPY_SUFFIXES[0]
_PATIENCE = 5.0  # seconds until a download has let go of its file


def move_file(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    """Yields the bytes that have arrived. Raises CancelledError on ``stop``, KnownError in words."""
    if stop():
        raise CancelledError
    if not os.path.lexists(source):
        return  # moved before the move was cut off, or deleted by the person meanwhile
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            move_link(source, target, str(source.resolve()))
        elif source.name.endswith(PARTIAL_SUFFIXES):
            yield from _move_partial(source, target, stop)
        else:
            yield from _place(source, target, stop)
    except OSError as error:
        raise _told(error, source, target) from error


def move_link(source: Path, target: Path, end: str) -> None:
    """Make a link to ``end`` in the new place, and take the old one away. Raises KnownError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_symlink() or target.readlink() != Path(end):
            target.symlink_to(end)  # refuses a name that is taken
        if not os.path.samestat(source.lstat(), target.lstat()):
            source.unlink()
    except OSError as error:  # Windows lets only some people make links
        raise KnownError(
            Words("“{name}” is a link and could not be made anew in the new folder.", name=source.name),
            Words("Delete it, or move it yourself, then go on."),
            str(error),
        ) from error


def remove_halves(folder: Path, before: float = math.inf) -> None:
    """Delete what copies that were cut off have left; ``before``: written to last then (seconds, Unix time).

    Nothing may be copied there meanwhile that is older.
    """
    for path, _size in files_below(folder):
        if path.name.endswith(COPY_SUFFIXES):
            with suppress(OSError):  # counted as halves until the disk lets it go
                if path.stat().st_mtime < before:
                    path.unlink()


def _place(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    taken = os.path.lexists(target)
    yield from _join(source, target, stop) if taken else _bring(source, target, stop)


def _are_one(source: Path, target: Path) -> bool:
    """Whether deleting one of the two would lose the other, or leave a link to nothing."""
    return os.path.samestat(source.lstat(), target.lstat()) or source.samefile(target)


def _bring(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    """Rename, or copy where the new place is on another disk."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        yield from _copy(source, target, stop)
    flush_folder(target.parent)


def _copy(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    beside = target.with_name(target.name + _BESIDE)
    try:
        digest, done = sha256(), 0
        for size in copy_hashed([source], beside, digest, stop):
            done += size
            yield done
        _demand_equal(beside, digest.hexdigest(), source.name, stop)
        with suppress(OSError):  # times and rights, which some disks do not keep
            shutil.copystat(source, beside)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)
    if not _are_one(source, target):
        source.unlink()


def _demand_equal(copy: Path, sha256: str, name: str, stop: Callable[[], bool]) -> None:
    if hash_files([copy], stop) != [sha256]:
        raise KnownError(
            Words("“{name}” was not copied correctly.", name=name),
            Words("It stays where it was. The new disk may be damaged: check it before you go on."),
        )


def _join(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    """Something has this name there already: the same bytes, two records to unite, or another file."""
    if target.exists() and _are_one(source, target):
        return
    if RECORD_FOLDER in source.parts:
        _join_records(source, target)
    elif not target.is_file():
        raise _taken(source, target)
    elif _are_alike(source, target, stop):
        source.unlink()
    else:
        raise _taken(source, target)
    yield size_of(target)


def _taken(source: Path, target: Path) -> KnownError:
    return KnownError(
        Words("Another file “{name}” is in the new folder already.", name=target.name),
        Words("Rename or delete one of the two, then go on."),
        f"{source}\n{target}",
    )


def _join_records(source: Path, target: Path) -> None:
    """Cards and answers of one commit are alike; of origin records the files are united."""
    if source.name == "origin.json":
        here = read_record(source.parent.parent)
        if here is not None:
            change_record(target.parent.parent, partial(_united, here))
    source.unlink()


def _united(other: OriginRecord, there: OriginRecord | None) -> OriginRecord:
    record = there or other
    for file in other.files:
        if record.file(file.path) is None:
            record = record.with_file(file)
    return record


def _move_partial(source: Path, target: Path, stop: Callable[[], bool]) -> Iterator[int]:
    """Half a download, once the download has let go of it. One that is there already stays; ours goes."""
    whole = source.with_name(source.name.removesuffix(".json").removesuffix(".part"))
    with locked(whole.with_name(whole.name + ".lock"), _HELD, _PATIENCE):
        if not source.exists():
            return  # the download came to its end, or was given up
        if not target.exists():
            yield from _bring(source, target, stop)
        elif not _are_one(source, target):
            source.unlink()  # it can be fetched again; two halves of one file cannot be joined


def _are_alike(one: Path, other: Path, stop: Callable[[], bool]) -> bool:
    return one.stat().st_size == other.stat().st_size and hash_files([one], stop) == hash_files([other], stop)


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _told(error: OSError, source: Path, target: Path) -> KnownError:
    told = disk_error(error, target)
    if isinstance(error, PermissionError):
        return KnownError(
            Words("“{name}” could not be moved.", name=source.name),
            Words("See that no other program uses it and that both folders can be written to, then go on."),
            str(error),
        )
    return KnownError(told.what, Words("What was not moved yet stays where it was."), str(error))
