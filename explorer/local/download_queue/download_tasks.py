"""Background tasks of the download queue: bring files, delete abandoned ones, renew, check what came."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError, OfflineError
from explorer.domain.quantization import label_of
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import read_header
from explorer.hub.client import Hub
from explorer.hub.repo_names import safe_target
from explorer.hub.transfer.progress import DownloadProgress, DownloadRules
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.download_queue.queue_store import QueueStore
from explorer.local.download_queue.variant_download import (
    DownloadOrder,
    bring_download,
    came_so_far,
    delete_download,
    download_order,
    order_of,
)
from explorer.local.models.catalog import Catalog


class DownloadCarrier:
    """Brings orders into the models folder; what came into another one is taken along."""

    def __init__(self, hub: Hub, catalog: Catalog, kept: QueueStore) -> None:
        self._hub, self._catalog, self._kept = hub, catalog, kept
        self._folders: dict[int, Path] = {}  # where what came so far lies
        self._locks: dict[DownloadOrder, threading.Lock] = {}

    def note_folder(self, number: int, folder: Path) -> None:
        self._folders[number] = folder

    def folder(self, number: int) -> Path:
        """Where what came so far of a download lies."""
        return self._folders.get(number, self._catalog.models_folder)

    def lock(self, order: DownloadOrder) -> threading.Lock:
        """Held by the thread that has the files of ``order``."""
        return self._locks.setdefault(order, threading.Lock())

    def came(self, number: int, order: DownloadOrder) -> int:
        """Bytes that are here already. Reads the disk."""
        return came_so_far(self.folder(number), order)

    def work(
        self, number: int, order: DownloadOrder, repo: Repo | None, rules: DownloadRules
    ) -> Callable[[TaskContext[DownloadProgress]], None]:
        """What a pool thread is to do. It raises KnownError, CancelledError once it is stopped."""
        lock = self.lock(order)

        def work(context: TaskContext[DownloadProgress]) -> None:
            with lock:  # a stopped one needs a moment to let go
                if context.stopped():  # while it waited here
                    raise CancelledError
                with self._catalog.use.work():
                    folder = self._settle(number, order, context.stopped)
                    for progress in download_order(self._hub, folder, order, repo, context.stopped, rules):
                        context.report(progress)

        return work

    def _settle(self, number: int, order: DownloadOrder, stop: Callable[[], bool]) -> Path:
        """Take along what came while another models folder was chosen."""
        before, folder = self.folder(number), self._catalog.models_folder
        if before != folder:
            bring_download(before, folder, order, stop)
        self._folders[number] = folder
        self._kept.set_folder(number, folder)
        return folder


@dataclass(frozen=True)
class DownloadDeletion:
    """``folder``: where what came so far lies; ``lock`` is held by whoever still writes there.

    ``is_wanted`` is asked on the pool's thread: someone may have ordered the same anew meanwhile.
    """

    order: DownloadOrder
    folder: Path
    lock: threading.Lock
    is_wanted: Callable[[], bool]
    done: Callable[[], None]
    failed: Callable[[KnownError], None]


class DownloadDeletions:
    """While held (the models folder is being moved) it only notes what is to be deleted."""

    def __init__(self, tasks: Tasks, catalog: Catalog) -> None:
        self._tasks, self._catalog = tasks, catalog
        self._waiting: list[DownloadDeletion] = []
        self._is_held = False

    def hold(self) -> None:
        self._is_held = True

    def release(self) -> None:
        self._is_held = False
        waiting, self._waiting = self._waiting, []
        for deletion in waiting:
            self.drop(deletion)

    def drop(self, deletion: DownloadDeletion) -> None:
        if self._is_held:
            self._waiting.append(deletion)
            return
        catalog = self._catalog

        def work(_context: TaskContext[None]) -> None:
            with catalog.use.work(), deletion.lock:
                if not deletion.is_wanted():
                    delete_download((deletion.folder, catalog.models_folder), deletion.order)

        def done(_nothing: None) -> None:
            deletion.done()

        self._tasks.run(work, done, partial(self._fail, deletion))

    def _fail(self, deletion: DownloadDeletion, error: KnownError) -> None:
        if self._is_held:  # a move began a moment before
            self._waiting.append(deletion)
        else:
            deletion.failed(error)


class DownloadRenewals:
    """Those downloads for which the Hub is being asked. On the screen thread."""

    def __init__(self, tasks: Tasks, hub: Hub) -> None:
        self._tasks, self._hub = tasks, hub
        self._running: dict[int, Task] = {}

    def __contains__(self, number: int) -> bool:
        """Until ``stop``."""
        return number in self._running

    def start(
        self,
        number: int,
        order: DownloadOrder,
        found: Callable[[Repo, DownloadOrder], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        hub = self._hub

        def work(_context: TaskContext[None]) -> tuple[Repo, DownloadOrder]:
            return renewed_order(hub, order)

        def done(result: tuple[Repo, DownloadOrder]) -> None:
            found(*result)

        self._running[number] = self._tasks.run(work, done, failed, network=True)

    def stop(self, number: int) -> None:
        task = self._running.pop(number, None)
        if task is not None:
            task.stop()


def renewed_order(hub: Hub, order: DownloadOrder) -> tuple[Repo, DownloadOrder]:
    """The repo as it is now, and what to download of it. Raises KnownError, NotFoundError if nothing fits."""
    repo = hub.open(order.repo_id)
    if repo.from_cache:
        what = Words("The Hub could not be asked for the version that is there now.")
        raise OfflineError(what, Words("Try again once it can be reached."))
    for fits in (_has_same_files, _has_same_label):
        for variant in repo.variants:
            if fits(variant, order):
                return repo, order_of(repo, variant)
    name = order.files[0].path
    what = Words("The version that is there now has no file {name}, and none of its kind.", name=name)
    raise NotFoundError(what, Words("Open the model in Discover and choose another file."))


def _has_same_files(variant: Variant, order: DownloadOrder) -> bool:
    return [file.path for file in variant.files] == [file.path for file in order.files]


def _has_same_label(variant: Variant, order: DownloadOrder) -> bool:
    label = label_of(order.files[0].path)
    return bool(label) and variant.label == label


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
