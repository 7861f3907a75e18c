"""Which files go with which question, where more than one is on its way: a message that is queued has those
that waited by then, and what is attached afterwards goes with the next.
"""

from collections.abc import Collection

from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.file_readings_controller import FileReadings


class QuestionFiles:
    """By the keys of documents, and of readings until those are documents. ``None``: a chat without a row."""

    def __init__(self, readings: FileReadings) -> None:
        self._readings = readings
        self._queued: dict[tuple[ChatDocuments, int | None, str], set[str]] = {}  # by chat and message
        self._asked: dict[int, set[str]] = {}  # by question
        readings.kept.connect(self._on_kept)

    def queue(self, documents: ChatDocuments, chat: int | None, text: str) -> None:
        """This message waits, with what is attached now."""
        self._queued.setdefault((documents, chat, text), set()).update(self._free(documents, chat))

    def keep_only(self, documents: ChatDocuments, chat: int | None, texts: Collection[str]) -> None:
        """These still wait; what the others had is free."""
        for key in [key for key in self._queued if key[:2] == (documents, chat) and key[2] not in texts]:
            del self._queued[key]

    def begin_chat(self, documents: ChatDocuments, chat: int) -> None:
        """The chat without a row has got one."""
        for key in [key for key in self._queued if key[:2] == (documents, None)]:
            self._queued[documents, chat, key[2]] = self._queued.pop(key)

    def ask(self, documents: ChatDocuments, question: Turn) -> None:
        """It is asked now, with what it had when it was queued, else with what is attached now."""
        files = self._queued.pop((documents, question.chat, question.text), None)
        self._asked[question.id] = self._free(documents, question.chat) if files is None else files

    def take(self, question: Turn) -> Collection[str]:
        """What goes with it. Once."""
        return self._asked.pop(question.id, set())

    def queued(self, documents: ChatDocuments, chat: int | None) -> set[str]:
        """What goes with messages that wait."""
        return {file for key, files in self._queued.items() if key[:2] == (documents, chat) for file in files}

    def _free(self, documents: ChatDocuments, chat: int | None) -> set[str]:
        waiting = {one.reference for one in documents.waiting(chat) if one.kind == "document"}
        reading = {one.key for one in self._readings.of(documents, chat)}
        return (waiting | reading) - self.queued(documents, chat)

    def _on_kept(self, reading: str, document: str) -> None:
        for files in (*self._queued.values(), *self._asked.values()):
            if reading in files:
                files.add(document)
