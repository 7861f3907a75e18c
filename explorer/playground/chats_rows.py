"""The list of chats: open, rename in place, delete."""

from collections.abc import Callable, Sequence
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
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMessageBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from explorer.domain.local import LocalModel
from explorer.domain.units import ago_text
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, fill_round, focus_ring
from explorer.kit.popup import menu
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.playground.chats import Chat

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
class Renamed:
    """The person gave a chat another title."""

    chat: Chat
    title: str


def chat_rows(chats: Sequence[Chat], models: Sequence[LocalModel]) -> list[ChatRow]:
    """Each chat with the name of its model; one that is gone is named by its file."""
    names = {model.id: model.name for model in models}
    gone = [chat.model.rsplit("/", 1)[-1].removesuffix(".gguf") for chat in chats]
    return [ChatRow(chat, names.get(chat.model, file)) for chat, file in zip(chats, gone, strict=True)]


class ChatsModel(QAbstractListModel):
    """Adapts the list of chats."""

    renamed = Signal(object)  # Renamed

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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.chat.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.chat.title}, {row.model_name}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not title:
            return False
        self.renamed.emit(Renamed(self._rows[index.row()].chat, title[:200]))
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
        inner = rect.adjusted(px(14), px(6), -px(_MORE if hovered or chosen else 10), -px(6))
        half = inner.height() / 2
        title = QRectF(inner.left(), inner.top(), inner.width(), half)
        draw_text(painter, title, row.chat.title, look.font(strong=chosen), theme.text)
        below = title.translated(0, half)
        when = ago_text(row.chat.changed_at, datetime.now(UTC))
        draw_text(painter, below, f"{row.model_name} · {when}", look.font("secondary"), theme.muted)
        if hovered or chosen:
            side = px(16)
            spot = QRectF(rect.right() - px(24), rect.center().y() - side / 2, side, side)
            paint_icon(painter, spot, "more", theme.muted)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect, 8, theme)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the chat"))
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        editor.setGeometry(option.rect.adjusted(4, 8, -4, -8))


class ChatList(QListView):
    """``opened``, ``renamed`` and ``deleted`` carry what happened to which chat."""

    opened = Signal(object)  # Chat
    renamed = Signal(object)  # Renamed
    deleted = Signal(object)  # Chat

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ChatsModel(self)
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
        self.setToolTip(self.tr("F2 renames, Delete removes"))
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
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = event.position().toPoint()
        at_more = spot.x() > self.viewport().width() - look_of(self).sizes.px(_MORE)
        if at_more and event.button() == Qt.MouseButton.LeftButton and self.indexAt(spot).isValid():
            self._open_menu(spot)

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(_ROLE).chat)

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        actions = (
            Action(self.tr("Rename"), self._rename, "edit", shortcut="F2"),
            Action(self.tr("Delete…"), self._delete, "trash", danger=True),
        )
        menu(self, actions).popup(self.viewport().mapToGlobal(spot))

    def _rename(self) -> None:
        self.edit(self.currentIndex())

    def _delete(self) -> None:
        self.deleted.emit(self.currentIndex().data(_ROLE).chat)


def confirm_delete(parent: QWidget, chat: Chat, delete: Callable[[], None]) -> QMessageBox:
    """Ask first: a chat that is gone does not come back."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(box.tr("Delete “{title}”?").format(title=chat.title))
    box.setInformativeText(box.tr("Its messages are removed from this machine. This cannot be undone."))
    remove = Button("danger", box.tr("Delete"), "trash", parent=box)  # addButton does not keep it alive
    keep = Button("outlined", box.tr("Keep it"), parent=box)
    box.addButton(remove, QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    remove.clicked.connect(delete)
    box.open()
    return box


class ChatsColumn(QFrame):
    """The list under its heading, with the way to a new chat."""

    new = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(180)
        self.list = ChatList()
        add = Button("quiet", self.tr("New"), "plus", scale="compact")
        add.setToolTip(self.tr("New chat (Ctrl+N)"))
        add.setAccessibleName(self.tr("New chat"))
        add.clicked.connect(self.new)
        self._nothing = Para(self.tr("What you ask is kept here, on this machine only."), tone="muted")
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 0, 0)
        head.addWidget(Label(self.tr("Chats"), "strong"))
        head.addStretch()
        head.addWidget(add)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 11, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self._nothing.setContentsMargins(6, 4, 6, 0)

    def show_rows(self, rows: Sequence[ChatRow], current: int | None) -> None:
        self.list.show_rows(rows, current)
        self._nothing.setVisible(not rows)
