"""The list of chats: open, rename in place, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.domain.model import Model
from explorer.domain.units import ago_text
from explorer.kit.actions import Action
from explorer.kit.field import Field
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring
from explorer.kit.popup import menu
from explorer.kit.renaming import RenamingList
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.text_menu import open_text_menu
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.store import Chat

_ROLE = Qt.ItemDataRole.UserRole
_ROW = 56
_MORE = 30

type _Index = QModelIndex | QPersistentModelIndex


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


class ChatListModel(QAbstractListModel):
    """Adapts the list of chats."""

    renamed = Signal(object)  # ChatRenamed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ChatRow, ...] = ()

    def show_rows(self, rows: Sequence[ChatRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def index_of(self, chat: int | None) -> QModelIndex:
        found = next((n for n, row in enumerate(self._rows) if row.chat.id == chat), -1)
        return self.index(found) if found >= 0 else QModelIndex()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == _ROLE:
            return row
        title = shown(row.chat.title)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title}, {shown(row.model_name)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(title)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or title in ("", self.data(index)):
            return False
        self.renamed.emit(ChatRenamed(self._rows[index.row()].chat, title[:200]))
        return True


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, look_of(self).sizes.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ChatRow = index.data(_ROLE)
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

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        editor = Field(parent)
        editor.setAccessibleName(self.tr("Title of the chat"))
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, Field):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        px = look_of(self).sizes.px
        editor.setGeometry(option.rect.adjusted(px(4), px(8), -px(4), -px(8)))


def name_and_time(name: str, when: str, font: QFont, room: float) -> str:
    """Both in so many pixels: a long name is cut, for the time could not be guessed."""
    metrics, time = QFontMetricsF(font), f" · {when}"
    return (
        metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(time)) + time
    )


class ChatList(RenamingList):
    """``opened``, ``renamed`` and ``deleted`` carry what happened to which chat."""

    opened = Signal(object)  # Chat
    renamed = Signal(object)  # ChatRenamed
    deleted = Signal(object)  # Chat

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ChatListModel(self)
        self._model.renamed.connect(self.renamed)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Chats"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "window")
        self.viewport().setAutoFillBackground(False)
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.setAccessibleDescription(self.tr("F2 renames, Delete removes"))
        self.clicked.connect(self._on_open)
        self.activated.connect(self._on_open)
        overlay_bar(self)

    def show_rows(self, rows: Sequence[ChatRow], current: int | None) -> None:
        self._model.show_rows(rows)
        index = self._model.index_of(current)
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QListView.State.EditingState:
            super().keyPressEvent(event)  # the keys belong to the new title
            return
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self._delete()
        elif event.key() in ENTER and self.currentIndex().isValid():
            self._on_open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = event.position().toPoint()
        at_more = self._from_far_edge(spot) < look_of(self).sizes.px(_MORE)
        if at_more and event.button() == Qt.MouseButton.LeftButton and self.indexAt(spot).isValid():
            self._open_menu(spot)

    def chat_at_hand(self) -> Chat | None:
        """The one that the keys of the list are for, while it has the focus."""
        index = self.currentIndex()
        return index.data(_ROLE).chat if self.hasFocus() and index.isValid() else None

    def rename_chat(self, chat: int) -> None:
        """Edit the title of a chat where it stands."""
        index = self._model.index_of(chat)
        if index.isValid():
            self.rename(index)

    def _from_far_edge(self, spot: QPoint) -> int:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return spot.x() if is_mirrored else self.viewport().width() - spot.x()

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(_ROLE).chat)

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index, place = self.indexAt(spot), self.viewport().mapToGlobal(spot)
        if not index.isValid() or open_text_menu(self, place):  # of the title that is typed
            return
        self.setCurrentIndex(index)
        actions = (
            Action(self.tr("Rename"), self._rename, "edit", shortcut="F2"),
            Action(self.tr("Delete"), self._delete, "trash", shortcut="Del", danger=True),
        )
        menu(self, actions).popup(place)

    def _rename(self) -> None:
        self.rename(self.currentIndex())

    def _delete(self) -> None:
        self.deleted.emit(self.currentIndex().data(_ROLE).chat)
