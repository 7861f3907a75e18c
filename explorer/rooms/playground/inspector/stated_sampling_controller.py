"""Sampling settings that the makers of the chosen model state: read from its file, then as the engine read
them.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel
from explorer.domain.local_model import LocalModel
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.engine.local.gguf.stated_sampling import stated_sampling_of
from explorer.engine.state import BackendChange
from explorer.kit.tasks import Task, TaskContext, Tasks


class StatedSamplingController(QObject):
    """``changed`` carries the StatedSampling of the chosen model, ``current`` is it."""

    changed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._path: Path | None = None
        self.current: StatedSampling = NOTHING_STATED

    def follow(self, file: LocalModel | None, told: LoadedModel | None) -> None:
        """Another model may be chosen: read what its file says, not on this thread.

        One without a file says only what its engine ``told`` so far.
        """
        path = file.path if file is not None else None
        if path is not None and path == self._path:
            return
        self._path = path
        if self._task is not None:
            self._task.stop()
        self._show(told.stated if told is not None else NOTHING_STATED)
        if path is not None:
            self._task = self._tasks.run(partial(_read, path), self._show, _ignore)

    @Slot(object)
    def hear(self, change: BackendChange) -> None:
        """The engine of the chosen model loaded it: it says the same, from the loaded file itself."""
        if change.model is not None:
            self._show(change.model.stated)

    def _show(self, stated: StatedSampling) -> None:
        if stated != self.current:
            self.current = stated
            self.changed.emit(stated)


def _read(path: Path, _context: TaskContext[None]) -> StatedSampling:
    return stated_sampling_of(path)


def _ignore(_error: KnownError) -> None:
    """A file that cannot be read states nothing, and the catalog says why."""
