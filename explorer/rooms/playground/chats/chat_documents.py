"""The documents of chats: which wait for the next question, and what an answer may be given of them.

Files that are attached to a chat are a collection of the index that bears the chat's number; those of a chat
that has no row yet bear none, until its first question makes it one. Those of temporary chats are in an
index in memory, which is gone with them.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.base.store import Store
from explorer.documents.giving import AnswerSources
from explorer.documents.passages import Document, GivenPassage, ReadPage
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.rooms.playground.chats.attachments import Attachment, AttachmentKind, AttachmentMode
from explorer.rooms.playground.chats.store import Chats, Turn

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex

_NONE = "new"


class ChatDocuments:
    """Of these ``chats``, whose database is ``store``. ``index`` is opened when it is first asked for.

    ``is_over``: they were temporary, and are gone.
    """

    def __init__(self, chats: Chats, store: Store, index: "Callable[[], DocumentIndex]") -> None:
        self.chats, self._store, self._index = chats, store, index
        self.is_over = False
        self._filled = ""  # the collection of a chat that is copied just now

    @property
    def index(self) -> "DocumentIndex":
        """Raises KnownError if it cannot be opened."""
        return self._index()

    def opened(self) -> "DocumentIndex | None":
        """``None`` if it cannot be; who reads or looks for something says why."""
        try:
            return self._index()
        except KnownError:
            return None

    def collection(self, chat: int | None) -> str:
        """The key of that of its own files, made if there is none. From any thread."""
        name = str(chat or _NONE)
        if there := self._collection(name):
            return there
        with self.index.writes.transaction():  # or another thread would make one too
            return self._collection(name) or self.index.create(name, "chat").key

    def _collection(self, name: str) -> str:
        return next((one.key for one in self.index.collections("chat") if one.name == name), "")

    def waiting(self, chat: int | None) -> tuple[Attachment, ...]:
        """What goes with the next question, and collections of the whole chat."""
        return tuple(one for one in self.chats.attachments.waiting(chat) if one.kind != "image")

    def add(self, chat: int | None, kind: AttachmentKind, reference: str, name: str, tokens: int = 0) -> None:
        """Once: what waits already is not added again."""
        self.chats.attachments.wait(chat, kind, reference, name, tokens)

    def add_text(self, collection: str, text: str, name: str) -> Document:
        """A text that was pasted, as a document. Blocks while it is cut into passages."""
        from explorer.documents.index.writing import FileStamp  # noqa: PLC0415  with the index

        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        stamp = FileStamp(len(text), 0)
        return self.index.put(Path(name), collection, (ReadPage(1, text),), sha256, "text", stamp)

    def remove(self, chat: int | None, attachment: Attachment) -> None:
        """Nothing is kept of a file that no question came with. Without an index what is left goes once
        strangers are forgotten.
        """
        self.chats.attachments.wait_no_more(chat, attachment)
        if attachment.kind == "document" and self.opened() is not None:
            self.let_go(attachment.reference, self.collection(chat))

    def let_go(self, document: str, collection: str) -> None:
        """Out of this collection, unless it is of a chat that has it attached; into those of chats that have:
        one that was copied has the documents of another.
        """
        if self.is_over:
            return
        chats: set[int | None] = {None} if self._waits(document) else set()
        chats.update(one.chat for one in self.chats.attachments.of_reference(document))
        homes = {self.collection(chat) for chat in chats}
        for home in homes - {collection}:
            self.index.take_in(document, home)
        if collection not in homes:
            self.index.take_out(document, collection)

    def begin_chat(self, chat: int, *, is_reading: bool) -> None:
        """What waited for a chat without a row waits in this one now, and what is read for it goes there."""
        self.chats.attachments.begin_chat(chat)
        index = self.opened() if self.waiting(chat) or is_reading else None
        if index is not None:
            for collection in index.collections("chat"):
                if collection.name == _NONE:
                    index.rename(collection.key, str(chat))

    def take_over(self, other: "ChatDocuments", old: int, chat: int, keys: dict[str, str]) -> None:
        """The documents of a chat of ``other`` that was copied as ``chat``, each with what is attached and
        given of it. ``keys``: of each here by that there; those that are taken over come to it. Blocks.
        """
        held = [one for one in other.index.documents(other.collection(old)) if one.state == "read"]
        if not held:
            return
        self._filled = home = self.collection(chat)
        try:
            for one in held:
                if (key := self._put(other.index, one.key, home)) is not None:
                    keys[one.key] = key
                    with self.chats.together():
                        self.chats.attachments.rename(chat, one.key, key)
                        self.chats.given.rename(chat, one.key, key)
        finally:
            self._filled = ""

    def _put(self, index: "DocumentIndex", document: str, home: str) -> str | None:
        """The key of this document of another index; ``None`` if it was taken away there meanwhile."""
        from explorer.documents.index.writing import FileStamp  # noqa: PLC0415  with the index

        known, pages = index.document(document), index.pages(document)
        if known is None or index.document(document) is None:
            return None
        note = known.problem if isinstance(known.problem, Words) else None
        stamp, path = FileStamp(known.size), Path(known.path)
        held = self.index.hold(path, home, known.sha256, stamp)
        return (held or self.index.put(path, home, pages, known.sha256, known.kind, stamp, note)).key

    def go_with(
        self, question: Turn, files: Sequence[Attachment], modes: Mapping[str, AttachmentMode]
    ) -> None:
        """These files go with this question. ``modes``: by the keys of documents."""
        going = [replace(one, mode=modes.get(one.reference, "passages")) for one in files]
        if going:
            self.chats.attachments.take_with(going, question.id)

    def of_path(self, chat: int | None, path: Collection[int] | None = None) -> tuple[Attachment, ...]:
        """Of the questions of a path, all of them without one, and the collections of the chat."""
        if chat is None:
            return ()
        every = self.chats.attachments.of_chat(chat)
        return tuple(
            one
            for one in every
            if (one.message and one.kind != "image" and (path is None or one.message in path))
            or one.kind == "collection"
        )

    def sources(
        self, turns: Sequence[Turn], given: Mapping[int, Sequence[GivenPassage]], room: int
    ) -> tuple[AnswerSources, int]:
        """For an answer to the last of ``turns``, and what is left of ``room``, the tokens for documents.

        What an earlier answer of the path was given whole stands in the conversation, and is not given again.
        """
        attached = self.of_path(turns[-1].chat, {turn.id for turn in turns})
        there = {one.document for turn in turns if turn.text for one in given.get(turn.id, ()) if turn.text}
        whole: list[str] = []
        searched: list[str] = []
        for one in attached:
            if one.kind != "document" or one.reference in (*whole, *searched):
                continue
            if one.mode == "passages":
                searched.append(one.reference)
            elif one.reference not in there:
                fits = 0 < one.tokens <= room
                (whole if fits else searched).append(one.reference)
                room -= one.tokens if fits else 0
        collections = tuple(one.reference for one in attached if one.kind == "collection")
        return AnswerSources(tuple(whole), tuple(searched), collections), room

    def forget_strangers(self, is_filled: Callable[[str], bool] = lambda _collection: False) -> None:
        """Of chats that are gone for good nothing is kept, nor what was read and goes with no question.
        Blocks. ``is_filled``: whether a file is read into this collection just now.
        """
        from explorer.documents.index.forget import (  # noqa: PLC0415  with the index
            finish_forgetting,
            forget_collection,
        )

        collections = self.index.collections("chat")  # before the chats: one that is new has its row by now
        there = {str(row["id"]) for row in self._store.read("SELECT id FROM chats")}
        for collection in collections:
            if collection.key == self._filled:
                continue
            for document in self.index.documents(collection.key):  # read, and so attached or still filled
                if not is_filled(collection.key) and not self._has(collection.name, document.key):
                    self.let_go(document.key, collection.key)
            if collection.name not in (_NONE, *there):
                forget_collection(self.index, collection.key)
        finish_forgetting(self.index)

    def _has(self, name: str, document: str) -> bool:
        """Whether it is attached to the chat whose collection bears this name."""
        waits = self._waits(document)  # first: it is added to a chat before it waits no more
        users = {str(one.chat) for one in self.chats.attachments.of_reference(document)}
        return name in users or (waits and name == _NONE)

    def _waits(self, document: str) -> bool:
        return any(one.reference == document for one in self.waiting(None))
