"""The list of chats: open, rename in place, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.model import Model
from explorer.domain.units import ago_text
from explorer.kit.actions import Action
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring
from explorer.kit.theme import look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList
from explorer.rooms.playground.chats.store import Chat

_ROW = 56
_MORE = 30


@dataclass(frozen=True)
class ChatRow:
    """A chat and the name of its model."""

    chat: Chat
    model_name: str


@dataclass(frozen=True)
class ChatRenamed:
    """The person gave a chat another title."""

    chat: Chat
    title: str


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
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        near, far = px(14), px(_MORE if hovered or chosen else 10)
        inner = rect.adjusted(far if mirrored else near, px(6), -(near if mirrored else far), -px(6))
        half = inner.height() / 2
        title = QRectF(inner.left(), inner.top(), inner.width(), half)
        draw_text(painter, title, row.chat.title, look.font(strong=chosen), theme.text)
        below = title.translated(0, half)
        when = shown(ago_text(row.chat.changed_at, datetime.now(UTC)))
        font = look.font("secondary")
        draw_text(painter, below, name_and_time(row.model_name, when, font, below.width()), font, theme.muted)
        if hovered or chosen:
            self._paint_more(painter, rect, mirrored=mirrored)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect, 8, theme)

    def _paint_more(self, painter: QPainter, rect: QRectF, *, mirrored: bool) -> None:
        look = look_of(self)
        side = look.sizes.px(16)
        left = rect.left() + look.sizes.px(8) if mirrored else rect.right() - look.sizes.px(24)
        place = QRectF(left, rect.center().y() - side / 2, side, side)
        paint_icon(painter, place, "more", look.theme.muted)


def name_and_time(name: str, when: str, font: QFont, room: float) -> str:
    """Both in so many pixels: a long name is cut, for the time could not be guessed."""
    metrics, time = QFontMetricsF(font), f" · {when}"
    return (
        metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(time)) + time
    )


class ChatList(TitleList):
    """``opened``, ``renamed`` and ``deleted`` carry what happened to which chat."""

    opened = Signal(object)  # Chat
    renamed = Signal(object)  # ChatRenamed
    deleted = Signal(object)  # Chat

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_texts, _MORE, parent)
        self.setItemDelegate(_Delegate(self.tr("Title of the chat"), _ROW, (4, 8), 4, self))
        self.setAccessibleName(self.tr("Chats"))
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.chosen.connect(self._open)
        self.retitled.connect(self._rename)

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

    @Slot(object)
    def _open(self, row: ChatRow) -> None:
        self.opened.emit(row.chat)

    @Slot(object, str)
    def _rename(self, row: ChatRow, title: str) -> None:
        self.renamed.emit(ChatRenamed(row.chat, title))


def _texts(row: ChatRow) -> RowTexts:
    title = shown(row.chat.title)
    return RowTexts(row.chat.id, title, f"{title}, {shown(row.model_name)}", title)
