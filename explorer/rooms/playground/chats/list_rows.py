"""The column of chats: heading, button for a new one, search field, and the list that opens and renames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.model import Model
from explorer.domain.units import ago_text
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.icons import paint_icon
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring, mirrored
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList
from explorer.rooms.playground.chats.chat_table import Chat

_ROW = 56
_MORE = 30


@dataclass(frozen=True)
class ChatRow:
    """A chat and the name of its model."""

    chat: Chat
    model_name: str


def chat_rows(chats: Sequence[Chat], models: Sequence[Model]) -> list[ChatRow]:
    """Each chat with the name of its model; one that is gone is named by its file."""
    names = {model.id: model.name for model in models}
    gone = [chat.model.rsplit("/", 1)[-1].removesuffix(".gguf") for chat in chats]
    return [ChatRow(chat, names.get(chat.model, file)) for chat, file in zip(chats, gone, strict=True)]


class _Delegate(TitleDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ChatRow = index.data(ROW)
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            fill_round(painter, rect, 8, theme.soft_accent if chosen else theme.sunken)
        way, far = option.direction, px(_MORE if hovered or chosen else 10)
        inner = mirrored(rect.adjusted(px(14), px(6), -far, -px(6)), rect, way)
        half = inner.height() / 2
        title = QRectF(inner.left(), inner.top(), inner.width(), half)
        draw_text(painter, title, row.chat.title, look.font(strong=chosen), theme.text)
        below = title.translated(0, half)
        when = shown(ago_text(row.chat.changed_at, datetime.now(UTC)))
        font = look.font("secondary")
        draw_text(painter, below, name_and_time(row.model_name, when, font, below.width()), font, theme.muted)
        if hovered or chosen:
            side = px(16)
            more = QRectF(rect.right() - px(24), rect.center().y() - side / 2, side, side)
            paint_icon(painter, mirrored(more, rect, way), "more", theme.muted)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect, 8, theme)


def name_and_time(name: str, when: str, font: QFont, room: float) -> str:
    """Both in so many pixels: a long name is cut, for the time could not be guessed."""
    metrics, time = QFontMetricsF(font), f" · {when}"
    return (
        metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(time)) + time
    )


class ChatList(TitleList):
    """``deleted`` carries a Chat."""

    deleted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_texts, _MORE, parent)
        self.setItemDelegate(_Delegate(self.tr("Title of the chat"), _ROW, (4, 8), 4, self))
        self.setAccessibleName(self.tr("Chats"))
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)

    def chat_at_hand(self) -> Chat | None:
        """The one that the keys of the list are for, while it has the focus."""
        row: ChatRow | None = self.at_hand if self.hasFocus() else None
        return row.chat if row is not None else None

    def actions_of(self, row: ChatRow) -> Sequence[Action | None]:
        delete = partial(self.deleted.emit, row.chat)
        return (
            Action(self.tr("Rename"), self.rename_current, "edit", shortcut="F2"),
            Action(self.tr("Delete"), delete, "trash", shortcut="Del", danger=True),
        )


def _texts(row: ChatRow) -> RowTexts:
    title = shown(row.chat.title)
    return RowTexts(row.chat.id, title, f"{title}, {shown(row.model_name)}", title)


_ENOUGH = 6  # chats, before a search field is worth its place


class ChatsColumn(QFrame):
    """``new`` asks for a new chat, ``search`` has the words to look for."""

    new = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(look_of(self).sizes.px(180))
        self.search = SearchField(self.tr("Search chats"))
        self.search.hide()
        self._nothing = Para("", tone="muted")
        nothing = boxes.row(margins=(6, 0, 6, 0)).add(self._nothing)  # under the heading
        self.list = ChatList()
        self.search.lead_to(self.list)
        column = boxes.column(self, margins=(8, 11, 8, 8), spacing=8)
        column.add(self._head(), self.search, nothing, boxes.stretched(self.list))

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
        self.search.take_keys()

    def _head(self) -> boxes.Row:
        add = Button("quiet", self.tr("New"), "plus", scale="compact", then=self.new)
        add.setToolTip(with_keys(self.tr("New chat"), "Ctrl+N"))
        add.setAccessibleName(self.tr("New chat"))
        return boxes.row(margins=(6, 0, 0, 0)).add(Label(self.tr("Chats"), "strong"), boxes.STRETCH, add)
