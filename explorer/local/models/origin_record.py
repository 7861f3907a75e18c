"""Origin record of downloaded files, with card and Hub answer, so that every fact can be seen offline.

``<models>/<publisher>/<repo>/.explorer/`` holds ``origin.json`` (which file came from which commit, with
what hash) and one folder a commit with the model card and the Hub's answer as received. The folder explains
itself: copied to another machine, the facts come along.

Nothing is written into the folder of another program. What is known of a file there lies in
``<models>/.explorer/elsewhere/<sha256>/.explorer/``, in the same shape, and holds for every file with these
bytes, wherever it lies and whatever it is called.
"""

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import msgspec

from explorer.base.disk_errors import disk_words
from explorer.base.files import read_json, read_small, write_atomically
from explorer.base.lock import locked
from explorer.domain.errors import KnownError
from explorer.domain.local_model import Integrity, Origin
from explorer.domain.repo import Repo
from explorer.domain.words import Words

RECORD_FOLDER = ".explorer"
_CARD = "README.md"
_HELD = (
    Words("What is known about this model is being written by another program."),
    Words("Close it, then try again."),
)
_PATIENCE = 10.0  # seconds; a record is changed within milliseconds
_TRIES = 5  # who forgets the last file of a repo takes the folder away, perhaps just now


class FileRecord(msgspec.Struct, frozen=True):
    """Where one file came from and what is known of its bytes."""

    path: str  # below the repo's folder, forward slashes
    commit: str
    size: int
    sha256: str  # as published
    kept_at: datetime
    intact: Integrity = Integrity.CHECKED
    measured: str = ""  # the SHA-256 of the bytes here, once they were hashed

    @classmethod
    def of(
        cls, path: str, place: Path, *, commit: str = "", sha256: str = "", measured: str = ""
    ) -> "FileRecord":
        """Of the file that was just put at ``place``. Raises KnownError if it is gone."""
        is_checked = bool(sha256) and measured == sha256
        intact = Integrity.CHECKED if is_checked else Integrity.UNCHECKED
        with disk_words(place):
            size = place.stat().st_size
        return cls(path, commit, size, sha256, datetime.now(UTC), intact, measured)


class OriginRecord(msgspec.Struct, frozen=True):
    """Where the files of one folder came from."""

    repo: str
    endpoint: str
    origin: Origin = Origin.HUB
    files: tuple[FileRecord, ...] = ()

    def file(self, path: str) -> FileRecord | None:
        return next((f for f in self.files if f.path == path), None)

    def with_file(self, record: FileRecord) -> "OriginRecord":
        kept = tuple(f for f in self.files if f.path != record.path)
        return msgspec.structs.replace(self, files=(*kept, record))

    def without_file(self, path: str) -> "OriginRecord":
        return msgspec.structs.replace(self, files=tuple(f for f in self.files if f.path != path))


def read_record(repo_folder: Path) -> OriginRecord | None:
    """The record of a folder; without one a model is still usable, its facts come from the header alone."""
    return read_json(repo_folder / RECORD_FOLDER / "origin.json", OriginRecord)


def recorded_file(
    path: Path, read: Callable[[Path], OriginRecord | None] = read_record, top: Path | None = None
) -> tuple[Path, OriginRecord, FileRecord] | None:
    """The nearest folder upwards, ``top`` the last one, whose record names this file; and what that says."""
    for folder in path.parents:
        record = read(folder)
        file = record.file(path.relative_to(folder).as_posix()) if record is not None else None
        if record is not None and file is not None:
            return folder, record, file
        if folder == top:
            break
    return None


def write_record(repo_folder: Path, record: OriginRecord) -> None:
    """Raises KnownError if the disk refuses. To change what may be there already, see ``change_record``."""
    path = repo_folder / RECORD_FOLDER / "origin.json"
    with disk_words(path):
        write_atomically(path, msgspec.json.format(msgspec.json.encode(record), indent=2))


def change_record(repo_folder: Path, change: Callable[[OriginRecord | None], OriginRecord | None]) -> None:
    """Read, change and write the record as one step, whoever else does so now; ``None`` writes nothing.

    Raises KnownError if the disk refuses.
    """
    for _try in range(_TRIES):
        try:
            _change_record(repo_folder, change)
        except KnownError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                raise
        else:
            return
    _change_record(repo_folder, change)


def _change_record(repo_folder: Path, change: Callable[[OriginRecord | None], OriginRecord | None]) -> None:
    path = repo_folder / RECORD_FOLDER / "origin.json"
    with disk_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_name("origin.json.lock"), _HELD, _PATIENCE):
        record = change(read_record(repo_folder))
        if record is not None:
            write_record(repo_folder, record)


def note_files(repo_folder: Path, files: Iterable[FileRecord], new: OriginRecord) -> None:
    """Add them to the record, to the ``new`` one where there is none. Raises KnownError."""
    change_record(repo_folder, lambda before: reduce(OriginRecord.with_file, files, before or new))


def forget_file(repo_folder: Path, path: str) -> None:
    """Take a file out of its record; the last one takes kept card and answer along."""
    is_last = False

    def change(record: OriginRecord | None) -> OriginRecord | None:
        nonlocal is_last
        left = record.without_file(path) if record else None
        is_last = not left.files if left else not (repo_folder / RECORD_FOLDER / "origin.json").exists()
        return left

    if (repo_folder / RECORD_FOLDER).is_dir():
        change_record(repo_folder, change)
    if is_last:
        shutil.rmtree(repo_folder / RECORD_FOLDER, ignore_errors=True)  # what stays of it is harmless


def keep_answers(repo_folder: Path, repo: Repo) -> None:
    """Write the card and the Hub's answer of this commit beside the files. KnownError if the disk refuses."""
    folder = _commit_folder(repo_folder, repo.commit)
    answer = msgspec.json.encode({"read_at": repo.read_at, "answer": repo.api})
    with disk_words(folder / "api.json"):
        if repo.card is not None:
            write_atomically(folder / _CARD, repo.card.encode("utf-8", errors="surrogatepass"))
        # Last, because has_answers() takes it for the sign that all of it is there.
        write_atomically(folder / "api.json", answer)


def keep_card(repo_folder: Path, commit: str, card: bytes) -> None:
    """Write a card that came along with the files beside them. Raises KnownError if the disk refuses."""
    path = _commit_folder(repo_folder, commit) / _CARD
    with disk_words(path):
        write_atomically(path, card)


def has_answers(repo_folder: Path, commit: str) -> bool:
    return (_commit_folder(repo_folder, commit) / "api.json").is_file()


class KeptAnswers(msgspec.Struct, frozen=True):
    """What was read about a repo at one commit."""

    card: str | None = None
    api: dict[str, object] | None = None
    read_at: datetime | None = None


class _ApiFile(msgspec.Struct):
    read_at: datetime
    answer: dict[str, object]


def read_answers(repo_folder: Path, commit: str) -> KeptAnswers:
    folder = _commit_folder(repo_folder, commit)
    api = read_json(folder / "api.json", _ApiFile)  # without it: shown as "not checked"
    try:
        card: str | None = read_small(folder / _CARD).decode(errors="replace")
    except OSError:
        card = None
    return KeptAnswers(card, api.answer if api else None, api.read_at if api else None)


def _commit_folder(repo_folder: Path, commit: str) -> Path:
    safe = "".join(c for c in commit if c.isalnum())[:64] or "unknown"
    return repo_folder / RECORD_FOLDER / safe


def folder_of_hash(models_folder: Path, sha256: str) -> Path:
    """The folder that keeps what is known of these bytes."""
    return models_folder / RECORD_FOLDER / "elsewhere" / sha256


def known_by_hash(models_folder: Path) -> dict[str, tuple[Path, OriginRecord, FileRecord]]:
    """By SHA-256: the folder with the answers, its record, and what that says of these bytes."""
    found: dict[str, tuple[Path, OriginRecord, FileRecord]] = {}
    for folder in (models_folder / RECORD_FOLDER / "elsewhere").glob("*"):
        record = read_record(folder)
        if record is not None:
            found |= {file.sha256: (folder, record, file) for file in record.files}
    return found
