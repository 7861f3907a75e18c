"""Where the documents of a chat are: on the disk, or in memory where it is temporary.

A chat of either kind can be given collections, which are on the disk.
"""

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from explorer.base.store import MEMORY, Store
from explorer.documents.giving import AnswerSources
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.chats.temporary import FIRST
from explorer.rooms.room_services import RoomServices

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex
    from explorer.documents.indexing_controller import IndexingController


class ChatIndexes:
    """``kept``: of the chats that are stored."""

    def __init__(self, services: RoomServices, session: ChatSession) -> None:
        self._services, self._session = services, session
        core = services.core
        self.kept = ChatDocuments(session.stored, core.store, lambda: core.documents)
        self._temporary: ChatDocuments | None = None
        self._indexing: IndexingController | None = None  # of the temporary ones
        self._left: list[ChatDocuments] = []  # that are being closed
        self.moving = Lock()  # held while documents are taken from there to here
        self.moved = dict[str, str]()  # their keys here by those there

    @property
    def open(self) -> ChatDocuments:
        """Of the chats that the open one is one of."""
        return self._in_memory(self._session.temporary) if self._session.is_temporary else self.kept

    def of(self, chat: int) -> ChatDocuments:
        return self._in_memory(self._session.temporary) if chat > FIRST else self.kept

    def beside(self, documents: ChatDocuments, sources: AnswerSources) -> "tuple[DocumentIndex, ...]":
        """What has some of these sources beside the index of ``documents``. Raises KnownError."""
        return (self.kept.index,) if sources.collections and documents is not self.kept else ()

    @property
    def temporary(self) -> ChatDocuments | None:
        """Those of temporary chats, as long as there are any."""
        return self._temporary

    def index_with(self, document: str) -> "DocumentIndex | None":
        """``None`` if it is nowhere, or there is no index."""
        for one in filter(None, (self._temporary, self.kept)):
            index = one.opened()
            if index is not None and index.document(document) is not None:
                return index
        return None

    def is_in_memory(self, document: str) -> bool:
        return self._temporary is not None and self._temporary.index.document(document) is not None

    def indexing(self, documents: ChatDocuments) -> "IndexingController":
        """What makes vectors of their passages."""
        if documents is self.kept:
            return self._services.indexing
        self._indexing = self._indexing or self._services.indexing_of(documents.index)
        return self._indexing

    def _hand_over(self) -> ChatDocuments:
        documents = self._in_memory(self._session.temporary)
        documents.is_over = True
        self._services.answers.temporary.clear()  # there is one at a time
        if self._indexing is not None:
            self._indexing.close()
        self._temporary = self._indexing = None
        return documents

    def forget_temporary(self) -> ChatDocuments | None:
        """Once these chats are gone; their documents. A thread may hold the index for a while."""
        if self._temporary is None:
            return None
        documents = self._hand_over()
        self._left.append(documents)
        closed, failed = partial(self._left.remove, documents), self._services.messages.fail
        self._services.tasks.do(documents.index.close, lambda _none: closed(), failed)
        return documents

    def close(self) -> None:
        """With the room."""
        if self._temporary is not None:
            self._left.append(self._hand_over())
        for documents in self._left:
            documents.index.close()

    def _in_memory(self, store: Store | None) -> ChatDocuments:
        if self._temporary is None:
            assert store is not None  # noqa: S101  there is a temporary chat
            from explorer.documents.index.store import DocumentIndex  # noqa: PLC0415  see services.py

            index = DocumentIndex(MEMORY)
            self._temporary = ChatDocuments(Chats(store), store, lambda: index)
            self._services.answers.temporary.append(store)
        return self._temporary
