"""The column of chats: heading, button for a new one, search field, the list, and at its foot the bin."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.popup import menu, open_below
from explorer.kit.search_field import SearchField
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.list_rows import ChatList
from explorer.rooms.playground.chats.listed import ListedRow


class ChatsColumn(QFrame):
    """``new`` asks for a new chat, ``search`` has the words to look for. ``binned`` carries whether the bin
    is to be shown in place of the chats, ``emptied`` asks to empty it.

    ``more``: what else can be begun here, for the menu beside New.
    """

    new = Signal()
    binned = Signal(bool)
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(look_of(self).sizes.px(180))
        self.more: list[Callable[[], Action]] = []
        self.search = SearchField(self.tr("Names and contents"))
        self.search.setAccessibleName(self.tr("Search chats"))
        self.search.setToolTip(with_keys(self.tr("Search chats"), "Ctrl+F"))
        self._nothing = Para("", tone="muted")
        nothing = boxes.row(margins=(6, 0, 6, 0)).add(self._nothing)  # under the heading
        self.list = ChatList()
        self.search.lead_to(self.list)
        self._head, self._bin_head = self._build_head(), self._build_bin_head()
        self.bin = Button("quiet", "", "trash", scale="compact", then=self._open_bin)
        foot = boxes.row().add(self.bin, boxes.STRETCH)
        column = boxes.column(self, margins=(8, 11, 8, 8), spacing=8)
        column.add(self._head, self._bin_head, self.search, nothing, boxes.stretched(self.list), foot)
        self.show_bin(opened=False, count=0)

    @property
    def is_bin_open(self) -> bool:
        return not self._bin_head.isHidden()

    def show_rows(self, rows: Sequence[ListedRow], current: int | None) -> None:
        self.list.show_rows(rows, current)
        self._nothing.setText(self._words_for_none())
        self._nothing.setVisible(not rows)

    def show_bin(self, *, opened: bool, count: int) -> None:
        """In place of the chats; ``count`` are in it."""
        self._head.setVisible(not opened)
        self.search.setVisible(not opened)
        self._bin_head.setVisible(opened)
        self._empty.setEnabled(count > 0)
        self.bin.setText(self.tr("Bin · {count}").format(count=f"{count:,}"))
        self.bin.setVisible(not opened and count > 0)

    def begin_search(self) -> None:
        if self.is_bin_open:
            self.binned.emit(False)
        self.search.take_keys()

    def _words_for_none(self) -> str:
        if self.is_bin_open:
            return self.tr("Nothing is in the bin.")
        if self.search.text():
            return self.tr("No chat says that.")
        return self.tr("What you ask is kept here, on this machine.")

    def _build_head(self) -> QWidget:
        head = QWidget()
        add = Button("quiet", self.tr("New"), "plus", scale="compact", then=self.new)
        add.setToolTip(with_keys(self.tr("New chat"), "Ctrl+N"))
        add.setAccessibleName(self.tr("New chat"))
        self._more = IconButton("more", self.tr("More about chats"), then=self._open_more)
        boxes.row(head, margins=(6, 0, 0, 0)).add(
            Label(self.tr("Chats"), "strong"), boxes.STRETCH, add, self._more
        )
        return head

    def _build_bin_head(self) -> QWidget:
        head = QWidget()
        back = IconButton("arrow-left", self.tr("Back to the chats"), then=self._close_bin)
        self._empty = Button("quiet", self.tr("Empty"), scale="compact", then=self.emptied)
        self._empty.setToolTip(self.tr("Delete everything in the bin for good"))
        words = Elided(self.tr("Bin"), "strong")
        words.explain(self.tr("Chats are deleted for good after 30 days in the bin"))
        boxes.row(head, spacing=4).add(back, boxes.stretched(words), self._empty)
        return head

    @Slot()
    def _open_more(self) -> None:
        open_below(menu(self, [build() for build in self.more]), self._more)

    @Slot()
    def _open_bin(self) -> None:
        self.binned.emit(True)

    @Slot()
    def _close_bin(self) -> None:
        self.binned.emit(False)
