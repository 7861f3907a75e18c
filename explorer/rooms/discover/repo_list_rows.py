"""The list of repos: an item model over plain lines, and the view that shows it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.painted_button import BY_KEY
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of
from explorer.local.hub_search.repo_lines import RepoLine
from explorer.rooms.discover.repo_delegate_rows import LINE, ROW_HEIGHT, RepoDelegate, RowSpot
from explorer.rooms.discover.row_tips import all_tips, tip_of

_AHEAD = 4  # rows before the end at which the next page is asked for
_PAUSE_MS = 180  # so that running through the list with the arrows asks the Hub once

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class RepoListModel(QAbstractTableModel):
    """One column over a tuple of lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[RepoLine, ...] = ()

    def show_lines(self, lines: tuple[RepoLine, ...]) -> None:
        """Replace the lines; a list with the same beginning only changes there, and grows."""
        old = self._lines
        if not old or _ids(lines[: len(old)]) != _ids(old):
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        if len(lines) > len(old):
            self.beginInsertRows(_NONE, len(old), len(lines) - 1)
            self._lines = lines
            self.endInsertRows()
        self._lines = lines
        self._tell_changed(old)

    def line_at(self, index: Index) -> RepoLine | None:
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def row_of(self, repo_id: str) -> int:
        """The row that shows a repo, -1 if none does."""
        return next((n for n, line in enumerate(self._lines) if line.row.id == repo_id), -1)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index)
        if line is None:
            return None
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return shown(line.spoken)
        return shown(all_tips(line)) if role == Qt.ItemDataRole.AccessibleDescriptionRole else None

    def _tell_changed(self, old: Sequence[RepoLine]) -> None:
        for number, (before, now) in enumerate(zip(old, self._lines, strict=False)):
            if before is not now and before != now:
                self.dataChanged.emit(self.index(number, 0), self.index(number, 0))


class RepoList(QTableView):
    """The list itself.

    ``chosen`` carries the RepoLine that became the current one, by the arrows only after a pause;
    ``entered`` the one that a click or Enter opens; ``near_end`` asks for the next page.
    """

    chosen = Signal(object)
    entered = Signal(object)
    near_end = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = RepoListModel(self)
        self.setModel(self.lines)
        self._delegate = RepoDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Models"))
        self.focus_by_key = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell_chosen)
        self._behave()
        self.bar = overlay_bar(self)
        self.selectionModel().currentChanged.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._ask_more)
        look = look_of(self)
        look.changed.connect(self._rescale)
        self._rescale(look)

    def show_lines(self, lines: tuple[RepoLine, ...]) -> None:
        """The row that was the current one stays it, if it is still there."""
        before = self.lines.line_at(self.currentIndex())
        self.lines.show_lines(lines)
        if before is not None and not self.currentIndex().isValid():
            self._stand_on(self.lines.row_of(before.row.id))

    def select(self, repo_id: str) -> bool:
        """Make the row of a repo the current one, if it is in the list."""
        row = self.lines.row_of(repo_id)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, 0))
        return row >= 0

    def mark(self, repo_id: str) -> bool:
        """As ``select``, but nothing is told; none looks open where the repo is not in the list."""
        with QSignalBlocker(self.selectionModel()):
            found = self.select(repo_id)
            if not found:
                self.selectionModel().clearSelection()
        self.viewport().update()
        return found

    def _stand_on(self, row: int) -> None:
        """Where the keys begin; nothing is told, and the row does not look like the one that is open."""
        model = self.selectionModel()
        with QSignalBlocker(model):
            model.setCurrentIndex(self.lines.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()

    @property
    def top_row(self) -> int:
        return max(0, self.rowAt(0))

    def show_from(self, row: int) -> None:
        """Scroll so that this row is the first one."""
        self.scrollTo(self.lines.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focus_by_key = event.reason() in BY_KEY
        if not self.currentIndex().isValid():
            self._stand_on(0)  # else Qt chooses it, and who only passes by opens it
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.focus_by_key = True
        if event.key() in ENTER:
            self._enter()
        else:
            super().keyPressEvent(event)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.focus_by_key = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self.indexAt(event.position().toPoint()) == self.currentIndex():
            self._enter()

    def viewportEvent(self, event: QEvent) -> bool:
        """Each part of a row explains itself."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            line, spot = self.part_at(event.pos())
            tip = plain_tip(shown(tip_of(line, spot.part))) if line is not None and spot is not None else ""
            place = spot.place.toAlignedRect() if spot is not None else QRect()
            QToolTip.showText(event.globalPos(), tip, self.viewport(), place)
            return True
        return super().viewportEvent(event)

    def part_at(self, at: QPoint) -> tuple[RepoLine | None, RowSpot | None]:
        """The row under a point of the viewport, and its part; ``None`` where there is none."""
        index = self.indexAt(at)
        line = self.lines.line_at(index)
        if line is None:
            return None, None
        rect = QRectF(self.visualRect(index))
        return line, self._delegate.spot_at(QPointF(at), line, rect, self.layoutDirection())

    def _behave(self) -> None:
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _rescale(self, look: Look) -> None:
        self.verticalHeader().setDefaultSectionSize(look.sizes.px(ROW_HEIGHT))

    def _choose(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not current.isValid():
            self._pause.stop()
        elif self.focus_by_key and previous.isValid():
            self._pause.start()
        else:
            self._tell_chosen()

    @Slot()
    def _tell_chosen(self) -> None:
        self._pause.stop()
        line = self.lines.line_at(self.currentIndex())
        if line is not None:
            self.chosen.emit(line)

    def _enter(self) -> None:
        line = self.lines.line_at(self.currentIndex())
        if line is None:
            return
        if self._pause.isActive():
            self._tell_chosen()
        self.entered.emit(line)

    def _ask_more(self, value: int) -> None:
        ahead = _AHEAD * self.verticalHeader().defaultSectionSize()
        if value >= self.verticalScrollBar().maximum() - ahead:
            self.near_end.emit()


def _ids(lines: Sequence[RepoLine]) -> list[str]:
    return [line.row.id for line in lines]
