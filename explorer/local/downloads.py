"""The download queue: one at a time, kept in the database so that it survives a kill at any instant.

A download that ran when the app ended is waiting again at the next start and goes on at the byte. One that
was given up stays noted until what came of it is deleted.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.names import readable_name
from explorer.domain.quantization import label_of, word_of
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words, joined
from explorer.hub.client import Hub
from explorer.hub.download import DownloadProgress
from explorer.kit.tasks import Context, Task, Tasks
from explorer.local.catalog import Catalog
from explorer.local.keep import Order, bring, drop, fetch, order_of
from explorer.local.kept_order import decode_order, decode_problem, encode_order, encode_problem

_GIVEN_UP = "given up"  # stored only: nobody sees it any more, but its files are still to be deleted


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
    def title(self) -> Words:
        """The repo's name and the variant in plain words: "Qwen3 4B Instruct · Balanced"."""
        label = label_of(self.file_name)
        name = readable_name(self.order.repo_id.split("/")[-1])
        return joined(" · ", (name, word_of(label) or label))

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
        self._folders: dict[int, Path] = {}  # where what came so far lies
        self._given_up: list[Download] = []  # while held, to be deleted once the models folder is at rest
        self._locks: dict[Order, threading.Lock] = {}  # held by the thread that has the files of an order
        self._is_held = False
        self._lane = threading.Lock()  # a stopped one needs a moment to let go: the next one waits here
        self.changed: Listeners[Download] = Listeners()
        self.finished: Listeners[Download] = Listeners()
        self.failed: Listeners[Download] = Listeners()
        catalog.folder_changed.add(self._follow_folder)

    @property
    def items(self) -> tuple[Download, ...]:
        """All that are not done, oldest first."""
        return tuple(d for d in self._items.values() if d.state is not DownloadState.DONE)

    def restore(self) -> None:
        """Take up what an earlier run of the app left."""
        for row in self._store.read("SELECT * FROM downloads WHERE state != 'done' ORDER BY id"):
            item = _from_row(row)
            if row["folder"]:
                self._folders[item.id] = Path(row["folder"])
            if row["state"] == _GIVEN_UP:
                self._drop(item)
                continue
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
            encode_order(order),
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
        self._store.write("UPDATE downloads SET state = ? WHERE id = ?", _GIVEN_UP, number)
        if item.state is DownloadState.RUNNING:
            self._stop_task()
        self._drop(item)
        self.changed.emit(replace(item, state=DownloadState.DONE))
        self._start_next()

    def hold(self) -> None:
        """Stop the running one and start none until ``release``: the models folder is being moved."""
        self._is_held = True
        self._stop_task()
        for item in self.items:
            if item.state is DownloadState.RUNNING:
                self._set(replace(item, state=DownloadState.WAITING, speed=0.0, seconds_left=None))

    def release(self) -> None:
        self._is_held = False
        given_up, self._given_up = self._given_up, []
        for item in given_up:
            self._drop(item)
        self._start_next()

    def close(self) -> None:
        """Stop the running one; its partial file is kept and it is waiting at the next start."""
        self._stop_task()

    def _follow_folder(self, _folder: Path) -> None:
        """The running one would end in a folder that nobody looks at any more: it goes on in the new one."""
        if not self._is_held:
            self.hold()
            self.release()

    def _start_next(self) -> None:
        if self._task is not None or self._is_held:
            return
        waiting = next((d for d in self._items.values() if d.state is DownloadState.WAITING), None)
        if waiting is not None:
            self._start(waiting)

    def _drop(self, item: Download) -> None:
        """Delete what came of it, wherever a move or another choice of folder has left it."""
        if self._is_held:
            self._given_up.append(item)
            return
        catalog, lock = self._catalog, self._lock(item)

        def work(_context: Context[None]) -> Download:
            with catalog.use.work(), lock:
                if not any(other.order == item.order for other in self.items):  # wanted again meanwhile
                    now = catalog.models_folder
                    drop((self._folders.get(item.id, now), now), item.order)
            return item

        def done(dropped: Download) -> None:
            self._store.write("DELETE FROM downloads WHERE id = ?", dropped.id)
            self.changed.emit(replace(dropped, state=DownloadState.DONE))

        def fail(error: KnownError) -> None:
            if self._is_held:  # a move began a moment before
                self._given_up.append(item)
            else:
                self.failed.emit(replace(item, state=DownloadState.FAILED, problem=error))

        self._tasks.run(work, done, fail)

    def _start(self, item: Download) -> None:
        hub, repo, lock = self._hub, self._repos.get(item.id), self._lock(item)

        def work(context: Context[DownloadProgress]) -> int:
            with self._lane, lock:
                if context.stopped():  # while it waited here
                    raise CancelledError
                with self._catalog.use.work():
                    folder = self._catalog.models_folder
                    self._settle(item, folder, context.stopped)
                    for progress in fetch(hub, folder, item.order, repo, context.stopped):
                        context.report(progress)
            return item.id

        def fail(error: KnownError) -> None:
            self._fail(item.id, error)

        def show(progress: DownloadProgress) -> None:
            self._progress(item.id, progress)

        self._set(replace(item, state=DownloadState.RUNNING, note="", problem=None))
        self._task = self._tasks.run(work, self._finish, fail, show)

    def _lock(self, item: Download) -> threading.Lock:
        return self._locks.setdefault(item.order, threading.Lock())

    def _settle(self, item: Download, folder: Path, stop: Callable[[], bool]) -> None:
        """Take along what came while another models folder was chosen; on the download's own thread."""
        before = self._folders.get(item.id, folder)
        if before != folder:
            bring(before, folder, item.order, stop)
        self._folders[item.id] = folder
        self._store.write("UPDATE downloads SET folder = ? WHERE id = ?", str(folder), item.id)

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
            encode_problem(item.problem),
            item.id,
        )
        self.changed.emit(item)


def _from_row(row: dict[str, Any]) -> Download:
    order = decode_order(row["repo"], row["commit_sha"], row["files"])
    state = DownloadState.DONE if row["state"] == _GIVEN_UP else DownloadState(row["state"])
    return Download(row["id"], order, state, problem=decode_problem(row["problem"]))
