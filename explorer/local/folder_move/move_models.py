"""Move of the models folder file by file, with a journal, so that no instant of it can lose a file.

Each file is moved by itself (move_file.py), and is whole in one of the two folders at any time.
``moving.json`` in the data folder says what is under way, so a move that was cut off goes on at the next
start: what is already there is recognised by its bytes, never overwritten. Only what this app keeps is
moved: model files, halves of downloads, and the ``.explorer`` folders beside them.

A mark in the old folder tells that folder, empty as it may be, from the mount point of a disk that is not
connected: without it the rest on that disk would be taken for moved.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from explorer.base.disk_errors import disk_words
from explorer.base.files import no_text, read_json, read_small, write_atomically
from explorer.base.storage import existing_part, files_below, free_space, remove_empty
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.local.folder_move.move_file import (
    PARTIAL_SUFFIXES,
    move_file,
    move_link,
    remove_halves,
    size_of,
)
from explorer.local.models.origin_record import RECORD_FOLDER
from explorer.local.models.split_files import models_among

_SPARE = 64_000_000  # bytes that stay free on the new disk
_MARK = ".explorer-moving-from"


@dataclass(frozen=True)
class MovePlan:
    """What a move would do. ``files`` are paths below ``source``; ``size`` and ``free`` (there) in bytes."""

    source: Path
    target: Path
    files: tuple[Path, ...]
    size: int
    models: int
    same_disk: bool
    free: int

    @property
    def has_room(self) -> bool:
        """Renaming takes none."""
        return self.same_disk or self.size + _SPARE <= self.free


@dataclass(frozen=True)
class MoveProgress:
    """Bytes of files that have arrived, of all."""

    done: int
    total: int
    name: str


class MoveJournal(msgspec.Struct, frozen=True):
    """A move under way. ``token`` is what the mark in ``source`` says."""

    source: str
    target: str
    token: str = ""


def check_folder(folder: Path, source: Path | None = None) -> None:
    """Raises KnownError unless models can be kept there; creates the folder.

    It must not be ``source`` under another name either: what is written here must not appear there.
    """
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        raise no_text(error) from error
    if folder.exists() and not folder.is_dir():
        raise KnownError(Words("{folder} is a file, not a folder.", folder=folder), Words("Choose a folder."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_one = _can_write(folder, source)
    except OSError as error:
        raise KnownError(
            Words("The folder {folder} cannot be used.", folder=folder),
            Words("See that its disk is connected and that you may write there, or choose another folder."),
            str(error),
        ) from error
    if is_one:
        raise _one_folder()


def _can_write(folder: Path, source: Path | None) -> bool:
    """Write a file there and delete it again; whether it was seen in ``source`` meanwhile. Raises OSError."""
    probe = folder / f".explorer-can-write-{os.urandom(4).hex()}"
    try:
        probe.write_bytes(b"")
        return source is not None and (source / probe.name).exists()
    finally:
        probe.unlink(missing_ok=True)


def plan_move(
    source: Path, target: Path, free: Callable[[Path], int] = free_space, token: str = ""
) -> MovePlan:
    """What lies in ``source`` to move; ``token``: what its mark says, if it was marked.

    Raises KnownError if ``source`` cannot be read to the end, or ``target`` is that folder or inside it.
    """
    _demand_apart(source, target)

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # deleted since it was listed
            raise _not_there(source, str(error)) from error

    found = [(path, size) for path, size in files_below(source, refuse) if _is_ours(path.relative_to(source))]
    _demand_there(source, token)  # after the look: a disk may go while it is read
    # A model file before what is known about it: whoever sees the file early sees a model without a record.
    found.sort(key=lambda one: (RECORD_FOLDER in one[0].parts, one[0]))
    files = tuple(path.relative_to(source) for path, _size in found)
    return MovePlan(source, target, files, sum(size for _path, size in found), _models(files),
                _device(source) == _device(target), free(target))  # fmt: skip


def move_models(plan: MovePlan, stop: Callable[[], bool]) -> Iterator[MoveProgress]:
    """Move every file of ``plan``; yields how it goes.

    Raises CancelledError on ``stop`` and KnownError; each file is then whole in one of the two folders.
    """
    check_folder(plan.target, plan.source)
    for folder in (plan.source, plan.target):
        remove_halves(folder)
    if not plan.has_room:
        raise no_room(plan)
    done = 0
    for file in plan.files:
        source, target = plan.source / file, plan.target / file
        end = _end_of_link(source, plan)
        if end:
            move_link(source, target, end)
        else:
            for arrived in move_file(source, target, stop):
                yield MoveProgress(done + arrived, plan.size, file.name)
        done += size_of(target)
        yield MoveProgress(done, plan.size, file.name)
    _remove_empty(plan)


def begin_journal(path: Path, plan: MovePlan) -> MoveJournal:
    """Note a move before its first file moves. Raises KnownError, and then nothing is noted."""
    token = os.urandom(8).hex()
    mark = plan.source / _MARK
    try:
        with disk_words(mark):
            mark.write_text(token, "ascii")
        with disk_words(path):
            return write_journal(path, plan, token)
    except KnownError:
        with suppress(OSError):
            mark.unlink(missing_ok=True)
        raise


def end_journal(path: Path, source: Path) -> None:
    """Forget a move, first where it counts. Raises KnownError if the disk refuses."""
    with disk_words(path):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # a disk that is not connected keeps its mark, which nobody then asks for
        (source / _MARK).unlink(missing_ok=True)


def rest_words(plan: MovePlan) -> Words:
    size = size_text(plan.size)
    if plan.models == 1:
        return Words("1 model, {size}, is still in {folder}.", size=size, folder=plan.source)
    return Words("{n} models, {size}, are still in {folder}.", n=plan.models, size=size, folder=plan.source)


def no_room(plan: MovePlan) -> KnownError:
    return KnownError(
        Words("There is not enough room in the new folder."),
        Words("{size} are to be moved, and {free} are free there.",
              size=size_text(plan.size), free=size_text(plan.free)),
    )  # fmt: skip


def read_journal(path: Path) -> MoveJournal | None:
    """The move that is under way, if there is one."""
    return read_json(path, MoveJournal)


def write_journal(path: Path, plan: MovePlan, token: str = "") -> MoveJournal:
    """Raises OSError."""
    journal = MoveJournal(str(plan.source), str(plan.target), token)
    write_atomically(path, msgspec.json.encode(journal))
    return journal


def _demand_apart(source: Path, target: Path) -> None:
    """Paths alone do not tell: a disk may be mounted twice, or not tell upper from lower case."""
    for folder in (target, *target.resolve().parents, target.resolve()):
        if folder.exists() and source.exists() and folder.samefile(source):
            raise _inside() if folder != target and folder != target.resolve() else _one_folder()
    if target.resolve().is_relative_to(source.resolve()):
        raise _inside()


def _inside() -> KnownError:
    return KnownError(Words("The new folder lies inside the old one."), Words("Choose another folder."))


def _one_folder() -> KnownError:
    return KnownError(
        Words("The new folder is the old one under another name."), Words("Choose another folder.")
    )


def _demand_there(source: Path, token: str) -> None:
    try:
        with os.scandir(source):
            pass
        if token and read_small(source / _MARK).decode("ascii", "replace") != token:
            raise _not_there(source, str(source / _MARK))
    except OSError as error:
        raise _not_there(source, str(error)) from error


def _not_there(source: Path, details: str) -> KnownError:
    return KnownError(
        Words("The old folder {folder} cannot be read.", folder=source),
        Words("Connect its disk, then go on."),
        details,
    )


def _end_of_link(source: Path, plan: MovePlan) -> str:
    """Where a link must point in the new place; "" for no link. What moves too stands to it as before."""
    if not source.is_symlink():
        return ""
    end, root = source.resolve(), plan.source.resolve()
    if end.is_relative_to(root) and _is_ours(end.relative_to(root)):
        return os.path.relpath(end, source.parent.resolve())
    return str(end)


def _is_ours(file: Path) -> bool:
    return RECORD_FOLDER in file.parts or file.name.endswith((".gguf", *PARTIAL_SUFFIXES))


def _models(files: Iterable[Path]) -> int:
    """How many models these files are: one in parts counts once."""
    own = ((file, None) for file in files if file.suffix == ".gguf" and RECORD_FOLDER not in file.parts)
    return sum(1 for _model in models_among(own))


def _device(folder: Path) -> int:
    return existing_part(folder).stat().st_dev


def _remove_empty(plan: MovePlan) -> None:
    """The folders that are empty now; the models folder itself stays."""
    remove_empty(plan.source / folder for file in plan.files for folder in file.parents if folder != Path())
