"""The list of tests: number, title, and of how many checks.

A table of one column stays quick with 100,000 of them.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
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
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalCase, changed_part, title_of
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring, mirrored, text_width
from explorer.kit.popup import menu
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of

ROW = Qt.ItemDataRole.UserRole  # the EvalCase
_HEIGHT = 26  # pixels at 100 %

type Index = QModelIndex | QPersistentModelIndex


def checks_text(count: int) -> Words:
    return Words("1 check") if count == 1 else Words("{n} checks", n=count)


class _Cases(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cases: Sequence[EvalCase] = ()

    def show_cases(self, cases: Sequence[EvalCase]) -> None:
        """Only what differs is told: the place of the list and its keys stay."""
        same, gone, come = changed_part(self.cases, cases)
        root = QModelIndex()
        if gone and come and gone != come:
            self.beginResetModel()
            self.cases = cases
            self.endResetModel()
        elif gone and come:
            self.cases = cases
            self.dataChanged.emit(self.index(same, 0), self.index(same + come - 1, 0))
        elif come:
            self.beginInsertRows(root, same, same + come - 1)
            self.cases = cases
            self.endInsertRows()
        elif gone:
            self.beginRemoveRows(root, same, same + gone - 1)
            self.cases = cases
            self.endRemoveRows()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        case = self.cases[index.row()]
        if role == ROW:
            return case
        title = shown(title_of(case))
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1}, {title}, {shown(checks_text(len(case.checks)))}"
        return plain_tip(title) if role == Qt.ItemDataRole.ToolTipRole else None


class CaseList(QTableView):
    """``chosen`` carries the row that the keys are on. ``removed`` and ``moved`` (by 1 or -1) ask for it of
    that one, as does ``copied``.
    """

    chosen = Signal(int)
    removed = Signal()
    copied = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("evaluate-cases")
        self._cases = _Cases(self)
        self.setModel(self._cases)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Tests"))
        self.setAccessibleDescription(self.tr("Delete removes, Alt with up and down moves"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setProperty("ground", "window")
        self.viewport().setAutoFillBackground(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.selectionModel().currentRowChanged.connect(self._tell)
        overlay_bar(self)

    @property
    def row(self) -> int:
        """That the keys are on, -1 for none."""
        return self.currentIndex().row()

    def show_cases(self, cases: Sequence[EvalCase]) -> None:
        self._cases.show_cases(cases)

    def stand_at(self, row: int) -> None:
        index = self._cases.index(row, 0)
        if index.isValid() and row != self.row:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def row_actions(self) -> Sequence[Action | None]:
        up, down = self.row > 0, 0 <= self.row < self._cases.rowCount() - 1
        return (
            Action(self.tr("Duplicate"), self.copied.emit, "copy", shortcut="Ctrl+D"),
            Action(self.tr("Move up"), lambda: self.moved.emit(-1), "arrow-up", up, shortcut="Alt+Up"),
            Action(self.tr("Move down"), lambda: self.moved.emit(1), "arrow-down", down, shortcut="Alt+Down"),
            None,
            Action(self.tr("Delete"), self.removed.emit, "trash", shortcut="Del", danger=True),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, moves = event.key(), {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key == Qt.Key.Key_Delete and self.row >= 0:
            self.removed.emit()
        elif key in moves and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(moves[Qt.Key(key)])
        elif key == Qt.Key.Key_Menu and self.row >= 0:
            self._open_menu(self.visualRect(self.currentIndex()).center())
        else:
            super().keyPressEvent(event)

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        if index.isValid():
            self.stand_at(index.row())
            menu(self, self.row_actions()).popup(self.viewport().mapToGlobal(spot))

    @Slot(QModelIndex, QModelIndex)
    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.row())

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(look.sizes.px(_HEIGHT))


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: QWidget) -> None:
        super().__init__(view)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, look_of(self).sizes.px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        case: EvalCase = index.data(ROW)
        look, way, state = look_of(self), option.direction, option.state
        px, theme = look.sizes.px, look.theme
        rect = QRectF(option.rect).adjusted(px(8), 0, -px(8), 0)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, theme.window)  # over the band that a table paints
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            fill_round(painter, rect, 7, theme.soft_accent if is_chosen else theme.sunken)
        font, small = look.font(strong=is_chosen), look.font("secondary", numbers=True)
        count, far = str(len(case.checks)), Qt.AlignmentFlag.AlignRight
        wide = max(px(20), text_width(f"{index.model().rowCount():,}", small) + 1)
        number = QRectF(rect.left() + px(7), rect.top(), wide, rect.height())
        last = text_width(count, small)
        checks = QRectF(rect.right() - px(8) - last, rect.top(), last + 1, rect.height())
        title = QRectF(number.right() + px(9), rect.top(), 0, rect.height())
        title.setRight(checks.left() - px(8))
        is_empty = not case.title and not any(turn.text.strip() for turn in case.turns)
        tone = theme.muted if is_empty else theme.text
        draw_text(painter, mirrored(number, rect, way), f"{index.row() + 1:,}", small, theme.muted, far)
        draw_text(painter, mirrored(title, rect, way), shown(title_of(case)), font, tone)
        draw_text(painter, mirrored(checks, rect, way), count, small, theme.muted, far)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect, 7, theme)
