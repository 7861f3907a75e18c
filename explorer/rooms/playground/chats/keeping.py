"""A temporary chat becomes one that is stored, with its documents."""

from explorer.rooms.playground.chats.attachments import Attachment
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes


class ChatKeeping:
    """Of the open chat. Nothing is said in it meanwhile; what waits for a question may change."""

    def __init__(self, session: ChatSession, chat: Chat, indexes: ChatIndexes) -> None:
        self._chat, self._indexes = chat, indexes
        self._chats, self._stored = session.chats, session.stored
        self._number, self._attached = 0, tuple[Attachment, ...]()
        self.is_short = session.chats.is_short(chat.id) and not indexes.moving.locked()

    def copy(self) -> None:
        """From any thread, and again while it is not whole. Seconds, where it is long."""
        with self._indexes.moving:
            self._attached = self._chats.attachments.of_chat(self._chat.id)
            if not self._number:
                self._number = self._stored.begin_copy(self._chats, self._chat.id, self._chat.title)
            else:
                self._stored.go_on_copying(self._chats, self._chat.id, self._number)
            if (documents := self._indexes.temporary) is not None:
                moved = self._indexes.moved
                self._indexes.kept.take_over(documents, self._chat.id, self._number, moved)

    def is_whole(self) -> bool:
        return bool(self._number) and self._attached == self._chats.attachments.of_chat(self._chat.id)

    def end(self) -> Chat:
        """It stands in the list from now on."""
        return self._stored.end_copy(self._number)
