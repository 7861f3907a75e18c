"""Files and pasted texts on their way into the documents of a chat, read in the background."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.documents.passages import Document
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.tasks import Task, TaskContext
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.room_services import RoomServices

type ReadingWork = Callable[[TaskContext[int]], Document]

_PASSWORD_FAULTS = ("encrypted", "wrong password")


@dataclass(eq=False)
class FileReading:
    """``error``: why it cannot be read; then ``document`` is kept too, and says so."""

    key: str
    path: Path
    chat: int | None
    pages: int = 0
    error: KnownError | None = None
    document: str = ""
    task: Task | None = None
    heard: list[KnownError] = field(default_factory=list)  # by the thread that reads

    @property
    def fault(self) -> str:
        """A ReadFault, where its reader said one."""
        return str(getattr(self.error, "fault", ""))

    @property
    def needs_password(self) -> bool:
        return self.fault in _PASSWORD_FAULTS


class FileReadings(QObject):
    """``changed``: how far they are; ``ended`` carries the number of a chat of which no file is on its way
    any more. What was read waits in ``documents``; what cannot be read stays here until it is dropped.
    """

    changed = Signal()
    ended = Signal(object)

    def __init__(self, services: RoomServices, documents: ChatDocuments, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._documents = services, services.tasks, documents
        self._numbers = count(1)
        self._all: list[FileReading] = []

    def of(self, chat: int | None) -> list[FileReading]:
        return [one for one in self._all if one.chat == chat]

    def is_reading(self, chat: int) -> bool:
        return any(one.error is None for one in self.of(chat))

    def read_file(self, path: Path, chat: int | None) -> None:
        self._begin(FileReading(f"reading-{next(self._numbers)}", path, chat))

    def take_text(self, text: str, name: str, chat: int | None) -> None:
        reading = FileReading(f"reading-{next(self._numbers)}", Path(name), chat)
        self._begin(reading, partial(_take_text, self._documents, reading, text))

    def read_again(self, key: str, password: str) -> None:
        for reading in self._all:
            if reading.key == key:
                self._begin(reading, password=password)

    def drop(self, key: str) -> None:
        """Stop it, and keep nothing of it."""
        for reading in [one for one in self._all if one.key == key]:
            self._all.remove(reading)
            if reading.task is not None:
                reading.task.stop()
            if reading.document:
                collection = self._documents.collection(reading.chat)
                self._documents.index.take_out(reading.document, collection)
            self._tell(reading)

    def begin_chat(self, chat: int) -> None:
        """The chat without a row has got one."""
        for reading in self.of(None):
            reading.chat = chat

    def _begin(self, reading: FileReading, work: ReadingWork | None = None, password: str = "") -> None:
        if reading not in self._all:
            self._all.append(reading)
        reading.error, reading.pages, reading.heard = None, 0, []
        collection = self._documents.collection(reading.chat)
        reading.task = self._tasks.run(
            work or partial(_read, self._documents, reading, collection, password),
            partial(self._on_read, reading),
            partial(self._on_failed, reading),
            partial(self._on_pages, reading),
            self,
        )
        self.changed.emit()

    def _on_pages(self, reading: FileReading, pages: int) -> None:
        reading.pages = pages
        self.changed.emit()

    def _on_read(self, reading: FileReading, document: Document) -> None:
        if document.state == "read":
            self._all.remove(reading)
            self._documents.add(reading.chat, "document", document.key, document.name)
            self._services.indexing.look()
        else:
            usual = KnownError(document.problem or Words("It could not be read."))
            reading.error, reading.document = next(iter(reading.heard), usual), document.key
        self._tell(reading)

    def _on_failed(self, reading: FileReading, error: KnownError) -> None:
        reading.error = error
        self._tell(reading)

    def _tell(self, reading: FileReading) -> None:
        self.changed.emit()
        if reading.chat is not None and not self.is_reading(reading.chat):
            self.ended.emit(reading.chat)


def _read(
    documents: ChatDocuments,
    reading: FileReading,
    collection: str,
    password: str,
    context: TaskContext[int],
) -> Document:
    from explorer.documents.adding import add_file  # noqa: PLC0415  with the first file

    return add_file(
        documents.index,
        reading.path,
        collection,
        password=password,
        stopped=context.stopped,
        progress=context.report,
        failed=reading.heard.append,
    )


def _take_text(
    documents: ChatDocuments, reading: FileReading, text: str, _context: TaskContext[int]
) -> Document:
    return documents.add_text(reading.chat, text, reading.path.name)
