"""What changed on the Hub since a model was taken from there; known only where the Hub was asked.

``<repo folder>/.explorer/upstream.json`` says what the Hub answered last; card and answer of that commit
are kept beside those of the files here, so that what changed can be told without a network, with its date.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from explorer.base.disk_errors import disk_words
from explorer.base.files import read_json, write_atomically
from explorer.domain.local_model import Upstream
from explorer.domain.repo import Repo, RepoFile
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.responses import files_of, row_of
from explorer.local.models.origin_record import (
    RECORD_FOLDER,
    KeptAnswers,
    OriginRecord,
    keep_answers,
    read_answers,
)

_FILE = "upstream.json"
_MOST_LINES = 200


class _Noted(msgspec.Struct, frozen=True):
    commit: str
    read_at: datetime
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpstreamChanges:
    """What differs between the commit of the files here and the newer one."""

    said: tuple[Words, ...]
    card: tuple[str, ...] = ()  # lines of the card that went (-) and came (+)
    before: datetime | None = None
    after: datetime | None = None


def read_upstream(folder: Path, commit: str) -> Upstream | None:
    """What was noted; ``None`` if nothing was, or the Hub still has this commit."""
    noted = read_json(folder / RECORD_FOLDER / _FILE, _Noted)
    return (
        None
        if noted is None or noted.commit == commit
        else Upstream(noted.commit, noted.read_at, noted.files)
    )


def note_upstream(folder: Path, record: OriginRecord, repo: Repo) -> tuple[str, ...]:
    """Keep what the Hub says now beside the files; the paths whose bytes changed. Raises KnownError."""
    published = {file.path: file for file in files_of(repo.api)}
    changed = tuple(
        file.path
        for file in record.files
        if _differs(published.get(file.path), file.sha256, file.size) and file.commit != repo.commit
    )
    keep_answers(folder, repo)
    path = folder / RECORD_FOLDER / _FILE
    with disk_words(path):
        write_atomically(path, msgspec.json.encode(_Noted(repo.commit, repo.read_at, changed)))
    return changed


def upstream_changes(folder: Path, file: str, commit: str, newer: Upstream) -> UpstreamChanges:
    """What changed of the model that begins with ``file``, and its card, by what is kept of both commits."""
    before, after = read_answers(folder, commit), read_answers(folder, newer.commit)
    files = newer.files or (file,)
    of_files = (words for one in files for words in _file_changes(one, before, after))
    said = (*of_files, *_repo_changes(before, after))
    is_both = before.card is not None and after.card is not None
    lines = tuple(_card_lines(before.card or "", after.card or "")) if is_both else ()
    if not lines and not said:
        said = (Words("Only other files of the repo changed."),)
    return UpstreamChanges(said, lines, before.read_at, after.read_at or newer.read_at)


def _differs(published: RepoFile | None, sha256: str, size: int) -> bool:
    if published is None:
        return True
    if published.sha256 and sha256:
        return published.sha256.lower() != sha256.lower()
    return published.size is not None and published.size != size


def _file_changes(file: str, before: KeptAnswers, after: KeptAnswers) -> Iterator[Words]:
    old = next((f for f in files_of(before.api) if f.path == file), None)
    new = next((f for f in files_of(after.api) if f.path == file), None)
    if new is None:
        yield Words("{file} is no longer there.", file=file)
    elif old is not None and old.sha256 and new.sha256 and old.sha256 != new.sha256:
        yield Words(
            "{file} was replaced: {old} before, {new} now.",
            file=file,
            old=_size(old),
            new=_size(new),
        )
    else:
        yield Words("{file} is the same.", file=file)


def _size(file: RepoFile) -> str:
    return size_text(file.size) if file.size is not None else Words("size not told")


def _repo_changes(before: KeptAnswers, after: KeptAnswers) -> Iterator[Words]:
    old, new = row_of(before.api), row_of(after.api)
    if old is None or new is None:
        return
    if old.license != new.license:
        unknown = Words("not stated")
        yield Words(
            "License: {old} before, {new} now.", old=old.license or unknown, new=new.license or unknown
        )
    added, gone = set(new.files) - set(old.files), set(old.files) - set(new.files)
    if added:
        yield Words("New files: {files}", files=", ".join(sorted(added)[:5]))
    if gone:
        yield Words("Removed files: {files}", files=", ".join(sorted(gone)[:5]))
    if old.gate != new.gate:
        yield Words("What stands before its files changed.")


def _card_lines(before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    kept = [
        line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip()
    ]
    yield from kept[:_MOST_LINES]
