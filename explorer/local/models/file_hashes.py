"""Hashes of model files: those that are known are looked up, the others measured in the background."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from explorer.base.hashing import hash_files
from explorer.domain.local_model import LocalModel
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.split_files import parts_of


class FileHashes:
    """Looks hashes up, and measures those that are not known in the background."""

    def __init__(self, tasks: Tasks, memory: FileCache) -> None:
        self._tasks, self._memory = tasks, memory

    def known(self, model: LocalModel) -> str:
        """ "" where it was not measured since the file changed."""
        return self._memory.sha256_of(model)

    def here(self, model: LocalModel, context: TaskContext[float]) -> str:
        """As ``measure``, on this thread, where it is not known."""
        return self.known(model) or _measure(model.path, self._memory, context)

    def measure(
        self, model: LocalModel, done: Callable[[str], None], progress: Callable[[float], None]
    ) -> Task:
        """``done`` gets the hash; "" for a model in several files, for one that cannot be read, where the
        database refuses, and where it was stopped."""
        work = partial(_measure, model.path, self._memory)
        return self._tasks.run(work, done, lambda _error: done(""), progress)


def _measure(path: Path, memory: FileCache, context: TaskContext[float]) -> str:
    if len(parts_of(path)) > 1:
        return ""  # no hash of one file would name all of them
    try:
        (found,) = hash_files([path], context.stopped, context.report)
        memory.note_sha256(path, found)
    except OSError:
        return ""
    return found
