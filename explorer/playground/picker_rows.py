"""The list in the picker of models: a name, what tells it apart, whether it is loaded, whether it fits."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.domain.fit import FitWord
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, fill_round
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.playground.picking import Line, Pick, PickHeading

ROW, HEADING = 48, 28  # pixels high at 100 %
_SIDE, _MARK, _GAP = 12, 14, 8
_LINE = Qt.ItemDataRole.UserRole
_NONE = QModelIndex()

type _Index = QModelIndex | QPersistentModelIndex


class PickerModel(QAbstractListModel):
    """Adapts the lines; only a model that can be used can be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self.fits: Mapping[str, FitWord] = {}
        self.chosen = ""  # id of the model that is chosen already

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def can_choose(self, row: int) -> bool:
        line = self.lines[row]
        return isinstance(line, Pick) and not line.why_not

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.can_choose(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Pick):
            return plain_tip(line.model.id)
        return None

    def spoken(self, line: Line) -> str:
        """As a screen reader says it."""
        if isinstance(line, PickHeading):
            return shown(line.words)
        loaded = tr("loaded") if line.is_loaded else ""
        fit = self.fits.get(line.model.id, "")
        parts = (line.model.name, line.details, loaded, fit, line.why_not)
        return ", ".join(shown(part) for part in parts if part)


class PickerList(QListView):
    """Choosing follows the mouse; ``picked`` carries the LocalModel that was clicked."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PickerModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Models"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys go to the field, which moves the choice
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        overlay_bar(self)

    def show_lines(self, lines: Sequence[Line], at: str = "") -> None:
        """List these; the model with the id ``at`` is under the keys, else the first that can be chosen."""
        self.rows.show_lines(lines)
        self.scrollToTop()
        wanted = (n for n in self._choices() if self._pick(n).model.id == at)
        row = next(wanted, None)
        if row is None:
            self.step(1)
        else:
            self._put(row)

    def show_fits(self, fits: Mapping[str, FitWord]) -> None:
        self.rows.fits = fits
        self.viewport().update()

    def current(self) -> Pick | None:
        """The one under the keys."""
        index = self.currentIndex()
        return self._pick(index.row()) if index.isValid() and self.rows.can_choose(index.row()) else None

    def step(self, by: int) -> None:
        """So many down, or up; one step beyond an end goes to the other."""
        rows = self._choices()
        if not rows:
            return
        at = rows.index(self.currentIndex().row()) if self.current() is not None else -1
        to = (at + by) % len(rows) if abs(by) == 1 else min(max(at + by, 0), len(rows) - 1)
        self._put(rows[to])

    def page(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.viewport().height() // look_of(self).sizes.px(ROW) - 1)

    def content_height(self) -> int:
        px = look_of(self).sizes.px
        return sum(px(HEADING if isinstance(line, PickHeading) else ROW) for line in self.rows.lines)

    def _choices(self) -> list[int]:
        return [n for n in range(self.rows.rowCount()) if self.rows.can_choose(n)]

    def _pick(self, row: int) -> Pick:
        line = self.rows.lines[row]
        assert isinstance(line, Pick)  # noqa: S101  only such rows can be chosen
        return line

    def _put(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row))
        is_first = row > 0 and isinstance(self.rows.lines[row - 1], PickHeading)
        self.scrollTo(self.rows.index(row - 1 if is_first else row))  # its heading comes into sight with it
        self.scrollTo(self.rows.index(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.can_choose(index.row()):
            self.setCurrentIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and self.rows.can_choose(index.row()):
            self.picked.emit(self._pick(index.row()).model)


class _Delegate(QAbstractItemDelegate):
    def __init__(self, view: PickerList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        is_heading = isinstance(index.data(_LINE), PickHeading)
        return QSize(200, look_of(self).sizes.px(HEADING if is_heading else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(_LINE)
        painter.save()
        painter.setLayoutDirection(option.direction)
        rect, is_chosen = QRectF(option.rect), bool(option.state & QStyle.StateFlag.State_Selected)
        if isinstance(line, PickHeading):
            self._heading(painter, rect, line)
        else:
            self._pick(painter, rect, line, option.direction, chosen=is_chosen)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRectF, line: PickHeading) -> None:
        look = look_of(self)
        px = look.sizes.px
        place = rect.adjusted(px(_SIDE + 2), px(6), -px(_SIDE + 2), 0)
        draw_text(painter, place, shown(line.words), look.font("source", strong=True), look.theme.muted)

    def _pick(
        self, painter: QPainter, rect: QRectF, line: Pick, way: Qt.LayoutDirection, *, chosen: bool
    ) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        if chosen:
            fill_round(painter, rect.adjusted(px(4), 0, -px(4), 0), px(8), theme.soft_accent)
        inner = rect.adjusted(px(_SIDE), px(6), -px(_SIDE), -px(6))
        if line.model.id == self._view.rows.chosen:
            mark = QRectF(inner.left(), inner.center().y() - px(_MARK) / 2, px(_MARK), px(_MARK))
            paint_icon(painter, mirrored(mark, rect, way), "check", theme.accent)
        inner.adjust(px(_MARK + _GAP), 0, 0, 0)
        inner.setRight(self._pills(painter, rect, inner, line, way, chosen=chosen))
        half = inner.height() / 2
        above = QRectF(inner.left(), inner.top(), inner.width(), half)
        below = above.translated(0, half)
        tone = theme.disabled if line.why_not else theme.text
        name, small = look.font(strong=chosen), look.font("secondary")
        draw_text(painter, mirrored(above, rect, way), line.model.name, name, tone)
        details = shown(line.why_not or line.details)
        draw_text(painter, mirrored(below, rect, way), details, small, theme.muted)

    def _pills(
        self,
        painter: QPainter,
        rect: QRectF,
        inner: QRectF,
        line: Pick,
        way: Qt.LayoutDirection,
        *,
        chosen: bool,
    ) -> float:
        """From the far end: whether it fits, whether it is loaded; where they begin."""
        look, right = look_of(self), inner.right()
        font, height = look.font("secondary"), look.sizes.px(HEIGHT)
        fit = self._view.rows.fits.get(line.model.id)
        pills: list[tuple[str, Tone]] = []
        if fit is not None and not line.why_not:
            pills.append((shown(fit), fit.tone))
        if line.is_loaded:
            pills.append((tr("loaded"), "accent"))
        for words, tone in pills:
            width = pill_width(words, font, look.sizes)
            place = QRectF(right - width, inner.center().y() - height / 2, width, height)
            paint_pill(
                painter, mirrored(place, rect, way), words, tone, font=font, theme=look.theme,
                on_chosen=chosen,
            )  # fmt: skip
            right = place.left() - look.sizes.px(_GAP)
        return right
