"""Background tasks of the download queue: bring files, delete abandoned ones, renew, check what came."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError, OfflineError
from explorer.domain.quantization import label_of
from explorer.domain.repo import Repo, RepoFile
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import read_header
from explorer.hub.client import Hub
from explorer.hub.repo_names import safe_target
from explorer.hub.transfer.progress import DownloadProgress, DownloadRules
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.download_queue.download import Download, DownloadQueue, QueueStore
from explorer.local.download_queue.download_order import DownloadOrder, order_of, projector_order
from explorer.local.download_queue.variant_download import (
    bring_download,
    came_so_far,
    delete_download,
    download_order,
)
from explorer.local.models.catalog import Catalog


class DownloadCarrier:
    """Brings downloads into the models folder; what came into another one is taken along. On the screen
    thread.
    """

    def __init__(self, tasks: Tasks, hub: Hub, catalog: Catalog, kept: QueueStore) -> None:
        self._tasks, self._hub, self._catalog, self._kept = tasks, hub, catalog, kept
        self._folders: dict[int, Path] = {}  # where what came so far lies
        self._locks: dict[DownloadOrder, threading.Lock] = {}
        self._running: dict[int, Task] = {}
        self._orders: dict[int, DownloadOrder] = {}  # of those that run
        self._asking: dict[int, Task] = {}  # the Hub, for another version

    def __len__(self) -> int:
        """How many run."""
        return len(self._running)

    def note_folder(self, number: int, folder: Path) -> None:
        self._folders[number] = folder

    def folder(self, number: int) -> Path:
        """Where what came so far of a download lies."""
        return self._folders.get(number, self._catalog.models_folder)

    def claim(self, order: DownloadOrder) -> AbstractContextManager[None]:
        """For the thread that has the files of ``order``: waits until whoever was stopped lets go of them."""
        own, running = self._locks.setdefault(order, threading.Lock()), set(self._orders.values())
        stopped = [one for one in self._locks if one not in running and one != order]
        return _held(own, [self._locks[one] for one in stopped if one.shares_file(order)])

    def measure(self, items: Iterable[Download], show: Callable[[dict[int, int]], None]) -> None:
        """Count in the background the bytes of each that are here already."""
        orders = {item.id: item.order for item in items}

        def work(_context: TaskContext[None]) -> dict[int, int]:
            return {number: came_so_far(self.folder(number), order) for number, order in orders.items()}

        self._tasks.run(work, show, lambda _error: None)

    def start(
        self,
        item: Download,
        repo: Repo | None,
        rules: DownloadRules,
        done: Callable[[None], None],
        failed: Callable[[KnownError], None],
        show: Callable[[DownloadProgress], None],
    ) -> None:
        order, claim = item.order, self.claim(item.order)

        def work(context: TaskContext[DownloadProgress]) -> None:
            with claim:
                if context.stopped():  # while it waited here
                    raise CancelledError
                with self._catalog.use.work():
                    folder = self._settle(item.id, order, context.stopped)
                    for progress in download_order(self._hub, folder, order, repo, context.stopped, rules):
                        context.report(progress)

        self._orders[item.id] = order
        self._running[item.id] = self._tasks.run(work, done, failed, show, network=True)

    def ask(
        self,
        item: Download,
        found: Callable[[tuple[Repo, DownloadOrder]], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """For the version that the Hub has now."""
        hub, order = self._hub, item.order

        def work(_context: TaskContext[None]) -> tuple[Repo, DownloadOrder]:
            return renewed_order(hub, order)

        self._asking[item.id] = self._tasks.run(work, found, failed, network=True)

    def is_asking(self, number: int) -> bool:
        """Until ``stop``."""
        return number in self._asking

    def stop(self, number: int) -> None:
        """Nothing is done for it any more: also to be said of one that has come to its end."""
        self._orders.pop(number, None)
        for tasks in (self._running, self._asking):
            if task := tasks.pop(number, None):
                task.stop()

    def _settle(self, number: int, order: DownloadOrder, stop: Callable[[], bool]) -> Path:
        """Take along what came while another models folder was chosen."""
        before, folder = self.folder(number), self._catalog.models_folder
        if before != folder:
            bring_download(before, folder, order, stop)
        self._folders[number] = folder
        self._kept.set_folder(number, folder)
        return folder


@contextmanager
def _held(own: threading.Lock, others: Iterable[threading.Lock]) -> Iterator[None]:
    for lock in others:
        with lock:
            pass  # it has let go
    with own:
        yield


class DownloadDeletions:
    """While held (the models folder is being moved) it only notes what is to be deleted."""

    def __init__(
        self, tasks: Tasks, catalog: Catalog, carrier: DownloadCarrier, queue: DownloadQueue
    ) -> None:
        self._tasks, self._catalog, self._carrier, self._queue = tasks, catalog, carrier, queue
        self._waiting: list[Callable[[], None]] = []
        self._is_held = False

    def hold(self) -> None:
        self._is_held = True

    def release(self) -> None:
        self._is_held = False
        waiting, self._waiting = self._waiting, []
        for start in waiting:
            start()

    def drop(self, item: Download, done: Callable[[], None], failed: Callable[[KnownError], None]) -> None:
        """Delete what came of it, wherever a move or another choice of folder has left it."""
        catalog, order = self._catalog, item.order
        folder, claim = self._carrier.folder(item.id), self._carrier.claim

        def start() -> None:
            if self._is_held:
                self._waiting.append(start)
            else:
                self._tasks.do(partial(work, claim(order)), lambda _nothing: done(), fail)

        def work(claimed: AbstractContextManager[None]) -> None:
            with claimed, catalog.use.work():
                if not self._is_wanted(order):
                    others = (other.order for other in self._queue.items if other.order != order)
                    delete_download((folder, catalog.models_folder), order, others)

        def fail(error: KnownError) -> None:
            if self._is_held:  # a move began a moment before
                start()
            else:
                failed(error)

        start()

    def _is_wanted(self, order: DownloadOrder) -> bool:
        """On the task's thread: whether somebody has ordered the same files anew meanwhile."""
        same = (other for other in self._queue.items if other.order == order)
        return any(not self._carrier.is_asking(other.id) for other in same)


def renewed_order(hub: Hub, order: DownloadOrder) -> tuple[Repo, DownloadOrder]:
    """The repo as it is now, and what to download of it. Raises KnownError, NotFoundError if nothing fits."""
    repo = hub.open(order.repo_id)
    if repo.from_cache:
        what = Words("The Hub could not be asked for the version that is there now.")
        raise OfflineError(what, Words("Try again once it can be reached."))
    if order.is_projector:
        return repo, projector_order(repo, _same_file(repo, order.files[0].path))
    label = label_of(order.files[0].path)
    same = (one for one in repo.variants if tuple(file.path for file in one.files) == order.paths)
    alike = (one for one in repo.variants if label and one.label == label)
    for variant in (*same, *alike):
        return repo, order_of(repo, variant, sees=order.projector is not None)
    raise _none_there(order.files[0].path)


def _same_file(repo: Repo, path: str) -> RepoFile:
    found = next((file for file in repo.other_files if file.path == path), None)
    if found is None:
        raise _none_there(path)
    return found


def _none_there(name: str) -> NotFoundError:
    what = Words("The version that is there now has no file {name}, and none of its kind.", name=name)
    return NotFoundError(what, Words("Open the model in Discover and choose another file."))


def problem_of_arrival(models_folder: Path, order: DownloadOrder) -> str:
    """Why the first model file of a download cannot be read as one; "" where it can.

    Raises KnownError where it cannot be looked at: it is gone again, or may not be read.
    """
    models = [path for path in order.paths if path.lower().endswith(".gguf")]
    if not models:
        return ""
    try:
        read_header(safe_target(models_folder, order.repo_id, models[0]))
    except DamagedFileError as error:
        return error.what
    return ""
