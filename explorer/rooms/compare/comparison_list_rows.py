"""The list of comparisons: opens them, renames them in place, and has a menu for each."""

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
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.domain.units import ago_text
from explorer.kit.actions import Action
from explorer.kit.field import Field
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, fill_round, focus_ring, text_width
from explorer.kit.popup import menu
from explorer.kit.renaming import RenamingList
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.text_menu import open_text_menu
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.comparison_list import ComparisonRow

_ROLE = Qt.ItemDataRole.UserRole
_ROW, _MORE = 66, 36

type _Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ComparisonRetitled:
    """A comparison gets another title."""

    number: int
    title: str


class _Model(QAbstractListModel):
    renamed = Signal(object)  # ComparisonRetitled

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ComparisonRow, ...] = ()

    def show_rows(self, rows: Sequence[ComparisonRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        title = shown(row.comparison.label)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return title
        told = ", ".join(part for part in (title, shown(row.about), shown(row.progress)) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return told
        return plain_tip(told.replace(", ", "\n", 1)) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = " ".join(str(value).split())
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or not title or title == shown(row.comparison.label):
            return False
        self.renamed.emit(ComparisonRetitled(row.comparison.id, title[:120]))
        return True


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, look_of(self).sizes.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ComparisonRow = index.data(_ROLE)
        look, way = look_of(self), option.direction
        theme, px = look.theme, look.sizes.px
        state: QStyle.StateFlag = option.state
        whole = QRectF(option.rect).adjusted(0, 2, 0, -2)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = theme.soft_accent if chosen else theme.sunken if hovered else theme.surface
        fill_round(painter, whole, 10, ground, theme.line)
        painter.setLayoutDirection(way)
        inner = whole.adjusted(px(16), px(8), -px(_MORE), -px(8))
        half, small = inner.height() / 2, look.font("secondary", numbers=True)
        changed_at = row.comparison.changed_at
        when = shown(ago_text(datetime.fromisoformat(changed_at), datetime.now(UTC))) if changed_at else ""
        right = max(text_width(words, small) for words in (when, shown(row.progress))) + px(16)
        words = QRectF(inner.left(), inner.top(), max(px(60), inner.width() - right), half)
        beside = QRectF(inner.right() - right, inner.top(), right, half)
        far = Qt.AlignmentFlag.AlignRight
        title = shown(row.comparison.label)
        draw_text(painter, mirrored(words, whole, way), title, look.font(strong=True), theme.text)
        below = mirrored(words.translated(0, half), whole, way)
        draw_text(painter, below, shown(row.about), look.font("secondary"), theme.muted)
        draw_text(painter, mirrored(beside, whole, way), when, small, theme.muted, far)
        below = mirrored(beside.translated(0, half), whole, way)
        draw_text(painter, below, shown(row.progress), small, theme.muted, far)
        side = px(16)
        more = QRectF(whole.right() - px(26), whole.center().y() - side / 2, side, side)
        paint_icon(painter, mirrored(more, whole, way), "more", theme.muted)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, whole, 10, theme)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        editor = Field(parent)
        editor.setAccessibleName(self.tr("Title of the comparison"))
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, Field):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        px = look_of(self).sizes.px
        editor.setGeometry(option.rect.adjusted(px(8), px(14), -px(_MORE), -px(14)))


class ComparisonList(RenamingList):
    """``opened`` carries a number, ``renamed`` ComparisonRetitled; ``actions`` fill the menu of one."""

    opened = Signal(int)
    renamed = Signal(object)

    def __init__(
        self, actions: Callable[[int], Sequence[Action | None]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._model = _Model(self)
        self._model.renamed.connect(self.renamed)
        self.setObjectName("compare-list")
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Comparisons"))
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
        self._bar = overlay_bar(self)

    def show_rows(self, rows: Sequence[ComparisonRow], current: int) -> None:
        """``current``: the number of the comparison that the keys are on."""
        self._model.show_rows(rows)
        at = next((n for n, row in enumerate(rows) if row.comparison.id == current), 0)
        if rows:
            self.setCurrentIndex(self._model.index(at))

    @property
    def current(self) -> int:
        """The number of the comparison that the keys are on, 0 for none."""
        index = self.currentIndex()
        return index.data(_ROLE).comparison.id if index.isValid() else 0

    def rename_current(self) -> None:
        self.rename(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QListView.State.EditingState
        if not is_editing and event.key() in ENTER and self.current:
            self.opened.emit(self.current)
        elif not is_editing and event.key() == Qt.Key.Key_Delete and self.current:
            self._run_danger()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or not self.indexAt(spot).isValid():
            return
        edge = spot.x() if self.isRightToLeft() else self.viewport().width() - spot.x()
        if edge < look_of(self).sizes.px(_MORE):
            self._open_menu(spot)
        else:
            self.opened.emit(self.current)

    def _run_danger(self) -> None:
        """What the Delete key is for, if it can be done now."""
        found = (one for one in self._actions(self.current) if one is not None and one.danger and one.enabled)
        for action in found:
            action.run()

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index, place = self.indexAt(spot), self.viewport().mapToGlobal(spot)
        if index.isValid() and not open_text_menu(self, place):  # of the title that is typed
            self.setCurrentIndex(index)
            menu(self, self._actions(self.current)).popup(place)
