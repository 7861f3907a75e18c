"""The download queue in the database: every change is there before it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.repo import RepoFile
from explorer.hub.repo_names import is_repo_id
from explorer.local.download_queue.variant_download import DownloadOrder


class _OrderFile(msgspec.Struct):
    endpoint: str
    files: tuple[RepoFile, ...]


def encode_order(order: DownloadOrder) -> str:
    return msgspec.json.encode(_OrderFile(order.endpoint, order.files)).decode()


def decode_order(repo_id: str, commit: str, kept: str) -> DownloadOrder:
    """Raises what ``DECODE_ERRORS`` names for one that is damaged."""
    read = msgspec.json.decode(kept, type=_OrderFile)
    if not read.files or not is_repo_id(repo_id):
        raise ValueError("no order")
    return DownloadOrder(repo_id, commit, read.endpoint, read.files)


def encode_problem(problem: KnownError | None) -> str:
    """As it was made, so that it can still be said in another language."""
    return msgspec.json.encode(record_of(problem)).decode() if problem else ""


def decode_problem(kept: str) -> KnownError | None:
    if not kept:
        return None
    try:
        return msgspec.json.decode(kept, type=ErrorRecord).error
    except DECODE_ERRORS:  # of an earlier version, which kept the English words
        return KnownError(kept)


_ORDER = "downloads.order"
_GIVEN_UP = "given up"  # nobody sees it any more, but its files are still to be deleted
_STATES = ("waiting", "running", "paused", "failed", _GIVEN_UP)


@dataclass(frozen=True)
class KeptDownload:
    """One row. ``folder``: the models folder that holds what came so far, ``None`` if nothing came."""

    id: int
    order: DownloadOrder
    state: str
    problem: KnownError | None
    folder: Path | None

    @property
    def is_given_up(self) -> bool:
        return self.state == _GIVEN_UP


def _kept(row: Mapping[str, Any]) -> KeptDownload:
    """Raises ValueError or TypeError, among others, for a row that is damaged."""
    if row["state"] not in _STATES:
        raise ValueError(row["state"])
    return KeptDownload(
        row["id"],
        decode_order(row["repo"], row["commit_sha"], row["files"]),
        row["state"],
        decode_problem(row["problem"]),
        Path(row["folder"]) if row["folder"] else None,
    )


class QueueStore:
    """Every call raises KnownError if the disk refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> list[KeptDownload]:
        """All that are not done, in the order of the queue."""
        kept = self._store.get_state(_ORDER)
        places = {int(text): place for place, text in enumerate(kept.split(",")) if text.isdecimal()}
        sql = "SELECT * FROM downloads WHERE state != 'done' ORDER BY id"
        found = list(self._store.read_each("downloads", _kept, sql))
        return sorted(found, key=lambda one: places.get(one.id, len(places)))

    def add(self, order: DownloadOrder, state: str) -> int:
        return self._store.write(
            "INSERT INTO downloads (repo, commit_sha, files, state, created_at) VALUES (?, ?, ?, ?, ?)",
            order.repo_id,
            order.commit,
            encode_order(order),
            state,
            datetime.now(UTC).isoformat(),
        )

    def set_state(self, number: int, state: str, problem: KnownError | None) -> None:
        kept = encode_problem(problem)
        self._store.write("UPDATE downloads SET state = ?, problem = ? WHERE id = ?", state, kept, number)

    def set_order(self, number: int, order: DownloadOrder) -> None:
        """It is to bring other files, or another version of them."""
        self._store.write(
            "UPDATE downloads SET commit_sha = ?, files = ? WHERE id = ?",
            order.commit,
            encode_order(order),
            number,
        )

    def set_folder(self, number: int, folder: Path) -> None:
        self._store.write("UPDATE downloads SET folder = ? WHERE id = ?", str(folder), number)

    def set_places(self, numbers: list[int]) -> None:
        """The queue in its order; one write, so that no end in between mixes two orders."""
        self._store.set_state(_ORDER, ",".join(map(str, numbers)))

    def give_up(self, number: int) -> None:
        self._store.write("UPDATE downloads SET state = ? WHERE id = ?", _GIVEN_UP, number)

    def forget(self, number: int) -> None:
        self._store.write("DELETE FROM downloads WHERE id = ?", number)
