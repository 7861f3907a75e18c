"""The download queue: one at a time, kept in the database so that it survives a kill at any instant.

A download that ran when the app ended is waiting again at the next start and goes on at the byte.
"""

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.names import readable_name
from explorer.domain.quantization import label_of, word_of
from explorer.domain.repo import Repo, RepoFile, Variant
from explorer.hub.client import Hub
from explorer.hub.download import DownloadProgress
from explorer.kit.tasks import Context, Task, Tasks
from explorer.local.catalog import Catalog
from explorer.local.keep import Order, drop_partials, fetch, order_of


class DownloadState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class Download:
    """One model on its way. Bytes; ``speed`` in bytes a second."""

    id: int
    order: Order
    state: DownloadState
    received: int = 0
    speed: float = 0.0
    seconds_left: float | None = None
    note: str = ""
    problem: KnownError | None = None

    @property
    def file_name(self) -> str:
        return self.order.files[0].path.rsplit("/", 1)[-1]

    @property
    def title(self) -> str:
        """The repo's name and the variant in plain words: "Qwen3 4B Instruct · Balanced"."""
        label = label_of(self.file_name)
        name = readable_name(self.order.repo_id.split("/")[-1])
        words = [name, word_of(label) or label]
        return " · ".join(w for w in words if w)

    @property
    def fraction(self) -> float:
        total = self.order.total
        return min(1.0, self.received / total) if total else 0.0

    @property
    def is_active(self) -> bool:
        return self.state in (DownloadState.WAITING, DownloadState.RUNNING)


class Downloads:
    """Queue, pause, resume, retry, cancel. Everything here runs on the screen thread."""

    def __init__(self, tasks: Tasks, store: Store, hub: Hub, catalog: Catalog) -> None:
        self._tasks = tasks
        self._store = store
        self._hub = hub
        self._catalog = catalog
        self._task: Task | None = None
        self._repos: dict[int, Repo] = {}
        self._items: dict[int, Download] = {}
        self._abandoned: set[int] = set()
        # A stopped download needs a moment to let go of its file; the next one waits for it here.
        self._lane = threading.Lock()
        self.changed: Listeners[Download] = Listeners()
        self.finished: Listeners[Download] = Listeners()
        self.failed: Listeners[Download] = Listeners()

    @property
    def items(self) -> tuple[Download, ...]:
        """All that are not done, oldest first."""
        return tuple(d for d in self._items.values() if d.state is not DownloadState.DONE)

    def restore(self) -> None:
        """Take up what an earlier run of the app left."""
        for row in self._store.read("SELECT * FROM downloads WHERE state != 'done' ORDER BY id"):
            item = _from_row(row)
            self._items[item.id] = item
            self.changed.emit(item)
        self._start_next()

    def add(self, repo: Repo, variant: Variant) -> Download:
        """Queue a variant; the same one again is resumed, not doubled."""
        order = order_of(repo, variant)
        for item in self.items:
            if item.order.repo_id == order.repo_id and item.order.files == order.files:
                self.resume(item.id)
                return self._items[item.id]
        number = self._store.write(
            "INSERT INTO downloads (repo, commit_sha, files, state, created_at) VALUES (?, ?, ?, ?, ?)",
            order.repo_id,
            order.commit,
            _encode_order(order),
            DownloadState.WAITING,
            datetime.now(UTC).isoformat(),
        )
        self._repos[number] = repo
        self._set(Download(number, order, DownloadState.WAITING))
        self._start_next()
        return self._items[number]

    def pause(self, number: int) -> None:
        item = self._items[number]
        if item.state is DownloadState.RUNNING:
            self._stop_task()
        if item.is_active:
            self._set(replace(item, state=DownloadState.PAUSED, speed=0.0, seconds_left=None, note=""))
        self._start_next()

    def resume(self, number: int) -> None:
        item = self._items[number]
        if not item.is_active:
            self._set(replace(item, state=DownloadState.WAITING, problem=None))
        self._start_next()

    def cancel(self, number: int) -> None:
        """Give up a download and delete what came so far."""
        item = self._items.pop(number)
        self._abandoned.add(number)
        self._store.write("DELETE FROM downloads WHERE id = ?", number)
        if item.state is DownloadState.RUNNING:
            self._stop_task()  # its own thread deletes what came, once it has let go of the file
        else:
            self._drop(item)
        self.changed.emit(replace(item, state=DownloadState.DONE))
        self._start_next()

    def close(self) -> None:
        """Stop the running one; its partial file is kept and it is waiting at the next start."""
        self._stop_task()

    def _start_next(self) -> None:
        if self._task is not None:
            return
        waiting = next((d for d in self._items.values() if d.state is DownloadState.WAITING), None)
        if waiting is not None:
            self._start(waiting)

    def _drop(self, item: Download) -> None:
        folder = self._catalog.models_folder

        def work(_context: Context[None]) -> Download:
            with self._lane:
                drop_partials(folder, item.order)
            return item

        def fail(error: KnownError) -> None:
            self.failed.emit(replace(item, state=DownloadState.FAILED, problem=error))

        self._tasks.run(work, self.changed.emit, fail)

    def _start(self, item: Download) -> None:
        hub, folder, repo = self._hub, self._catalog.models_folder, self._repos.get(item.id)

        def work(context: Context[DownloadProgress]) -> int:
            with self._lane:
                try:
                    for progress in fetch(hub, folder, item.order, repo, context.stopped):
                        context.report(progress)
                except CancelledError:
                    if item.id in self._abandoned:
                        drop_partials(folder, item.order)
                    raise
            return item.id

        def fail(error: KnownError) -> None:
            self._fail(item.id, error)

        def show(progress: DownloadProgress) -> None:
            self._progress(item.id, progress)

        self._set(replace(item, state=DownloadState.RUNNING, note="", problem=None))
        self._task = self._tasks.run(work, self._finish, fail, show)

    def _progress(self, number: int, progress: DownloadProgress) -> None:
        item = self._items.get(number)
        if item is None or item.state is not DownloadState.RUNNING:
            return
        self._items[number] = replace(
            item,
            received=progress.received,
            speed=progress.speed,
            seconds_left=progress.seconds_left,
            note=progress.note,
        )
        self.changed.emit(self._items[number])

    def _finish(self, number: int) -> None:
        self._task = None
        done = replace(self._items.pop(number), state=DownloadState.DONE)
        self._set(done)
        self._items.pop(number)
        self._catalog.rescan()
        self.finished.emit(done)
        self._start_next()

    def _fail(self, number: int, error: KnownError) -> None:
        self._task = None
        item = replace(self._items[number], state=DownloadState.FAILED, speed=0.0, problem=error)
        self._set(item)
        self.failed.emit(item)
        self._start_next()

    def _stop_task(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _set(self, item: Download) -> None:
        self._items[item.id] = item
        # A running one is stored as waiting: if the app dies now, that is what it is.
        stored = DownloadState.WAITING if item.state is DownloadState.RUNNING else item.state
        self._store.write(
            "UPDATE downloads SET state = ?, problem = ? WHERE id = ?",
            stored,
            str(item.problem or ""),
            item.id,
        )
        self.changed.emit(item)


def _encode_order(order: Order) -> str:
    return msgspec.json.encode({"endpoint": order.endpoint, "files": order.files}).decode()


class _OrderFile(msgspec.Struct):
    endpoint: str
    files: tuple[RepoFile, ...]


def _from_row(row: dict[str, Any]) -> Download:
    kept = msgspec.json.decode(row["files"], type=_OrderFile)
    order = Order(row["repo"], row["commit_sha"], kept.endpoint, kept.files)
    problem = KnownError(row["problem"]) if row["problem"] else None
    return Download(row["id"], order, DownloadState(row["state"]), problem=problem)
