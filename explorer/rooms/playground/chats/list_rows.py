"""The list of chats: opens and renames, with a menu for each, under headings that fold."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from explorer.kit.actions import Action, submenu
from explorer.kit.language import shown, tr
from explorer.kit.title_list import RowTexts, TitleList
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.folders import ChatFolder
from explorer.rooms.playground.chats.listed import ChatRow, ListedRow, SectionRow
from explorer.rooms.playground.chats.painted_rows import MORE, ChatListDelegate

NEW_FOLDER = -1  # in place of the id of one
_FOLDERS = -10  # above the numbers of folders; chats have numbers above 0


class ChatList(TitleList):
    """``toggled`` carries the key of a heading. What the menu of a chat or a folder asks for carries it:
    ``deleted``, ``restored``, ``removed`` (for good), ``duplicated`` and ``pinned`` a Chat, ``moved`` a Chat
    and the id of a folder, ``unfoldered`` a ChatFolder.
    """

    toggled = Signal(str)
    deleted = Signal(object)
    restored = Signal(object)
    removed = Signal(object)
    duplicated = Signal(object)
    pinned = Signal(object)
    moved = Signal(object, int)
    unfoldered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_texts, MORE, parent)
        self.folders: Sequence[ChatFolder] = ()
        self.more_actions: list[Callable[[Chat], Action]] = []  # what other parts of the room do with a chat
        self.setUniformItemSizes(False)
        self.setItemDelegate(ChatListDelegate(self.tr("Title"), self))
        self.setAccessibleName(self.tr("Chats"))
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)

    def chat_at_hand(self) -> Chat | None:
        """The one that the keys of the list are for, while it has the focus."""
        row: ListedRow | None = self.at_hand if self.hasFocus() else None
        return row.chat if isinstance(row, ChatRow) and not row.is_binned else None

    def rename_folder(self, folder: int) -> None:
        self.rename_number(_FOLDERS - folder)

    def actions_of(self, row: ListedRow) -> Sequence[Action | None]:
        if isinstance(row, ChatRow):
            return self._of_binned(row.chat) if row.is_binned else self._of_chat(row.chat)
        if row.folder is not None:
            delete = partial(self.unfoldered.emit, row.folder)
            return (
                Action(self.tr("Rename"), self.rename_current, "edit", shortcut="F2"),
                Action(self.tr("Delete the folder"), delete, "trash", shortcut="Del", danger=True),
            )
        return ()

    def _of_chat(self, chat: Chat) -> Sequence[Action | None]:
        pin = self.tr("Unpin") if chat.is_pinned else self.tr("Pin")
        more = [build(chat) for build in self.more_actions]
        return (
            Action(self.tr("Rename"), self.rename_current, "edit", shortcut="F2"),
            Action(pin, partial(self.pinned.emit, chat), "pin"),
            submenu(self.tr("Move to a folder"), "folder", self._places_for(chat)),
            Action(self.tr("Duplicate"), partial(self.duplicated.emit, chat), "copy"),
            *more,
            None,
            Action(
                self.tr("Move to the bin"),
                partial(self.deleted.emit, chat),
                "trash",
                shortcut="Del",
                danger=True,
            ),
        )

    def _of_binned(self, chat: Chat) -> Sequence[Action | None]:
        remove = partial(self.removed.emit, chat)
        return (
            Action(self.tr("Restore"), partial(self.restored.emit, chat), "undo"),
            Action(self.tr("Delete for good…"), remove, "trash", shortcut="Del", danger=True),
        )

    def _places_for(self, chat: Chat) -> Sequence[Action | None]:
        """The folders, the one it is in with a tick."""
        known = {folder.id for folder in self.folders}
        here = chat.folder if chat.folder in known else 0
        places = [(0, self.tr("No folder")), *((folder.id, folder.title) for folder in self.folders)]
        return (
            *(
                Action(title, partial(self.moved.emit, chat, folder), checked=folder == here)
                for folder, title in places
            ),
            None,
            Action(self.tr("New folder…"), partial(self.moved.emit, chat, NEW_FOLDER), "plus"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.at_hand if self.state() != QListView.State.EditingState else None
        if isinstance(row, SectionRow) and self._folds(event, row):
            self.toggled.emit(row.key)
        else:
            super().keyPressEvent(event)

    def _folds(self, event: QKeyEvent, row: SectionRow) -> bool:
        """Whether a key opens or folds what stands under a heading: left folds, as in a tree."""
        keys, is_mirrored = Qt.Key, self.isRightToLeft()
        fold, unfold = (keys.Key_Right, keys.Key_Left) if is_mirrored else (keys.Key_Left, keys.Key_Right)
        turns = (keys.Key_Space, keys.Key_Return, keys.Key_Enter)
        return event.key() in (*turns, fold if row.is_open else unfold)


def _texts(row: ListedRow) -> RowTexts:
    if isinstance(row, SectionRow):
        title = shown(row.title)
        state = tr("unfolded") if row.is_open else tr("folded")
        told = f"{title}, {row.count}, {state}"
        number = _FOLDERS - row.folder.id if row.folder is not None else -len(row.key)
        return RowTexts(number, title, told, "", is_fixed=row.folder is None)
    title = shown(row.chat.title)
    told = f"{title}, {shown(row.model_name)}"
    if row.chat.is_pinned:
        told = f"{told}, {tr('pinned')}"
    said = row.hit.snippet if row.hit is not None else ""
    told, tip = (f"{told}: {said}", f"{title}\n{said}") if said else (told, title)
    return RowTexts(row.chat.id, title, told, tip, is_fixed=row.is_binned)
