"""The table of a decision: candidates across, questions down; titles and heads stay in view."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem, QWidget

from explorer.choose.deciding.page import NO_CELL, DecisionCell, DecisionPage
from explorer.kit import boxes
from explorer.kit.frozen_table import FrozenTable, TableCorner
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.paint import focus_ring, rule
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.choose.decision.cell_rows import CellShape, paint_shape, shape_of
from explorer.rooms.choose.decision.head_rows import CandidatesHeader, QuestionsHeader

type Index = QModelIndex | QPersistentModelIndex
_NARROWEST, _TITLES = 216, 164
_OPENING = (*ENTER, Qt.Key.Key_Space)
CELL = Qt.ItemDataRole.UserRole


class DecisionTableModel(QAbstractTableModel):
    """Adapts a page."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.page = DecisionPage("")

    def show_page(self, page: DecisionPage) -> None:
        """Of the same shape, cells change in their places: nothing jumps."""
        before, self_shape = self.page, (len(page.rows), len(page.columns))
        if (len(before.rows), len(before.columns)) == self_shape and all(self_shape):
            self.page = page
            self.dataChanged.emit(self.index(0, 0), self.index(self_shape[0] - 1, self_shape[1] - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self_shape[1] - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self_shape[0] - 1)
            return
        self.beginResetModel()
        self.page = page
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.page.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.page.columns)

    def cell(self, row: int, column: int) -> DecisionCell:
        rows = self.page.rows
        return rows[row].cells[column] if 0 <= row < len(rows) else NO_CELL

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            row, column = self.page.rows[index.row()], self.page.columns[index.column()]
            return f"{shown(row.title)}, {column.title}: {said_of(cell)}"
        return plain_tip(said_of(cell)) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            if section >= len(self.page.rows):
                return None
            row = self.page.rows[section]
            return " · ".join(filter(None, (shown(row.title), shown(row.note))))
        if section >= len(self.page.columns):
            return None
        one = self.page.columns[section]
        goes = one.goes if role == Qt.ItemDataRole.ToolTipRole else one.where.value
        return " · ".join(filter(None, (one.title, shown(one.subtitle), shown(one.pill), shown(goes))))


def said_of(cell: DecisionCell) -> str:
    """Its lines, in the language of the window."""
    said = (" ".join(filter(None, map(shown, (one.label, one.text, one.aside)))) for one in cell.lines)
    return "; ".join(said)


class _CellDelegate(QAbstractItemDelegate):
    def __init__(self, table: "DecisionTable") -> None:
        super().__init__(table)
        self._table = table
        self._shapes: dict[tuple[DecisionCell, int, int], CellShape] = {}

    def forget(self) -> None:
        self._shapes.clear()

    def shape(self, cell: DecisionCell, width: int) -> CellShape:
        key = cell, width, look_of().sizes.percent
        if key not in self._shapes:
            self._shapes[key] = shape_of(cell, width)
        return self._shapes[key]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        return QSize(width, self.shape(index.data(CELL), width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = look_of(self), QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        is_over = state & QStyle.StateFlag.State_MouseOver
        painter.fillRect(rect, look.theme.window if is_over else look.theme.surface)
        rule(painter, rect.left(), rect.bottom() - 1, rect.width(), look.theme.line)
        edge = (
            rect.right() - 1 if painter.layoutDirection() is Qt.LayoutDirection.LeftToRight else rect.left()
        )
        painter.fillRect(QRectF(edge, rect.top(), 1, rect.height()), look.theme.line)
        paint_shape(painter, rect, self.shape(index.data(CELL), round(rect.width())), look)
        if self._table.shows_focus and state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect.adjusted(2, 2, -3, -3), 6, look.theme)


class DecisionCorner(TableCorner):
    """Says what can be done with cells."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        hint = Para(self.tr("Click a cell for its source"), "secondary", "muted", most=3)
        boxes.column(self, margins=(20, 11, 10, 10)).add(hint, boxes.STRETCH)


class DecisionTable(FrozenTable):
    """``opened`` carries row, column and where a cell lies on the screen, for what stands behind it."""

    opened = Signal(int, int, QPoint)

    def __init__(self) -> None:
        self._across, self._down = CandidatesHeader(), QuestionsHeader(_TITLES)
        super().__init__(self._across, self._down)
        self.setObjectName("choose-decision")
        self.setAccessibleName(self.tr("Candidates beside each other"))
        self._model, self._delegate = DecisionTableModel(self), _CellDelegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.set_corner(DecisionCorner(self))
        self._percent = look_of(self).sizes.percent
        self.clicked.connect(self._open)

    @property
    def page(self) -> DecisionPage:
        return self._model.page

    def show_page(self, page: DecisionPage) -> None:
        at = self.currentIndex().row(), self.currentIndex().column()
        self._delegate.forget()
        self._model.show_page(page)
        self._across.show_columns(page.columns)
        self._down.show_rows(page.rows)
        self._fit()
        index = self._model.index(max(0, at[0]), max(0, at[1]))
        self.setCurrentIndex(index if index.isValid() else self._model.index(0, 0))

    def whole_height(self) -> int:
        """That shows all of it without scrolling."""
        bar = self.horizontalScrollBar()
        beside = bar.sizeHint().height() if bar.maximum() else 0
        return self._across.sizeHint().height() + self._down.length() + beside

    @Slot()
    def _fit(self) -> None:
        """Widths from the room there is, heights from the words."""
        px, count = look_of(self).sizes.px, len(self.page.columns)
        if not count:
            return
        room = self.width() - px(_TITLES)
        each = max(px(_NARROWEST), room // count)
        widths = [each] * (count - 1) + [max(each, room - each * (count - 1))]
        self._across.fit_to(widths)
        with QSignalBlocker(self._across), QSignalBlocker(self._down):
            for number, width in enumerate(widths):
                self._across.resizeSection(number, width)
            for number, row in enumerate(self.page.rows):
                cells = (self._delegate.shape(c, w).height for c, w in zip(row.cells, widths, strict=True))
                self._down.resizeSection(number, max(self._down.height_of(row), *cells))
        self.updateGeometries()
        self.viewport().update()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            place: QRect = self.visualRect(index)
            at = place.bottomLeft() + QPoint(look_of(self).sizes.px(14), -4)
            self.opened.emit(index.row(), index.column(), self.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize() != event.size():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_percent"):
            percent = look_of(self).sizes.percent
            if percent != self._percent:
                self._percent = percent
                self._delegate.forget()
                self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _OPENING:
            super().keyPressEvent(event)
            return
        self.shows_focus = True
        self._open(self.currentIndex())
        self.viewport().update()
