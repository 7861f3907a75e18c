"""Files and pasted texts on their way into the documents of a chat, read in the background."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from explorer.documents.passages import Document
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.kit.tasks import TaskContext
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.room_services import RoomServices

_PASSWORD_FAULTS = ("encrypted", "wrong password")


@dataclass(eq=False)
class FileReading:
    """``error``: why it cannot be read; then ``document`` is kept too, and says so.

    ``documents``: those of its chat, which was ``born`` then: a later one may have its number. ``text``: what
    was pasted; ``None`` of a file. ``collection`` (of the chat ``into``, once it is known), ``pages``,
    ``heard`` (why it cannot be read) and then ``kept`` are written by the thread that reads, which leaves
    alone what ``is_dropped``.
    """

    key: str
    path: Path
    documents: ChatDocuments
    chat: int | None
    text: str | None = None
    password: str = ""
    error: KnownError | None = None
    document: str = ""
    into: int | None = None
    collection: str = ""
    pages: int = 0
    heard: KnownError | None = None
    kept: Document | None = None
    is_dropped: bool = False
    born: str = ""

    def __post_init__(self) -> None:
        self.born = self._birth()

    def move(self, chat: int) -> None:
        """Its chat has got a row."""
        self.chat = chat
        self.born = self._birth()

    @property
    def is_gone(self) -> bool:
        """Whether its chat was deleted for good."""
        return self.documents.is_over or self.born != self._birth()

    def _birth(self) -> str:
        return self.documents.chats.images.birth(self.chat)

    @property
    def fault(self) -> str:
        """A ReadFault, where its reader said one."""
        return str(getattr(self.error, "fault", ""))

    @property
    def needs_password(self) -> bool:
        return self.fault in _PASSWORD_FAULTS


class FileReadings(QObject):
    """``changed``: how far they are; ``ended`` carries the number of a chat of which no file is on its way
    any more; ``kept`` the keys of a reading and of the document that it became.
    What was read waits in ``documents``; what cannot be read stays here until it is dropped.
    """

    changed = Signal()
    ended = Signal(object)
    kept = Signal(str, str)

    def __init__(self, services: RoomServices, indexes: ChatIndexes, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._messages, self._indexes = services.tasks, services.messages, indexes
        self._all: list[FileReading] = []

    def of(self, documents: ChatDocuments, chat: int | None) -> list[FileReading]:
        return [one for one in self._all if one.documents is documents and one.chat == chat]

    def is_reading(self, chat: int) -> bool:
        return any(one.error is None for one in self._all if one.chat == chat)

    def are_into(self, collection: str) -> bool:
        """Whether any of them is, also one that cannot be read. From any thread."""
        return any(one.collection == collection for one in tuple(self._all))

    def read_files(self, paths: Sequence[Path], documents: ChatDocuments, chat: int | None) -> None:
        """One after the other."""
        self._begin([FileReading(self._key(), path, documents, chat) for path in paths])

    def take_text(self, text: str, name: str, documents: ChatDocuments, chat: int | None) -> None:
        self._begin([FileReading(self._key(), Path(name), documents, chat, text)])

    def read_again(self, key: str, password: str) -> None:
        for reading in self._all:
            if reading.key == key:
                reading.password = password
                self._begin([reading])

    def drop(self, key: str) -> None:
        """Stop it, and keep nothing of it."""
        for reading in [one for one in self._all if one.key == key]:
            self._all.remove(reading)
            reading.is_dropped = True
            if reading.document:
                reading.documents.let_go(reading.document, reading.collection)
            self._tell(reading.chat)

    def begin_chat(self, documents: ChatDocuments, chat: int) -> None:
        """The chat without a row has got one."""
        self.drop_gone()
        for reading in self.of(documents, None):
            reading.move(chat)

    def drop_gone(self) -> None:
        """Of chats that were deleted for good."""
        for reading in [one for one in self._all if one.is_gone]:
            self.drop(reading.key)

    def drop_all(self, documents: ChatDocuments) -> None:
        """Their chats are gone."""
        for reading in [one for one in self._all if one.documents is documents]:
            self.drop(reading.key)

    def keep(self, temporary: ChatDocuments, old: int, kept: ChatDocuments, chat: int) -> None:
        """A temporary chat was stored as ``chat``: what was still to be read in it is read anew."""
        again = self.of(temporary, old)
        self.drop_all(temporary)
        for before, key in self._indexes.moved.items():
            self.kept.emit(before, key)
        if self._indexes.moved:
            self._indexes.indexing(kept).look()
        if again:
            self._begin(
                [FileReading(self._key(), one.path, kept, chat, one.text, one.password) for one in again]
            )

    def _key(self) -> str:
        return f"reading-{uuid4()}"

    def _begin(self, readings: Sequence[FileReading]) -> None:
        for reading in readings:
            reading.error, reading.pages, reading.heard, reading.kept = None, 0, None, None
        self._all += [one for one in readings if one not in self._all]
        work = partial(_read, tuple(readings))
        look = partial(self._look, readings)
        self._tasks.run(work, look, partial(self._on_failed, readings), look, self)
        self.changed.emit()

    def _look(self, readings: Sequence[FileReading], _progress: None) -> None:
        """What of them was read by now."""
        for reading in readings:
            if reading.kept is not None:
                self._take(reading, reading.kept)
        self.changed.emit()

    def _take(self, reading: FileReading, document: Document) -> None:
        reading.kept = None
        if reading.is_dropped or reading.is_gone:
            reading.documents.let_go(document.key, reading.collection)
            self.drop(reading.key)
            return
        if document.state == "read":
            reading.documents.add(reading.chat, "document", document.key, document.name)
            self.kept.emit(reading.key, document.key)
            if reading.into != reading.chat:  # into that of the chat begun meanwhile
                reading.documents.let_go(document.key, reading.collection)
            self._all.remove(reading)  # last: until then nobody takes the document for one that is not needed
            self._indexes.indexing(reading.documents).look()
        else:
            usual = KnownError(document.problem or Words("It could not be read."))
            reading.error, reading.document = reading.heard or usual, document.key
        self._tell(reading.chat)

    def _on_failed(self, readings: Sequence[FileReading], error: KnownError) -> None:
        """There is no index, or it takes nothing."""
        self._look(readings, None)
        for reading in readings:
            if reading in self._all and reading.error is None:
                reading.error = error
                self._tell(reading.chat)

    def _tell(self, chat: int | None) -> None:
        self.changed.emit()
        if chat is not None and not self.is_reading(chat):
            self.ended.emit(chat)


def _read(readings: Sequence[FileReading], context: TaskContext[None]) -> None:
    """With one process. Raises KnownError if nothing can be kept."""
    from explorer.documents.adding import FileAdding  # noqa: PLC0415  with the first file
    from explorer.documents.reading.read import DocumentReader  # noqa: PLC0415  as above

    def note(reading: FileReading, pages: int) -> None:
        reading.pages = pages
        context.report(None)

    with closing(DocumentReader()) as reader:
        for reading in readings:
            if reading.is_dropped or context.stopped():
                continue
            if not reading.collection:
                reading.into = reading.chat
                reading.collection = reading.documents.collection(reading.into)
            if reading.text is not None:
                reading.kept = reading.documents.add_text(reading.collection, reading.text, reading.path.name)
                continue
            adding = FileAdding(
                reading.documents.index,
                reading.collection,
                reader,
                lambda one=reading: context.stopped() or one.is_dropped,  # type: ignore[misc]
                partial(note, reading),
                partial(setattr, reading, "heard"),
            )
            try:
                reading.kept = adding.add(reading.path, reading.password)
            except CancelledError:
                continue
            context.report(None)
