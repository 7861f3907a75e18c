"""The work of one download on its own thread: where its files lie, and that nobody else has them then."""

import threading
from collections.abc import Callable
from pathlib import Path

from explorer.domain.errors import CancelledError
from explorer.domain.repo import Repo
from explorer.hub.client import Hub
from explorer.hub.download_rules import DownloadProgress, Rules
from explorer.kit.tasks import Context
from explorer.local.catalog import Catalog
from explorer.local.keep import Order, bring, came_so_far, fetch
from explorer.local.queue_store import QueueStore


class Carrier:
    """Brings orders into the models folder; what came into another one is taken along."""

    def __init__(self, hub: Hub, catalog: Catalog, kept: QueueStore) -> None:
        self._hub, self._catalog, self._kept = hub, catalog, kept
        self._folders: dict[int, Path] = {}  # where what came so far lies
        self._locks: dict[Order, threading.Lock] = {}

    def note_folder(self, number: int, folder: Path) -> None:
        self._folders[number] = folder

    def folder(self, number: int) -> Path:
        """Where what came so far of a download lies."""
        return self._folders.get(number, self._catalog.models_folder)

    def lock(self, order: Order) -> threading.Lock:
        """Held by the thread that has the files of ``order``."""
        return self._locks.setdefault(order, threading.Lock())

    def came(self, number: int, order: Order) -> int:
        """Bytes that are here already. Reads the disk."""
        return came_so_far(self.folder(number), order)

    def work(
        self, number: int, order: Order, repo: Repo | None, rules: Rules
    ) -> Callable[[Context[DownloadProgress]], None]:
        """What a pool thread is to do. It raises KnownError, CancelledError once it is stopped."""
        lock = self.lock(order)

        def work(context: Context[DownloadProgress]) -> None:
            with lock:  # a stopped one needs a moment to let go
                if context.stopped():  # while it waited here
                    raise CancelledError
                with self._catalog.use.work():
                    folder = self._settle(number, order, context.stopped)
                    for progress in fetch(self._hub, folder, order, repo, context.stopped, rules):
                        context.report(progress)

        return work

    def _settle(self, number: int, order: Order, stop: Callable[[], bool]) -> Path:
        """Take along what came while another models folder was chosen."""
        before, folder = self.folder(number), self._catalog.models_folder
        if before != folder:
            bring(before, folder, order, stop)
        self._folders[number] = folder
        self._kept.set_folder(number, folder)
        return folder
