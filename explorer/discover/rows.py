"""The list of repos: a model over plain lines, and the delegate that paints one row."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from explorer.discover.lines import RepoLine
from explorer.domain.fit import Fit, FitWord
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, focus_ring, rule, text_width
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of

LINE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 75
_SIDE = 16
_FIT_TONES: dict[FitWord, Tone] = {FitWord.FITS: "good", FitWord.TIGHT: "caution", FitWord.TOO_BIG: "bad"}

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class RepoModel(QAbstractTableModel):
    """One column over a tuple of lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[RepoLine, ...] = ()

    def show_lines(self, lines: tuple[RepoLine, ...]) -> None:
        """Replace the lines; a longer list with the same beginning only grows."""
        old = self._lines
        if (
            old
            and len(lines) >= len(old)
            and [a.row.id for a in lines[: len(old)]] == [a.row.id for a in old]
        ):
            if len(lines) > len(old):
                self.beginInsertRows(_NONE, len(old), len(lines) - 1)
                self._lines = lines
                self.endInsertRows()
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

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
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and line.fit is not None:
            return plain_tip(f"{line.row.id}\n{line.fit.word}: {line.fit.text}, for a balanced file")
        return plain_tip(line.row.id) if role == Qt.ItemDataRole.ToolTipRole else None


class RepoList(QTableView):
    """The list itself. ``chosen`` carries a RepoLine; ``near_end`` asks for the next page."""

    chosen = Signal(object)
    near_end = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = RepoModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(RepoDelegate(self))
        self.setAccessibleName(self.tr("Models"))
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
        self.bar = overlay_bar(self)
        self.focus_by_key = False
        self.selectionModel().currentChanged.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._ask_more)
        look = look_of(self)
        look.changed.connect(self._rescale)
        self._rescale(look)

    def show_lines(self, lines: tuple[RepoLine, ...]) -> None:
        self.lines.show_lines(lines)

    def select(self, repo_id: str) -> bool:
        """Select the row of a repo if it is in the list."""
        row = self.lines.row_of(repo_id)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, 0))
        return row >= 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.focus_by_key = event.reason() in keys
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0, 0))

    def _rescale(self, look: Look) -> None:
        self.verticalHeader().setDefaultSectionSize(look.sizes.px(ROW_HEIGHT))

    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        line = self.lines.line_at(current)
        if line is not None:
            self.chosen.emit(line)

    def _ask_more(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - 4 * ROW_HEIGHT:
            self.near_end.emit()


class RepoDelegate(QAbstractItemDelegate):
    """Two lines a row, placed from both ends; columns go by the list's width, never row by row."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, look_of().sizes.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if isinstance(line, RepoLine):
            painter.save()
            _Row(painter, option, line).paint()
            painter.restore()


class _Row:
    """Paints one line into one option's rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, line: RepoLine) -> None:
        self._painter = painter
        self._line = line
        self._look: Look = look_of()
        self._px = self._look.sizes.px
        self._rect = QRectF(option.rect)
        state = option.state
        self._chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        view = option.widget
        self._ring = self._chosen and isinstance(view, RepoList) and view.hasFocus() and view.focus_by_key
        self._inner = self._rect.adjusted(self._px(_SIDE), 0, -self._px(_SIDE), 0)

    def paint(self) -> None:
        theme = self._look.theme
        if self._chosen:
            self._painter.fillRect(self._rect, theme.soft_accent)
        elif self._hovered:
            self._painter.fillRect(self._rect, theme.window)
        rule(self._painter, self._rect.left(), self._rect.bottom() - 1, self._rect.width(), theme.line)
        self._first_line()
        self._second_line()
        if self._ring:
            focus_ring(self._painter, self._rect.adjusted(1, 1, -1, -2), 4, theme)

    def _band(self, top: int) -> QRectF:
        height = self._px(HEIGHT)
        return QRectF(self._inner.left(), self._rect.top() + self._px(top), self._inner.width(), height)

    def _first_line(self) -> None:
        band = self._band(12)
        right = band.right()
        if self._line.fit is not None:
            right = self._fit_pill(band, self._line.fit) - self._px(8)
        name_font = self._look.font("body", strong=True)
        name_font.setPixelSize(self._px(14))
        name_width = min(text_width(self._line.name, name_font) + 1, right - band.left())
        name = QRectF(band.left(), band.top(), name_width, band.height())
        draw_text(self._painter, name, self._line.name, name_font, self._look.theme.text)
        left = name.right() + self._px(8)
        if self._line.is_gated and right - left > self._px(20):
            side = self._px(13)
            lock = QRectF(left, band.center().y() - side / 2, side, side)
            paint_icon(self._painter, lock, "lock", self._look.theme.muted)
            left += side + self._px(6)
        if right - left > self._px(30):
            rest = QRectF(left, band.top(), right - left, band.height())
            draw_text(self._painter, rest, self._line.row.publisher, self._look.font(), self._quiet())

    def _fit_pill(self, band: QRectF, fit: Fit) -> float:
        return self._pill_from_right(band, str(fit.word), _FIT_TONES[fit.word])

    def _pill_from_right(self, band: QRectF, text: str, tone: Tone) -> float:
        font = self._look.font("secondary")
        width = pill_width(text, font, self._look.sizes)
        spot = QRectF(band.right() - width, band.top(), width, band.height())
        paint_pill(self._painter, spot, text, tone, font=font, theme=self._look.theme, on_chosen=self._chosen)
        return spot.left()

    def _second_line(self) -> None:
        band = self._band(40)
        right = self._numbers(band) - self._px(8)
        left = band.left()
        font = self._look.font("secondary")
        width = min(pill_width(self._line.license, font, self._look.sizes), right - left)
        if width > self._px(30):
            spot = QRectF(left, band.top(), width, band.height())
            self._pill(spot, self._line.license, self._tone())
            left += width + self._px(8)
        size_width = text_width(self._line.size, self._look.font()) + 1
        if self._line.size and left + size_width <= right:
            draw_text(
                self._painter,
                QRectF(left, band.top(), size_width, band.height()),
                self._line.size,
                self._look.font(),
                self._quiet(),
            )
            left += size_width + self._px(8)
        data = pill_width("data", font, self._look.sizes)
        if self._line.has_data and left + data <= right:
            spot = QRectF(left, band.top() + 1, data, band.height() - 2)
            self._pill(spot, "data", "accent", outlined=True)

    def _tone(self) -> Tone:
        tones: dict[str, Tone] = {"accent": "accent", "caution": "caution", "bad": "bad"}
        return tones.get(self._line.license_tone, "neutral")

    def _pill(self, spot: QRectF, text: str, tone: Tone, *, outlined: bool = False) -> None:
        paint_pill(
            self._painter,
            spot,
            text,
            tone,
            font=self._look.font("secondary"),
            theme=self._look.theme,
            outlined=outlined,
            on_chosen=self._chosen,
        )

    def _numbers(self, band: QRectF) -> float:
        """Age, likes, downloads in columns from the right; fewer where the list is narrow."""
        columns = [
            ("", self._line.age, 48),
            ("heart", self._line.likes, 58),
            ("arrow-down", self._line.downloads, 62),
        ]
        if band.width() < self._px(300):
            columns = columns[2:]
        right = band.right()
        for name, text, width in columns:
            self._number(
                QRectF(right - self._px(width), band.top(), self._px(width), band.height()), name, text
            )
            right -= self._px(width)
        return right

    def _number(self, cell: QRectF, name: str, text: str) -> None:
        if not text:
            return
        font = self._look.font("secondary", numbers=True)
        draw_text(self._painter, cell, text, font, self._quiet(), Qt.AlignmentFlag.AlignRight)
        if name:
            side = self._px(12)
            left = cell.right() - text_width(text, font) - side - self._px(3)
            spot = QRectF(round(left), round(cell.center().y() - side / 2), side, side)
            paint_icon(self._painter, spot, name, self._quiet())

    def _quiet(self) -> QColor:
        return self._look.theme.muted
