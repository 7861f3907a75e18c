"""Opens, renames, orders and deletes chats, between the column of chats and the open conversation."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot

from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.bin_controller import ChatBinController
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.folders import ChatFolder
from explorer.rooms.playground.chats.list_controller import ChatListController
from explorer.rooms.playground.chats.list_rows import NEW_FOLDER
from explorer.rooms.playground.chats.listed import ChatRow, ListedRow, SectionRow, folder_key
from explorer.rooms.playground.chats.search import ChatHit
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.temporary_controller import TemporaryChatController

OPEN_CHAT = "playground.chat"


class ChatsController(QObject):
    """Between the column of chats and the session."""

    def __init__(
        self, parts: PlaygroundParts, answers: ChatAnswerController, temporary: TemporaryChatController
    ) -> None:
        super().__init__(parts.frame)
        self._services, self._session, self._chats = parts.services, parts.session, parts.session.chats
        self._frame, self._answers, self._list = parts.frame, answers, parts.frame.column.list
        self._temporary = temporary
        self.listed = ChatListController(parts)
        self.bin = ChatBinController(parts, self.listed, answers)
        column, chats = parts.frame.column, self._list
        column.new.connect(self.new)
        column.more.append(self._new_folder_action)
        chats.chosen.connect(self._on_chosen)
        chats.retitled.connect(self._rename)
        chats.deleted.connect(self.delete)
        chats.duplicated.connect(self.duplicate)
        chats.pinned.connect(self.pin)
        chats.moved.connect(self.move)
        chats.unfoldered.connect(self._unfolder)
        answers.began.connect(self.show_list)

    @Slot()
    def show_list(self, _change: object = None) -> None:
        """As things stand now; the open chat is marked and remembered."""
        self.listed.show()
        chat = None if self._session.is_temporary else self._session.chat
        current = chat.id if chat is not None else None
        self._services.core.store.set_state(OPEN_CHAT, str(current or ""))

    def look_again(self) -> None:
        """A message may have taken something back, and it holds no widget: the open chat may be gone."""
        chat = None if self._session.is_temporary else self._session.chat
        if chat is not None and self._chats.find(chat.id) is None:
            self._new()
        self.show_list()

    @Slot()
    def new(self) -> None:
        self._temporary.leaving(self._new)

    def begin(self, question: str, system: str) -> None:
        """A new chat in which this is ready to be sent, behind what was begun there."""
        self._temporary.leaving(partial(self._begin, question, system))

    def _begin(self, question: str, system: str) -> None:
        self._new()
        self._session.change({"system_prompt": system})
        composer = self._frame.composer
        composer.set_text("\n\n".join(filter(None, (composer.text().strip(), question))))

    def _new(self) -> None:
        self._session.open(None)
        self._frame.composer.focus()

    @Slot(object)
    def _on_chosen(self, row: ListedRow) -> None:
        if isinstance(row, SectionRow):
            self._list.toggled.emit(row.key)
        elif row.is_binned:
            self._list.open_menu_of_current()
        else:
            self.open(row.chat.id, row.hit)

    def open(self, number: int, hit: ChatHit | None = None) -> None:
        """A kept chat by its id, where it says what was searched for; one that is gone changes nothing."""
        chat = self._chats.find(number)
        if chat is not None:
            self._temporary.leaving(partial(self._open, chat, hit))

    def _open(self, chat: Chat, hit: ChatHit | None) -> None:
        number = chat.id
        words = self._frame.column.search.text().strip()
        turn = hit.turn if hit is not None else 0
        if hit is not None and not self._answers.is_answering_in(number):
            turn = self._chats.reveal(number, words)
        self._session.open(chat)
        if turn:
            self._frame.transcript.go_to(turn)
        self._frame.composer.focus()

    def rename(self) -> None:
        """Edit the title in the list: of the chat at hand there, else of the open one."""
        chat = self.at_hand()
        if chat is not None:
            self._frame.show_chats(opened=True)
            self._list.rename_number(chat.id)

    def at_hand(self) -> Chat | None:
        """What a key is for: the chat under the list's cursor, else the open one."""
        chat = self._list.chat_at_hand() or self._session.chat
        return self._chats.find(chat.id) if chat is not None else None

    @Slot(object)
    def delete(self, chat: Chat) -> None:
        """Into the bin at once: the message about it can take it back."""
        in_list = self._list.hasFocus()
        if self._answers.is_answering_in(chat.id):
            self._answers.stop()
        self._chats.delete(chat.id)
        self._answers.kept.forget(chat.id)
        if self._session.chat is not None and self._session.chat.id == chat.id:
            self._new()
        self.show_list()
        if in_list:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        back = partial(_take_back, self._chats, self._services.go, chat.id)
        self._services.messages.removed(self.tr("“{title}” is in the bin.").format(title=chat.title), back)

    @Slot(object)
    def pin(self, chat: Chat) -> None:
        """To the top of the list, or back to where it was."""
        self._chats.pin(chat.id, pinned=not chat.is_pinned)
        self.listed.show()

    @Slot(object)
    def duplicate(self, chat: Chat) -> None:
        """A long chat takes seconds. Whoever opened another one meanwhile stays there."""
        title = self.tr("{title} (copy)").format(title=chat.title)
        work = partial(self._chats.duplicate, chat.id, title)
        done = partial(self._show_copy, self._session.chat)
        self._services.tasks.do(work, done, self._services.messages.fail, owner=self)

    def _show_copy(self, before: Chat | None, copy: Chat) -> None:
        if self._session.chat == before:
            self.open(copy.id)
        self.show_list()

    @Slot(object, int)
    def move(self, chat: Chat | None, folder: int) -> None:
        """Into a folder, or out of all; a new one is given its name in the list."""
        if folder == NEW_FOLDER:
            made = self._chats.folders.create(self.tr("New folder"))
            folder = made.id
            self._frame.show_chats(opened=True)
        else:
            made = None
        if chat is not None:
            self._chats.folders.move(chat.id, folder)
        self._frame.column.search.clear()
        self.listed.show()
        if made is not None:
            self.listed.unfold(folder_key(made))
            self._list.rename_folder(made.id)

    def _new_folder_action(self) -> Action:
        return Action(self.tr("New folder…"), partial(self.move, None, NEW_FOLDER), "folder")

    @Slot(object, str)
    def _rename(self, row: ListedRow, title: str) -> None:
        if isinstance(row, ChatRow):
            self._chats.rename(row.chat.id, title)
        elif row.folder is not None:
            self._chats.folders.rename(row.folder.id, title)
        self.show_list()

    @Slot(object)
    def _unfolder(self, folder: ChatFolder) -> None:
        """Its chats stay, under no heading of their own."""
        inside = self._chats.folders.delete(folder.id)
        self.listed.show()
        back = partial(_put_back, self._chats, self._services.go, folder, inside)
        words = self.tr("The folder “{title}” was deleted; its chats are kept.").format(title=folder.title)
        self._services.messages.removed(words, back)


def _take_back(chats: Chats, go: Go, chat: int) -> None:
    chats.restore(chat)
    go(Place(Room.PLAYGROUND, chat_id=chat))


def _put_back(chats: Chats, go: Go, folder: ChatFolder, inside: Sequence[int]) -> None:
    """The same for a folder with these chats."""
    chats.folders.put_back(folder, inside)
    go(Place(Room.PLAYGROUND))
