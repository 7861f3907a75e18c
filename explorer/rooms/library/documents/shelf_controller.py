"""What a person does with collections: made from files or a folder, read, named, forgotten."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.documents.adding import FileAdding
from explorer.documents.folders import FolderProgress, bring_up_to_date
from explorer.documents.index.forget import (
    ForgottenDocuments,
    finish_forgetting,
    forget_collection,
    forget_documents,
)
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import Collection, Document
from explorer.documents.reading.read import DocumentReader
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.language import shown
from explorer.kit.tasks import Task, TaskContext
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class ShelfReading:
    """``path`` is read now, after ``done`` others of ``total``."""

    collection: str
    path: Path
    done: int
    total: int


class DocumentShelf(QObject):
    """``changed``: collections or what is in them; ``created`` carries a Collection; ``reading`` a
    ShelfReading, or ``None`` at its end.
    """

    changed = Signal()
    created = Signal(object)
    reading = Signal(object)

    def __init__(self, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._messages = services, services.tasks, services.messages
        self._readings: dict[str, Task] = {}  # by collection
        services.indexing.changed.connect(self._on_other)
        services.followed_folders.changed.connect(self._on_other)
        services.indexing.look()  # it says by what passages are found

    @property
    def index(self) -> DocumentIndex:
        return self._services.core.documents

    def problem_of(self, collection: str) -> KnownError | None:
        """Why its folder cannot be followed just now."""
        return self._services.followed_folders.problems.get(collection)

    def is_reading(self, collection: str) -> bool:
        return collection in self._readings

    def create_of_files(self, paths: Sequence[Path], name: str) -> None:
        def then(made: Collection) -> None:
            self.created.emit(made)
            self.add_files(made.key, paths)

        self._write(partial(self.index.create, name), then)

    def create_of_folder(self, folder: Path) -> None:
        def then(made: Collection) -> None:
            self.created.emit(made)
            self.look_again(made)

        self._write(partial(self.index.create, folder.name or str(folder), "folder", str(folder)), then)

    def add_files(self, collection: str, paths: Sequence[Path]) -> None:
        self._read(collection, partial(_add, self.index, collection, tuple(paths)))

    def look_again(self, collection: Collection) -> None:
        """What came to its folder, changed or went."""
        self._read(collection.key, partial(_update, self.index, collection.key, Path(collection.folder)))

    def stop_reading(self, collection: str) -> None:
        """What was read stays; a folder is not followed until it is looked at again."""
        self._end_reading(collection)
        self._write(partial(self.index.follow, collection, is_stopped=True), self._on_other)

    def rename(self, collection: str, name: str) -> None:
        self._write(partial(self.index.rename, collection, name), self._on_other)

    def take_out(self, document: Document, collection: str) -> None:
        """It can be added again, for its file is not touched."""
        done = partial(self._on_taken_out, document, collection)
        self._write(partial(self.index.take_out, document.key, collection), done)

    def _on_taken_out(self, document: Document, collection: str, _none: None) -> None:
        self.changed.emit()
        told = self.tr("{name} was removed from the collection.").format(name=document.name)
        again = partial(_add_again, self._services, collection, Path(document.path))
        self._messages.removed(told, again)
        self._tasks.do(partial(finish_forgetting, self.index), _ignore, self._messages.fail)

    def answers_with(self, documents: Sequence[Document]) -> int:
        """Answers in chats that were given some of these; one that was given of several counts for each."""
        return self._services.answers.count([one.key for one in documents])

    def only_in(self, collection: str) -> list[Document]:
        """Its documents that no other collection has."""
        others = {one.key for other in self.index.collections() if other.key != collection
                  for one in self.index.documents(other.key)}  # fmt: skip
        return [one for one in self.index.documents(collection) if one.key not in others]

    def forget_collection(self, collection: Collection) -> None:
        self._end_reading(collection.key)
        self._services.core.consents.forget((collection.key,))
        given = self._services.answers.forget
        work = partial(forget_collection, self.index, collection.key, given=given)
        self._tasks.do(work, partial(self._on_forgotten, collection.name), self._messages.fail)

    def forget_document(self, document: Document) -> None:
        given = self._services.answers.forget
        work = partial(forget_documents, self.index, (document.key,), given=given)
        self._tasks.do(work, partial(self._on_forgotten, document.name), self._messages.fail)

    def close_room(self) -> None:
        for task in self._readings.values():
            task.stop()

    def _end_reading(self, collection: str) -> None:
        if task := self._readings.pop(collection, None):
            task.stop()
        self.reading.emit(None)
        self.changed.emit()

    def _write[T](self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """On the disk, which may be slow, or held by another program."""
        self._tasks.do(work, then, self._messages.fail, owner=self)

    def _read(self, collection: str, work: Callable[[TaskContext[ShelfReading]], None]) -> None:
        if collection in self._readings:
            self._readings[collection].stop()
        self._readings[collection] = self._tasks.run(
            work,
            partial(self._on_read, collection),
            partial(self._on_unread, collection),
            self.reading.emit,
            self,
        )
        self.changed.emit()

    def _on_read(self, collection: str, _nothing: None) -> None:
        self._readings.pop(collection, None)
        self._services.indexing.look()
        if any(one.key == collection and one.kind == "folder" for one in self.index.collections()):
            self._services.followed_folders.look()  # from now on
        self.reading.emit(None)
        self.changed.emit()

    def _on_unread(self, collection: str, error: KnownError) -> None:
        self._messages.fail(error)
        self._on_read(collection, None)

    def _on_forgotten(self, name: str, forgotten: ForgottenDocuments) -> None:
        words = Words("{name} is forgotten.", name=name)
        if not forgotten.is_clean:
            words = Words(
                "{name} is forgotten; the rest of it is overwritten when the app starts again.", name=name
            )
        if forgotten.aside:
            words = Words(
                "{name} is forgotten here. A damaged index that was kept aside may still hold it: {path}",
                name=name, path=str(forgotten.aside[0]),
            )  # fmt: skip
        self._messages.tell(shown(words), "caution" if forgotten.aside else "info")
        self.changed.emit()

    def _on_other(self, _change: object) -> None:
        """More is found by meaning, or a folder that is followed has changed."""
        self.changed.emit()


def _add(
    index: DocumentIndex, collection: str, paths: Sequence[Path], context: TaskContext[ShelfReading]
) -> None:
    with closing(DocumentReader()) as reader:
        adding = FileAdding(index, collection, reader, context.stopped)
        for number, path in enumerate(paths):
            context.report(ShelfReading(collection, path, number, len(paths)))
            adding.add(path)


def _add_again(services: RoomServices, collection: str, path: Path) -> None:
    """The message that offers it outlives the page, which hears of it where it is there."""
    work = partial(_add, services.core.documents, collection, (path,))
    services.tasks.run(work, lambda _none: services.indexing.look(), services.messages.fail)


def _update(index: DocumentIndex, collection: str, folder: Path, context: TaskContext[ShelfReading]) -> None:
    def tell(progress: FolderProgress) -> None:
        context.report(ShelfReading(collection, progress.path, progress.done, progress.total))

    index.follow(collection)
    bring_up_to_date(index, collection, folder, stopped=context.stopped, progress=tell)


def _ignore(_result: object) -> None:
    """Nothing is told of it."""
