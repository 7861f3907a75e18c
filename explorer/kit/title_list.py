"""A list of things with a title: opened, renamed where they stand, with a menu for each.

After a rename the keyboard is where it was before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
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
    QAbstractItemDelegate,
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.kit.actions import Action
from explorer.kit.field import Field
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.paint import focus_ring, mirrored
from explorer.kit.popup import menu
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.text_menu import open_text_menu
from explorer.kit.theme import look_of

ROW = Qt.ItemDataRole.UserRole  # what a delegate paints
_LONGEST = 200  # characters of a title

type Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RowTexts:
    """``told`` by a screen reader. ``number`` is the thing's own. ``is_fixed``: it has no title to change.
    ``is_heading``: it is only looked at.
    """

    number: int
    title: str
    told: str
    tip: str
    is_fixed: bool = False
    is_heading: bool = False


class _Rows(QAbstractListModel):
    renamed = Signal(object, str)

    def __init__(self, texts: Callable[[Any], RowTexts], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: tuple[object, ...] = ()

    def show_rows(self, rows: Sequence[object]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def index_of(self, number: int | None) -> QModelIndex:
        found = next((at for at, row in enumerate(self._rows) if self._texts(row).number == number), -1)
        return self.index(found) if found >= 0 else QModelIndex()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        texts = self._texts(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return texts.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return texts.told
        return plain_tip(texts.tip) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        texts = self._texts(self._rows[index.row()]) if index.isValid() else None
        if texts is not None and texts.is_heading:
            return Qt.ItemFlag.NoItemFlags
        return flags if texts is not None and texts.is_fixed else flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or title in ("", self.data(index)):
            return False
        self.renamed.emit(self._rows[index.row()], title[:_LONGEST])
        return True


class TitleDelegate(QStyledItemDelegate):
    """The field for a new title, called ``name``; whoever inherits paints the rows. Pixels at 100 %.

    ``inset``: of the field in its row, at the sides and above; ``more``: room of the ⋯ at the far edge.
    """

    def __init__(self, name: str, height: int, inset: tuple[int, int], more: int, view: QWidget) -> None:
        super().__init__(view)
        self._name, self._height, self._inset, self._more = name, height, inset, more

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, look_of(self).sizes.px(self._height))

    def paint_over(
        self,
        painter: QPainter,
        rect: QRectF,
        option: QStyleOptionViewItem,
        dots: int = 24,
        *,
        has_menu: bool = True,
        radius: int = 8,
    ) -> None:
        """Over what was painted: the ⋯, so far from the far edge, and the ring of the keyboard."""
        look, state = look_of(self), option.state
        if has_menu:
            side = look.sizes.px(16)
            more = QRectF(rect.right() - look.sizes.px(dots), rect.center().y() - side / 2, side, side)
            paint_icon(painter, mirrored(more, rect, option.direction), "more", look.theme.muted)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect, radius, look.theme)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = Field(parent)
        editor.setAccessibleName(self._name)
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, Field):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        px, (side, above) = look_of(self).sizes.px, self._inset
        editor.setGeometry(option.rect.adjusted(px(side), px(above), -px(self._more), -px(above)))


class TitleList(QListView):
    """``chosen`` and ``retitled`` carry the row. Whoever inherits says what a menu offers.

    Escape leaves the title as it was. Begin with ``rename``, from wherever the focus is.
    """

    chosen = Signal(object)
    retitled = Signal(object, str)

    def __init__(self, texts: Callable[[Any], RowTexts], more: int, parent: QWidget | None = None) -> None:
        """``more``: pixels at 100 % at the far edge that open the menu."""
        super().__init__(parent)
        self._more, self._pressed = more, QPoint()
        self._came_from: QWidget | None = None
        self._rows = _Rows(texts, self)
        self._rows.renamed.connect(self.retitled)
        self.setModel(self._rows)
        self.setAccessibleDescription(self.tr("F2 renames, Delete removes"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "window")
        self.viewport().setAutoFillBackground(False)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.clicked.connect(self._click)
        overlay_bar(self)

    def actions_of(self, row: Any) -> Sequence[Action | None]:
        """What the menu of a row offers; the dangerous one is also on Delete."""
        raise NotImplementedError

    @property
    def at_hand(self) -> Any:
        """The row that the keys are on, ``None`` for none."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def show_rows(self, rows: Sequence[object], current: int | None) -> None:
        """``current``: the number of the one that the keys are on, if it is among them."""
        self._rows.show_rows(rows)
        index = self._rows.index_of(current)
        if index.isValid():
            self.setCurrentIndex(index)

    def stand_at(self, row: int) -> None:
        """The keys are on the row at this place, or on the last one."""
        self.setCurrentIndex(self._rows.index(min(row, self._rows.rowCount() - 1)))

    def open_menu_of_current(self) -> None:
        self._open_menu(self.visualRect(self.currentIndex()).center())

    def rename_number(self, number: int) -> None:
        index = self._rows.index_of(number)
        if index.isValid():
            self.rename(index)

    def rename_current(self) -> None:
        self.rename(self.currentIndex())

    def rename(self, index: Index) -> None:
        self._came_from = QApplication.focusWidget()
        self.setCurrentIndex(index)
        self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QListView.State.EditingState  # then keys belong to the new title
        row = None if is_editing else self.at_hand
        if row is not None and event.key() in ENTER:
            self.chosen.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Delete:
            for action in self.actions_of(row):
                if action is not None and action.danger and action.enabled:
                    action.run()
        elif row is not None and event.key() == Qt.Key.Key_Menu:
            self.open_menu_of_current()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        x = self._pressed.x()
        edge = x if self.isRightToLeft() else self.viewport().width() - x
        if edge < look_of(self).sizes.px(self._more):
            self._open_menu(self._pressed)
        else:
            self.chosen.emit(index.data(ROW))

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index, place = self.indexAt(spot), self.viewport().mapToGlobal(spot)
        if index.isValid() and not open_text_menu(self, place):  # of the title that is typed
            self.setCurrentIndex(index)
            menu(self, self.actions_of(self.at_hand)).popup(place)

    def commitData(self, editor: QWidget) -> None:
        was_here = editor.hasFocus()  # or the keyboard is where the person clicked
        super().commitData(editor)
        if was_here and not editor.hasFocus():
            self._return()  # the rows were read anew, and the editor went with them

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        was_here = editor.hasFocus()
        super().closeEditor(editor, hint)
        if was_here:
            self._return()

    def _return(self) -> None:
        came_from, self._came_from = self._came_from, None
        if came_from is None or not shiboken6.isValid(came_from) or not came_from.isVisible():
            came_from = self
        came_from.setFocus(Qt.FocusReason.OtherFocusReason)
