"""Folders that are collections: each is looked at when it changes, and its collection follows."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from explorer.documents.folders import bring_up_to_date
from explorer.documents.index.store import DocumentIndex
from explorer.domain.errors import CancelledError, KnownError
from explorer.kit.folder_watch import FolderWatch
from explorer.kit.tasks import Task, TaskContext, Tasks


@dataclass(frozen=True)
class _Look:
    """``changed``: keys of collections with other documents than before."""

    folders: tuple[Path, ...]
    changed: tuple[str, ...]
    problems: dict[str, KnownError]


class FollowedFolders(QObject):
    """``changed`` carries the key of a collection with other documents now."""

    changed = Signal(object)

    def __init__(self, index: DocumentIndex, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index, self._tasks = index, tasks
        self._watch = FolderWatch(self)
        self._watch.changed.connect(self.look)
        self._task: Task | None = None
        self._is_due = False
        self.problems: dict[str, KnownError] = {}  # by the keys of collections

    @Slot()
    def look(self) -> None:
        """At all of them, in the background. Call when there is a new one, too."""
        if self._task is not None:
            self._is_due = True  # what changed may be where the look under way has been already
            return
        self._is_due = False
        self._task = self._tasks.run(self._follow, self._on_followed, self._on_failed, owner=self)

    def close(self) -> None:
        self._watch.close()
        if self._task is not None:
            self._task.stop()

    def _follow(self, context: TaskContext[None]) -> _Look:
        folders: list[Path] = []
        changed: list[str] = []
        problems: dict[str, KnownError] = {}
        for collection in self._index.collections("folder"):
            if collection.is_stopped:
                continue
            try:
                done = bring_up_to_date(
                    self._index, collection.key, Path(collection.folder), stopped=context.stopped
                )
            except CancelledError:
                raise
            except KnownError as error:
                problems[collection.key] = error
                continue
            folders += done.look.folders
            if done.is_different:
                changed.append(collection.key)
        return _Look(tuple(folders), tuple(changed), problems)

    def _on_followed(self, look: _Look) -> None:
        self._task = None
        self._watch.watch(look.folders)
        self.problems = look.problems
        for key in look.changed:
            self.changed.emit(key)
        if self._is_due:
            self.look()

    def _on_failed(self, _error: KnownError) -> None:
        """Of the index as a whole; the next look may go better."""
        self._task = None
