"""Which bytes ran: the SHA-256 of a model's file, measured once for as long as the file stays as it is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from explorer.base.files import open_regular
from explorer.base.sha256 import sha256
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local import LocalModel
from explorer.kit.tasks import Context, Task, Tasks
from explorer.local.file_memory import FileMemory
from explorer.local.parts import parts_of

_BLOCK = 1 << 20


class Hashes:
    """Looks hashes up, and measures those that are not known in the background."""

    def __init__(self, tasks: Tasks, memory: FileMemory) -> None:
        self._tasks, self._memory = tasks, memory

    def known(self, model: LocalModel) -> str:
        """ "" where it was not measured since the file changed."""
        try:
            stat = model.path.stat()
        except OSError:  # gone: the load will tell
            return ""
        own = model.measured_sha256 if stat.st_size == model.size else ""
        return own or self._memory.sha256(model.path, stat)

    def measure(
        self, model: LocalModel, done: Callable[[str], None], progress: Callable[[float], None]
    ) -> Task:
        """``done`` gets the hash; "" for a model in several files, and for one that cannot be read."""
        work = partial(_measure, model.path, self._memory)
        return self._tasks.run(work, done, partial(_unknown, done), progress)


def _measure(path: Path, memory: FileMemory, context: Context[float]) -> str:
    if len(parts_of(path)) > 1:
        return ""  # no hash of one file would name all of them
    try:
        found = _hash(path, context)
        memory.note_sha256(path, found)
    except OSError:
        return ""
    return found


def _hash(path: Path, context: Context[float]) -> str:
    digest, total, done = sha256(), path.stat().st_size or 1, 0
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            if context.stopped():
                raise CancelledError
            digest.update(block)
            done += len(block)
            context.report(min(1.0, done / total))
    return digest.hexdigest()


def _unknown(done: Callable[[str], None], _error: KnownError) -> None:
    """The database refuses, or it was stopped: the answer names no hash then."""
    done("")
