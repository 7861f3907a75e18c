"""Deleting what came of downloads that were given up, once nobody writes it any more."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.kit.tasks import Context, Tasks
from explorer.local.catalog import Catalog
from explorer.local.keep import Order, drop


@dataclass(frozen=True)
class Deletion:
    """``folder``: where what came so far lies; ``lock`` is held by whoever still writes there.

    ``is_wanted`` is asked on the pool's thread: someone may have ordered the same anew meanwhile.
    """

    order: Order
    folder: Path
    lock: threading.Lock
    is_wanted: Callable[[], bool]
    done: Callable[[], None]
    failed: Callable[[KnownError], None]


class Dropping:
    """While held (the models folder is being moved) it only notes what is to be deleted."""

    def __init__(self, tasks: Tasks, catalog: Catalog) -> None:
        self._tasks, self._catalog = tasks, catalog
        self._waiting: list[Deletion] = []
        self._is_held = False

    def hold(self) -> None:
        self._is_held = True

    def release(self) -> None:
        self._is_held = False
        waiting, self._waiting = self._waiting, []
        for deletion in waiting:
            self.drop(deletion)

    def drop(self, deletion: Deletion) -> None:
        if self._is_held:
            self._waiting.append(deletion)
            return
        catalog = self._catalog

        def work(_context: Context[None]) -> None:
            with catalog.use.work(), deletion.lock:
                if not deletion.is_wanted():
                    drop((deletion.folder, catalog.models_folder), deletion.order)

        def done(_nothing: None) -> None:
            deletion.done()

        self._tasks.run(work, done, partial(self._fail, deletion))

    def _fail(self, deletion: Deletion, error: KnownError) -> None:
        if self._is_held:  # a move began a moment before
            self._waiting.append(deletion)
        else:
            deletion.failed(error)
