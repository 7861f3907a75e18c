"""The answers to one prompt at every point of a grid as a table: settings down, models across."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QStyle, QStyleOptionViewItem

from explorer.domain.model import Model, Whereabouts
from explorer.kit.frozen_table import FrozenTable, paint_head
from explorer.kit.keys import ENTER
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_lines, draw_text, focus_ring, pitch_of, rule, wrap
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.results import AnswerCell, Round, nothing_words
from explorer.rooms.compare.run.run_words import speed_words

type _Index = QModelIndex | QPersistentModelIndex

_LINES, _NARROWEST, _TITLES, _PAD = 4, 220, 168, 12
_NO_MODELS: Mapping[str, Model] = {}
_CELL = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class GridCell:
    """One answer in short; both are empty where there is none. ``is_coming``: it is still to be asked."""

    text: str = ""
    numbers: str = ""
    is_coming: bool = False
    is_none: bool = False  # ``text`` says why there is no text


@dataclass(frozen=True)
class GridContent:
    """``points`` name the rows, ``titles`` the columns; ``places``: where these are asked; ``cells``: row by
    row.
    """

    titles: tuple[str, ...]
    places: tuple[Whereabouts, ...]
    points: tuple[str, ...]
    cells: tuple[tuple[GridCell, ...], ...] = field(default=())


def grid_of(
    rounds: Sequence[Round],
    names: Sequence[str],
    titles: Sequence[tuple[str, str]],
    comes: Callable[[AnswerCell], bool] = lambda _cell: False,
    models: Mapping[str, Model] = _NO_MODELS,
) -> GridContent:
    """``rounds`` of one prompt, ``names`` of their points, ``titles`` and ``models`` by the columns' keys;
    ``comes``: whether a run that goes on will answer there.
    """
    cells = tuple(tuple(_cell(one, key, comes) for key, _title in titles) for one in rounds)
    places = tuple(_place(rounds, key, models.get(key)) for key, _title in titles)
    return GridContent(tuple(title for _key, title in titles), places, tuple(names), cells)


def _place(rounds: Sequence[Round], key: str, model: Model | None) -> Whereabouts:
    """Where it was asked, or else where it will be."""
    results = (one.results.get(key) for one in rounds)
    asked = (one.elsewhere for one in results if one is not None and one.elsewhere is not None)
    here = model.where if model is not None else Whereabouts.HERE
    return next((one.where for one in asked), here)


def _cell(one: Round, key: str, comes: Callable[[AnswerCell], bool]) -> GridCell:
    result = one.results.get(key)
    if result is None:
        return GridCell(is_coming=comes(AnswerCell(key, one.key, one.point)))
    text = " ".join(result.answer.text.split())[:600]
    is_none = not text
    return GridCell(text or shown(nothing_words(result)), shown(speed_words(result)), is_none=is_none)


def _none(cell: GridCell) -> str:
    """Said where there is no answer."""
    return tr("still to come") if cell.is_coming else tr("no answer")


class GridTable(FrozenTable):
    """``chosen`` carries the number of a row: a click or Enter on an answer."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(_Header(Qt.Orientation.Horizontal), _Header(Qt.Orientation.Vertical))
        self.setObjectName("compare-grid")
        self.setAccessibleName(self.tr("Answers by their settings"))
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.clicked.connect(self._choose)

    def show_grid(self, content: GridContent) -> None:
        at = self.currentIndex().row(), self.currentIndex().column()
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        seen = [bar.value() for bar in bars]
        self._model.clear()
        for point, cells in zip(content.points, content.cells, strict=True):
            parts = zip(cells, content.titles, content.places, strict=True)
            self._model.appendRow([_item(cell, _marked(title, where), point) for cell, title, where in parts])
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        for orientation, names in ((across, content.titles), (down, content.points)):
            for number, name in enumerate(names):
                self._model.setHeaderData(number, orientation, name)
                self._model.setHeaderData(number, orientation, plain_tip(name), Qt.ItemDataRole.ToolTipRole)
        for number, place in enumerate(content.places):
            self._model.setHeaderData(number, across, place, _CELL)
        self._fit()
        self.setCurrentIndex(self._model.index(max(0, at[0]), max(0, at[1])))
        for bar, value in zip(bars, seen, strict=True):
            bar.setValue(value)  # nothing jumps when an answer comes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = look_of(self)
        px, count = look.sizes.px, max(1, self._model.columnCount())
        width = max(px(_NARROWEST), (self.width() - px(_TITLES)) // count)
        for column in range(self._model.columnCount()):
            self.horizontalHeader().resizeSection(column, width)
        height = _LINES * pitch_of(look.font()) + pitch_of(look.font("secondary")) + px(22)
        for row in range(self._model.rowCount()):
            self.verticalHeader().resizeSection(row, height)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())


def _marked(title: str, where: Whereabouts) -> str:
    """As it is read out."""
    return title if where is Whereabouts.HERE else f"{title}, {shown(where.value)}"


def _item(cell: GridCell, title: str, point: str) -> QStandardItem:
    """Its text is what a screen reader says."""
    told = ", ".join(part for part in (cell.text or _none(cell), cell.numbers) if part)
    item = QStandardItem(f"{title}, {point}: {told}")
    item.setAccessibleText(item.text())
    item.setToolTip(plain_tip(cell.text))
    item.setEditable(False)
    item.setData(cell, _CELL)
    return item


class _Header(QHeaderView):
    """The models over the columns, the settings before the rows; both stay in view."""

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        hint = super().sizeHint()
        if self.orientation() == Qt.Orientation.Horizontal:
            return QSize(hint.width(), px(64) if self._is_marked else px(44))
        return QSize(px(_TITLES), hint.height())

    @property
    def _is_marked(self) -> bool:
        """Whether one of the models is asked elsewhere."""
        head = (self.model().headerData(n, self.orientation(), _CELL) for n in range(self.count()))
        return any(place not in (None, Whereabouts.HERE) for place in head)

    def paintSection(self, painter: QPainter, rect: Any, index: int) -> None:
        look, place = look_of(self), QRectF(rect)
        px, theme = look.sizes.px, look.theme
        words = str(self.model().headerData(index, self.orientation()) or "")
        paint_head(self, painter, place)
        inner = place.adjusted(px(_PAD), px(9), -px(_PAD), -px(9))
        if self.orientation() == Qt.Orientation.Horizontal:
            self._paint_title(
                painter, inner, words, self.model().headerData(index, self.orientation(), _CELL)
            )
            return
        font = look.font()
        lines = wrap(words, font, inner.width(), _LINES)
        draw_lines(painter, inner.left(), inner.top(), lines, font, theme.text, pitch_of(font), inner.width())

    def _paint_title(self, painter: QPainter, rect: QRectF, title: str, place: Whereabouts | None) -> None:
        """With its mark below it."""
        look = look_of(self)
        font, small = look.font("heading"), look.font("secondary")
        line = QRectF(rect.left(), rect.top(), rect.width(), pitch_of(font))
        draw_text(painter, line if self._is_marked else rect, title, font, look.theme.text)
        if place is not None and place is not Whereabouts.HERE:
            below = QRectF(rect.left(), line.bottom(), rect.width(), pitch_of(small))
            tone = look.theme.caution if place is Whereabouts.AWAY else look.theme.muted
            draw_text(painter, below, shown(place.value), small, tone)


class _Delegate(QAbstractItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(option.rect.width(), look_of(self).sizes.px(100))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: GridCell = index.data(_CELL)
        look, rect = look_of(self), QRectF(option.rect)
        theme, px = look.theme, look.sizes.px
        state: QStyle.StateFlag = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, theme.window if hovered else theme.surface)
        rule(painter, rect.left(), rect.bottom() - 1, rect.width(), theme.line)
        painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), theme.line)
        inner = rect.adjusted(px(_PAD), px(9), -px(_PAD), -px(6))
        font, small = look.font(), look.font("secondary", numbers=True)
        lines = wrap(cell.text or _none(cell), font, inner.width(), _LINES)
        tone = theme.muted if cell.is_none or not cell.text else theme.text
        draw_lines(painter, inner.left(), inner.top(), lines, font, tone, pitch_of(font), inner.width())
        foot = QRectF(inner.left(), inner.bottom() - pitch_of(small), inner.width(), pitch_of(small))
        draw_text(painter, foot, cell.numbers, small, theme.muted)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, rect.adjusted(2, 2, -3, -3), 6, theme)
