"""A download as the screen is told of it, as the database keeps it, and all of them in their order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import FileRole, label_of, word_of
from explorer.domain.repo import RepoFile
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.hub.repo_names import is_repo_id
from explorer.hub.transfer.progress import DownloadProgress
from explorer.local.download_queue.download_order import DownloadOrder


class DownloadState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"
    GIVEN_UP = "given up"  # nobody sees it any more, but its files are still to be deleted


@dataclass(frozen=True)
class Download:
    """One model on its way. Bytes; ``speed`` in bytes a second. ``heard``: its size, where only the server
    that sends it says that."""

    id: int
    order: DownloadOrder
    state: DownloadState
    received: int = 0
    speed: float = 0.0
    seconds_left: float | None = None
    note: str = ""
    problem: KnownError | None = None
    heard: int | None = None

    @property
    def file_name(self) -> str:
        return self.order.files[0].path.rsplit("/", 1)[-1]

    @property
    def title(self) -> Words:
        """The repo's name and the variant in plain words: "Qwen3 4B Instruct · Balanced"."""
        label = label_of(self.file_name)
        name = name_of_repo(self.order.repo_id)
        if self.order.is_projector:
            return joined(" · ", (name, FileRole.PROJECTOR))
        return joined(" · ", (name, word_of(label) or label))

    @property
    def total(self) -> int | None:
        return self.heard if self.order.total is None else self.order.total

    @property
    def fraction(self) -> float:
        return min(1.0, self.received / self.total) if self.total else 0.0

    @property
    def how_far(self) -> str:
        """In percent; where nobody says how much there is, what has come."""
        if self.total is None:
            return size_text(self.received)
        return Words("{percent} %", percent=int(self.fraction * 100))

    @property
    def has_projector(self) -> bool:
        """Whether that of its model is here: it comes first."""
        projector = self.order.projector
        return projector is not None and projector.size is not None and self.received > projector.size

    @property
    def is_active(self) -> bool:
        return self.state in (DownloadState.WAITING, DownloadState.RUNNING)

    @property
    def missing(self) -> int:
        """Bytes that are still to come."""
        return max(0, (self.total or 0) - self.received)

    def at(self, progress: DownloadProgress) -> "Download":
        """As far as it is now."""
        return replace(
            self,
            received=progress.received,
            speed=progress.speed,
            seconds_left=progress.seconds_left,
            note=progress.note,
            heard=progress.total,
        )

    def stopped(self, state: DownloadState, note: str = "") -> "Download":
        """The same while no byte comes."""
        return replace(self, state=state, speed=0.0, seconds_left=None, note=note)


class _OrderFile(msgspec.Struct):
    endpoint: str
    files: tuple[RepoFile, ...]
    projector: RepoFile | None = None


def encode_order(order: DownloadOrder) -> str:
    return msgspec.json.encode(_OrderFile(order.endpoint, order.files, order.projector)).decode()


def decode_order(repo_id: str, commit: str, kept: str) -> DownloadOrder:
    """Raises what ``DECODE_ERRORS`` names for one that is damaged."""
    read = msgspec.json.decode(kept, type=_OrderFile)
    if not read.files or not is_repo_id(repo_id):
        raise ValueError("no order")
    return DownloadOrder(repo_id, commit, read.endpoint, read.files, read.projector)


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


def _kept(row: Mapping[str, Any]) -> tuple[Download, Path | None]:
    """Raises ValueError or TypeError, among others, for a row that is damaged."""
    order = decode_order(row["repo"], row["commit_sha"], row["files"])
    item = Download(row["id"], order, DownloadState(row["state"]), problem=decode_problem(row["problem"]))
    return item, Path(row["folder"]) if row["folder"] else None


class QueueStore:
    """The queue in the database: every change is there before it is shown. KnownError if the disk refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> list[tuple[Download, Path | None]]:
        """All that are not done, in the order of the queue; with each the models folder that holds what came
        so far, ``None`` if nothing came.
        """
        kept = self._store.get_state(_ORDER)
        places = {int(text): place for place, text in enumerate(kept.split(",")) if text.isdecimal()}
        sql = "SELECT * FROM downloads WHERE state != 'done' ORDER BY id"
        found = list(self._store.read_each("downloads", _kept, sql))
        return sorted(found, key=lambda one: places.get(one[0].id, len(places)))

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

    def forget(self, number: int) -> None:
        self._store.write("DELETE FROM downloads WHERE id = ?", number)


class DownloadQueue:
    """On the screen thread, but for ``items`` and ``running_before``. A number is a download's id."""

    def __init__(self, kept: QueueStore, *, is_offline: bool) -> None:
        self._kept, self.is_offline = kept, is_offline
        self._items: dict[int, Download] = {}
        self.changed: Listeners[Download] = Listeners()

    def __contains__(self, number: int) -> bool:
        return number in self._items

    def __getitem__(self, number: int) -> Download:
        return self._items[number]

    @property
    def items(self) -> tuple[Download, ...]:
        """All that are not done, in the order of the queue."""
        every = tuple(self._items.values())  # in one go: asked on other threads too
        return tuple(item for item in every if item.state is not DownloadState.DONE)

    def of_files(self, order: DownloadOrder) -> Download | None:
        """The one that brings these files, of whatever version."""
        same = (item for item in self.items if item.order.repo_id == order.repo_id)
        return next((item for item in same if item.order.paths == order.paths), None)

    def running_before(self, number: int) -> Iterator[Download]:
        """Those that have the first claim to the disk."""
        before = takewhile(lambda item: item.id != number, self.items)
        return (item for item in before if item.state is DownloadState.RUNNING)

    def waiting(self, item: Download) -> Download:
        """With nothing that keeps it from its turn but offline mode."""
        note = Words("Offline mode is on") if self.is_offline else ""
        return replace(item.stopped(DownloadState.WAITING, note), problem=None)

    def wait(self, item: Download) -> None:
        """It waits for its turn."""
        self.set(self.waiting(item))

    def set(self, item: Download) -> None:
        """A running one is stored as waiting: if the app dies now, that is what it is."""
        self._items[item.id] = item
        stored = DownloadState.WAITING if item.state is DownloadState.RUNNING else item.state
        self._kept.set_state(item.id, stored, item.problem)
        self.changed.emit(item)

    def show(self, item: Download) -> None:
        """What need not survive, such as how far it is."""
        self._items[item.id] = item
        self.changed.emit(item)

    def shares_file(self, item: Download) -> bool:
        """Whether one that runs brings a file of this one just now: the projector of both."""
        running = (one for one in self.items if one.state is DownloadState.RUNNING and not one.has_projector)
        return any(one.order.shares_file(item.order) for one in running)

    def show_progress(self, number: int, progress: DownloadProgress) -> None:
        if number in self and self[number].state is DownloadState.RUNNING:
            self.show(self[number].at(progress))

    def show_received(self, received: Mapping[int, int]) -> None:
        """How much is here of those that have not run."""
        for item in self.items:
            if not item.received and received.get(item.id):
                self.show(replace(item, received=received[item.id]))

    def take_out(self, number: int) -> Download:
        """It is done, or given up."""
        return self._items.pop(number)

    def move(self, number: int, place: int) -> None:
        """Put one at another ``place``, counted from 0."""
        numbers = [item.id for item in self.items if item.id != number]
        numbers.insert(max(0, place), number)
        self._kept.set_places(numbers)
        self._items = {n: self._items[n] for n in numbers}
        self.changed.emit(self._items[number])
