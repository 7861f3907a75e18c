"""Storage usage of this app, counted by kind, and which of it can be fetched again.

Counting reads folders and the database: run it as a task.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from explorer.base.database_repair import files_of
from explorer.base.paths import Paths
from explorer.base.storage import files_below, folder_size, free_space
from explorer.base.store import Store
from explorer.local.folder_move.move_file import COPY_SUFFIXES, PARTIAL_SUFFIXES
from explorer.local.models.origin_record import RECORD_FOLDER


@dataclass(frozen=True)
class StorageUsage:
    """Bytes by kind, and the bytes free on the disk of the models folder."""

    models: int
    partial: int  # halves of downloads, and of copies that were cut off
    facts: int  # cards and answers kept beside models
    answers: int  # of the Hub, to be shown without a network
    contexts: int  # what models have read of chats, to be read anew otherwise
    made: int  # the database without those answers: chats, comparisons, the download queue
    documents: int  # passages of a person's documents, and what finds them
    logs: int
    free: int

    @property
    def caches(self) -> int:
        """What "clear caches" frees."""
        return self.answers + self.contexts


def measure_storage(paths: Paths, models_folder: Path, store: Store) -> StorageUsage:
    """Raises OSError if the disk of the models folder cannot be read."""
    models = partial = facts = 0
    for path, size in files_below(models_folder):
        if RECORD_FOLDER in path.relative_to(models_folder).parts:
            facts += size
        elif path.name.endswith((*PARTIAL_SUFFIXES, *COPY_SUFFIXES)):
            partial += size
        elif path.suffix == ".gguf":
            models += size
    answers = folder_size(paths.cache) + _answers(store)
    return StorageUsage(
        models=models,
        partial=partial,
        facts=facts,
        answers=answers,
        contexts=folder_size(paths.contexts),
        made=max(0, _size_of(paths.database) - _answers(store)),
        documents=_size_of(paths.documents),
        logs=folder_size(paths.log.parent),
        free=free_space(models_folder),
    )


def clear_caches(paths: Paths, store: Store) -> int:
    """Forget what the Hub answered and models have read of chats, and give the space back; the bytes that
    were freed.
    """
    before = _size_of(paths.database) + folder_size(paths.cache) + folder_size(paths.contexts)
    store.write("DELETE FROM seen")
    store.compact()  # SQLite keeps the room of deleted rows otherwise
    for folder in (paths.cache, paths.contexts):
        shutil.rmtree(folder, ignore_errors=True)
    return max(0, before - _size_of(paths.database))


def _answers(store: Store) -> int:
    return int(
        store.read("SELECT COALESCE(SUM(LENGTH(body) + LENGTH(key)), 0) AS bytes FROM seen")[0]["bytes"]
    )


def _size_of(database: Path) -> int:
    """With the files that SQLite keeps beside it."""
    return sum(path.stat().st_size for path in files_of(database) if path.is_file())
