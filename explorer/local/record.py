"""What is kept beside a downloaded file, so that every fact about it can be seen offline.

``<models>/<publisher>/<repo>/.explorer/`` holds ``origin.json`` (which file came from which commit,
with what hash) and one folder a commit with the model card and the Hub's answer as received. The
folder explains itself: copied to another machine, the facts come along.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from explorer.base.files import write_atomically
from explorer.domain.local import Intact, Origin
from explorer.domain.repo import Repo

FOLDER = ".explorer"


class FileRecord(msgspec.Struct, frozen=True):
    """Where one file came from and what is known of its bytes."""

    path: str  # below the repo's folder, forward slashes
    commit: str
    size: int
    sha256: str  # as published
    kept_at: datetime
    intact: Intact = Intact.CHECKED
    measured: str = ""  # the SHA-256 of the bytes here, once they were hashed


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


def read_record(repo_folder: Path) -> OriginRecord | None:
    """The record of a folder; ``None`` where there is none or it cannot be read."""
    try:
        return msgspec.json.decode((repo_folder / FOLDER / "origin.json").read_bytes(), type=OriginRecord)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # the model is still usable; its facts then come from the header alone


def write_record(repo_folder: Path, record: OriginRecord) -> None:
    data = msgspec.json.format(msgspec.json.encode(record), indent=2)
    write_atomically(repo_folder / FOLDER / "origin.json", data)


def keep_answers(repo_folder: Path, repo: Repo) -> None:
    """Write the card and the Hub's answer of this commit beside the files."""
    folder = _commit_folder(repo_folder, repo.commit)
    if repo.card is not None:
        write_atomically(folder / "README.md", repo.card.encode("utf-8", errors="surrogatepass"))
    # Last, because has_answers() takes it for the sign that all of it is there.
    write_atomically(folder / "api.json", msgspec.json.encode({"read_at": repo.read_at, "answer": repo.api}))


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
    api = _read_api(folder / "api.json")
    try:
        card: str | None = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        card = None
    return KeptAnswers(card, api.answer if api else None, api.read_at if api else None)


def _read_api(path: Path) -> _ApiFile | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_ApiFile)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # shown as "not checked": the answer is not there


def _commit_folder(repo_folder: Path, commit: str) -> Path:
    safe = "".join(c for c in commit if c.isalnum())[:64] or "unknown"
    return repo_folder / FOLDER / safe
