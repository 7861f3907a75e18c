"""Opens, renames, deletes and searches chats, between the list of chats and the open conversation."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot

from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.list_rows import ChatRow, chat_rows
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.layout_pane import PlaygroundParts

OPEN_CHAT = "playground.chat"


class ChatsController(QObject):
    """Between the column of chats and the session."""

    def __init__(self, parts: PlaygroundParts, answers: ChatAnswerController) -> None:
        super().__init__(parts.frame)
        self._services, self._session, self._chats = parts.services, parts.session, parts.session.chats
        self._frame, self._answers = parts.frame, answers
        column = parts.frame.column
        column.new.connect(self.new)
        column.search.searched.connect(self.show_list)
        column.list.chosen.connect(self._on_chosen)
        column.list.retitled.connect(self._rename)
        column.list.deleted.connect(self.delete)
        answers.began.connect(self.show_list)

    @Slot()
    def show_list(self, _change: object = None) -> None:
        """All chats, or those searched for; the open one is marked and remembered."""
        words = self._frame.column.search.text().strip()
        shown = self._chats.all()
        if words:
            found = self._chats.saying(words)
            shown = tuple(chat for chat in shown if chat.id in found)
        current = self._session.chat.id if self._session.chat else None
        self._frame.column.show_rows(chat_rows(shown, self._services.catalog.models), current)
        self._services.core.store.set_state(OPEN_CHAT, str(current or ""))

    @Slot()
    def new(self) -> None:
        self._session.open(None)
        self._frame.composer.focus()

    @Slot(object)
    def _on_chosen(self, row: ChatRow) -> None:
        self.open(row.chat.id)

    def open(self, number: int) -> None:
        """A kept chat by its id; one that is gone changes nothing."""
        words, chat = self._frame.column.search.text().strip(), self._chats.find(number)
        if chat is None:
            return
        if words and not self._answers.is_answering_in(number):
            self._chats.reveal(number, words)
        self._session.open(chat)
        self._frame.composer.focus()

    def rename(self) -> None:
        """Edit the title in the list: of the chat at hand there, else of the open one."""
        chat = self.at_hand()
        if chat is not None:
            self._frame.show_chats(opened=True)
            self._frame.column.list.rename_number(chat.id)

    def at_hand(self) -> Chat | None:
        """What a key is for: the chat under the list's cursor, else the open one."""
        return self._frame.column.list.chat_at_hand() or self._session.chat

    @Slot(object)
    def delete(self, chat: Chat) -> None:
        """At once: the message about it can take it back."""
        in_list = self._frame.column.list.hasFocus()
        if self._answers.is_answering_in(chat.id):
            self._answers.stop()
        self._chats.delete(chat.id)
        if self._session.chat is not None and self._session.chat.id == chat.id:
            self.new()
        self.show_list()
        if in_list:
            self._frame.column.list.setFocus(Qt.FocusReason.OtherFocusReason)
        undo = Action(self.tr("Undo"), partial(_take_back, self._chats, self._services.go, chat.id), "undo")
        self._services.messages.tell(self.tr("“{title}” was deleted.").format(title=chat.title), "info", undo)

    @Slot(object, str)
    def _rename(self, row: ChatRow, title: str) -> None:
        self._chats.rename(row.chat.id, title)
        self.show_list()


def _take_back(chats: Chats, go: Go, chat: int) -> None:
    """Messages outlive rooms: what they do must hold no widget."""
    chats.restore(chat)
    go(Place(Room.PLAYGROUND, chat_id=chat))
