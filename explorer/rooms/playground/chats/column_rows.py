"""The column of chats: heading, button for a new chat, search field and list."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.keys import with_keys
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.list_rows import ChatList, ChatRow

_ENOUGH = 6  # chats, before a search field is worth its place


class ChatsColumn(QFrame):
    """``new`` asks for a new chat; ``searched`` carries the words to look for, "" for all chats."""

    new = Signal()
    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(look_of(self).sizes.px(180))
        column = boxes.column(self, margins=(8, 11, 8, 8), spacing=8).add(self._head())
        self.search = ChatSearchField(self.tr("Search chats"))
        self.search.setToolTip(plain_tip(self.search.placeholderText()))
        self.search.hide()
        self.search.searched.connect(self.searched)
        column.addWidget(self.search)
        self._nothing = Para("", tone="muted")
        line = boxes.row(margins=(6, 0, 6, 0))  # under the heading
        line.addWidget(self._nothing)
        column.addLayout(line)
        self.list = ChatList()
        self.search.lead_to(self.list)
        column.addWidget(self.list, 1)

    def show_rows(self, rows: Sequence[ChatRow], current: int | None) -> None:
        self.list.show_rows(rows, current)
        self.search.setVisible(len(rows) >= _ENOUGH or not self.search.isHidden())
        self._nothing.setText(
            self.tr("No chat says that.")
            if self.search.text()
            else self.tr("What you ask is kept here, on this machine only.")
        )
        self._nothing.setVisible(not rows)

    def begin_search(self) -> None:
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _head(self) -> boxes.Row:
        add = Button("quiet", self.tr("New"), "plus", scale="compact", then=self.new)
        add.setToolTip(with_keys(self.tr("New chat"), "Ctrl+N"))
        add.setAccessibleName(self.tr("New chat"))
        return boxes.row(margins=(6, 0, 0, 0)).add(Label(self.tr("Chats"), "strong"), boxes.STRETCH, add)


class ChatSearchField(SearchField):
    """Escape empties it; in an empty one it is for the room, as everywhere."""

    def event(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.ShortcutOverride and self.text():
            event.accept()
            return True
        return super().event(event)
