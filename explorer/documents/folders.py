"""Folders whose documents are a collection: what is in them now, and what came, changed and went since.

What is hidden, belongs to programs, is a link or is no document is left out, and counted. Blocks.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from explorer.base.files import is_folder
from explorer.documents.adding import FileAdding
from explorer.documents.index.folder_files import drop_gone, files_taken_out, known_files, note_gone
from explorer.documents.index.store import DocumentIndex
from explorer.documents.index.writing import FileStamp, file_digest, stamp_of
from explorer.documents.reading.read import DocumentReader
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words

LeftOut = Literal["hidden", "link", "no document", "taken out", "too many", "unread"]

MOST_FILES = 20_000
KEPT_DAYS = 7  # what is gone from its folder is kept so long: the folder may be on its way elsewhere
_PROGRAMS = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
_DOCUMENTS = "pdf docx odt epub html htm xhtml csv tsv tab txt text md markdown mdown mkd qmd rmd rst tex log"
_CODE = (
    "c cc cfg conf cpp cs css go h hpp ini java jl js json jsonl jsx kt lua m php pl ps1 py r rb rs scala sh"
    " sql swift toml ts tsx vue xml yaml yml"
)
DOCUMENT_SUFFIXES = frozenset(f".{one}" for one in f"{_DOCUMENTS} {_CODE}".split())
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2)  # on Windows


@dataclass(frozen=True)
class FolderLook:
    """What is in a folder and those below. ``unread``: folders that cannot be opened."""

    files: dict[Path, FileStamp] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()
    left_out: Counter[LeftOut] = field(default_factory=Counter)


@dataclass(frozen=True)
class FolderChanges:
    """Since the collection was last brought up to date. ``gone`` stay in it for some days, marked."""

    new: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()
    back: tuple[Path, ...] = ()  # as they were before they went
    taken_out: tuple[Path, ...] = ()  # by a person: they do not come back by themselves


@dataclass(frozen=True)
class FolderProgress:
    """``path`` is read now, after ``done`` others of ``total``."""

    done: int
    total: int
    path: Path


@dataclass(frozen=True)
class FolderUpdate:
    """``forgotten``: names of what has been gone for long, and was taken out."""

    look: FolderLook
    changes: FolderChanges
    forgotten: tuple[str, ...] = ()

    @property
    def is_different(self) -> bool:
        """Whether the collection holds other documents than before."""
        changes = self.changes
        return bool(changes.new or changes.changed or changes.gone or changes.back or self.forgotten)


def look_into(folder: Path, stopped: Callable[[], bool] = lambda: False) -> FolderLook:
    """Raises KnownError if the folder is not there: its disk may be gone, not its files; CancelledError."""
    if not is_folder(folder):
        raise KnownError(
            Words("The folder {folder} is not there.", folder=str(folder)),
            Words("Connect its disk, or choose another folder. What was read of it is kept."),
        )
    look = _Looking(stopped)
    look.into(folder)
    return FolderLook(look.files, tuple(look.folders), tuple(look.unread), look.left_out)


def changes_of(index: DocumentIndex, collection: str, look: FolderLook) -> FolderChanges:
    known, out = known_files(index, collection), files_taken_out(index, collection)
    new, changed, back, taken_out = list[Path](), list[Path](), list[Path](), list[Path]()
    for path, stamp in look.files.items():
        before = known.get(path)
        if before is None:
            is_out = bool(out) and file_digest(os.fsencode(path)) in out
            (taken_out if is_out else new).append(path)
        elif before.stamp != stamp:
            changed.append(path)
        elif before.is_gone:
            back.append(path)
    gone = (path for path, one in known.items() if path not in look.files and not one.is_gone)
    left = tuple(path for path in gone if not _is_below(path, look.unread))
    return FolderChanges(tuple(new), tuple(changed), left, tuple(back), tuple(taken_out))


def bring_up_to_date(
    index: DocumentIndex,
    collection: str,
    folder: Path,
    *,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[FolderProgress], None] = lambda _progress: None,
    failed: Callable[[KnownError], None] = lambda _error: None,
) -> FolderUpdate:
    """Read what came and changed, mark what went. What was read before it is ``stopped`` stays.

    Raises as ``look_into``. One that cannot be read is told to ``failed``, and read again once it changed.
    """
    look = look_into(folder, stopped)
    changes = changes_of(index, collection, look)
    if changes.taken_out:
        look.left_out["taken out"] = len(changes.taken_out)
    waiting = (*changes.new, *changes.changed)
    with closing(DocumentReader()) as reader:
        adding = FileAdding(index, collection, reader, stopped, failed=failed)
        for number, path in enumerate(waiting):
            progress(FolderProgress(number, len(waiting), path))
            adding.add(path)
    note_gone(index, collection, changes.gone, changes.back)
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    dropped = drop_gone(index, collection, before.isoformat(timespec="seconds"))
    return FolderUpdate(look, changes, dropped)


def _is_below(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


class _Looking:
    """One walk through a folder. Links are not followed: they lead out of it, or round in a circle."""

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self.files: dict[Path, FileStamp] = {}
        self.folders: list[Path] = []
        self.unread: list[Path] = []
        self.left_out: Counter[LeftOut] = Counter()

    def into(self, folder: Path) -> None:
        waiting = [folder]
        while waiting:
            one = waiting.pop()
            self.folders.append(one)
            waiting += self._below(one)

    def _below(self, folder: Path) -> Iterator[Path]:
        """Take in its files; the folders in it that are to be looked into."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            self._leave_out("unread")
            self.unread.append(folder)
            return
        for entry in entries:
            if self._stopped():
                raise CancelledError
            try:
                if (why := self._reason(entry)) is not None:
                    self._leave_out(why)
                elif entry.is_dir(follow_symlinks=False):
                    yield Path(entry.path)
                else:
                    path = Path(entry.path)
                    self.files[path] = stamp_of(path)  # what ``entry`` says may be out of date on Windows
            except OSError:
                self._leave_out("unread")

    def _reason(self, entry: os.DirEntry[str]) -> LeftOut | None:
        told = os.lstat(entry.path)
        if entry.is_symlink() or entry.is_junction():
            return "link"
        if entry.name.startswith((".", "~$")) or getattr(told, "st_file_attributes", 0) & _HIDDEN:
            return "hidden"  # Office keeps a file "~$…" beside one that is open
        if entry.is_dir(follow_symlinks=False):
            return "hidden" if entry.name in _PROGRAMS else None
        if not stat.S_ISREG(told.st_mode) or Path(entry.name).suffix.lower() not in DOCUMENT_SUFFIXES:
            return "no document"
        return "too many" if len(self.files) >= MOST_FILES else None

    def _leave_out(self, why: LeftOut) -> None:
        self.left_out[why] += 1
