"""Groups down, makers across: how many of its things each discloses, and by a press which of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from explorer.choose.companies.index import CompanyIndex
from explorer.domain.facts import Verdict
from explorer.kit.frozen_table import FrozenTable, paint_head
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER
from explorer.kit.paint import draw_text, fill_round, focus_ring, mirrored, pitch_of, rule, text_width, wrap
from explorer.kit.theme import Look, look_of
from explorer.kit.verdict_marks import SIZE, paint_mark
from explorer.rooms.choose.companies.index_rows import CompanyTable, Index

# Pixels at 100 %.
_TITLES, _NARROW_TITLES, _NARROWEST, _WIDEST = 460, 240, 68, 150
_HEAD, _GROUP, _PAD, _SIDE, _CHEVRON = 44, 34, 12, 6, 14
_OF, _TRACK, _TRACK_WIDE, _NUMBER, _LOWEST = 44, 4, 30, 22, 240
_OPENING = (*ENTER, Qt.Key.Key_Space)


class CompaniesTable(FrozenTable):
    """``show_index`` fills it. A press on a group, or Enter, unfolds it."""

    def __init__(self, index: CompanyIndex) -> None:
        self._table = CompanyTable(index)
        self._across, self._down = MakersHeader(self._asked), IndicatorsHeader(self._asked)
        super().__init__(self._across, self._down)
        self._table.setParent(self)
        self.setObjectName("choose-companies")
        self.setAccessibleName(self.tr("What each company discloses"))
        self.setProperty("ground", "window")
        self.setItemDelegate(_CountDelegate(self))
        self.setModel(self._table)
        self.setMinimumHeight(look_of(self).sizes.px(_LOWEST))
        self.clicked.connect(self._press)
        self._down.setSectionsClickable(True)
        self._down.sectionClicked.connect(self._toggle)

    @property
    def table(self) -> CompanyTable:
        return self._table

    def show_index(self, index: CompanyIndex) -> None:
        old = self._table
        self._table = CompanyTable(index, self)
        self.setModel(self._table)
        old.deleteLater()
        self._fit()

    def choose(self, makers: Sequence[int]) -> None:
        self._table.choose(makers)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING and self.currentIndex().isValid():
            self.shows_focus = True
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _asked(self) -> CompanyTable:
        return self._table

    @Slot(QModelIndex)
    def _press(self, index: QModelIndex) -> None:
        self._toggle(index.row())

    @Slot(int)
    def _toggle(self, row: int) -> None:
        at, scrolled = self.currentIndex().column(), self.verticalScrollBar().value()
        if self._table.toggle(row):
            self._fit()
            self.setCurrentIndex(self._table.index(row, max(at, 0)))
            self.verticalScrollBar().setValue(scrolled)

    def _fit(self) -> None:
        px, count = look_of(self).sizes.px, len(self._table.makers)
        titles = min(max(self.width() - count * px(_WIDEST), px(_NARROW_TITLES)), px(_TITLES))
        self._down.wide = titles
        wide = min(max((self.width() - titles) // max(count, 1), px(_NARROWEST)), px(_WIDEST))
        for column in range(count):
            self._across.resizeSection(column, wide)
        for row in range(len(self._table.rows)):
            self._down.resizeSection(row, self._down.height_of(row))
        self.updateGeometries()
        self.viewport().update()


class _IndexHeader(QHeaderView):
    """On the ground of the page where it has no sections."""

    def __init__(self, way: Qt.Orientation, table: Callable[[], CompanyTable]) -> None:
        super().__init__(way)
        self._asked = table
        self.setMinimumSectionSize(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), look_of(self).theme.window)
        super().paintEvent(event)


class MakersHeader(_IndexHeader):
    """The names of the companies."""

    def __init__(self, table: Callable[[], CompanyTable]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)

    def sizeHint(self) -> QSize:
        return QSize(0, look_of(self).sizes.px(_HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look, place, table = look_of(self), QRectF(rect), self._asked()
        paint_head(self, painter, place)
        inner = place.adjusted(look.sizes.px(_SIDE), 0, -2, 0)
        name = table.edition.makers[table.makers[index]]
        font = self._font(look, inner.width())
        lines = wrap(name, font, inner.width(), 2)
        top = place.center().y() - len(lines) * pitch_of(font) / 2
        for number, line in enumerate(lines):
            band = QRectF(inner.left(), top + number * pitch_of(font), inner.width(), pitch_of(font))
            draw_text(painter, mirrored(band, place, self.layoutDirection()), line, font, look.theme.text)

    def _font(self, look: Look, room: float) -> QFont:
        """One for all: none is to look as if it meant less."""
        table = self._asked()
        names = [table.edition.makers[maker] for maker in table.makers]
        fonts = [look.font("secondary", strong=True), look.font("secondary"), look.font("source")]
        fits = (one for one in fonts if all(text_width(name, one) + 2 <= room for name in names))
        return next(fits, fonts[-1])


class IndicatorsHeader(_IndexHeader):
    """What is asked for, with how many things it is. ``wide``: pixels."""

    def __init__(self, table: Callable[[], CompanyTable]) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self.wide = look_of(self).sizes.px(_TITLES)

    def sizeHint(self) -> QSize:
        return QSize(self.wide, super().sizeHint().height())

    def height_of(self, row: int) -> int:
        look = look_of(self)
        if self._asked().rows[row].indicator is None:
            return look.sizes.px(_GROUP)
        font = look.font("secondary")
        return len(self._lines(row, look)) * pitch_of(font) + look.sizes.px(10)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look, place, table = look_of(self), QRectF(rect), self._asked()
        px, theme, way = look.sizes.px, look.theme, self.layoutDirection()
        found = table.rows[index]
        paint_head(self, painter, place)
        if found.indicator is not None:
            font = look.font("secondary")
            for number, line in enumerate(self._lines(index, look)):
                top = place.top() + px(5) + number * pitch_of(font)
                band = QRectF(place.left() + self._indent(look), top, place.width(), pitch_of(font))
                draw_text(painter, mirrored(band, place, way), line, font, theme.muted)
            return
        if found.group is not None:
            side = px(_CHEVRON)
            spot = QRectF(place.left() + px(_PAD), place.center().y() - side / 2, side, side)
            icon = "chevron-down" if found.number in table.unfolded else "chevron-right"
            paint_icon(painter, mirrored(spot, place, way), icon, theme.muted)
        inner = place.adjusted(self._indent(look), 0, -px(_OF + 4), 0)
        font = look.font("body", strong=True)
        draw_text(painter, mirrored(inner, place, way), table.title(index), font, theme.text)
        words = self.tr("of {count}").format(count=table.of(index))
        end = QRectF(place.right() - px(_OF + _SIDE), place.top(), px(_OF), place.height())
        aligned = Qt.AlignmentFlag.AlignRight
        draw_text(painter, mirrored(end, place, way), words, look.font("secondary"), theme.muted, aligned)

    def _indent(self, look: Look) -> int:
        return look.sizes.px(_PAD + _CHEVRON + 6)

    def _lines(self, row: int, look: Look) -> list[str]:
        room = self.wide - self._indent(look) - look.sizes.px(_SIDE)
        return wrap(self._asked().title(row), look.font("secondary"), room)


class _CountDelegate(QStyledItemDelegate):
    """A count with its share as a line, or a mark."""

    def __init__(self, table: CompaniesTable) -> None:
        super().__init__(table)
        self._view = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, place, table = look_of(self._view), QRectF(option.rect), self._view.table
        px, theme, way = look.sizes.px, look.theme, self._view.layoutDirection()
        row, said = index.row(), table.said(index.row(), index.column())
        found = table.rows[row]
        painter.fillRect(place, theme.surface)
        rule(painter, place.left(), place.bottom() - 1, place.width(), theme.line)
        if found.indicator is not None:
            side = px(SIZE)
            spot = QRectF(place.left() + px(_SIDE + 2), place.center().y() - side / 2, side, side)
            verdict = Verdict.OPEN if said else Verdict.NOT_DISCLOSED
            paint_mark(painter, mirrored(spot, place, way), verdict, theme)
        else:
            self._paint_count(painter, place, (said, table.of(row)), look, strong=found.group is None)
        if self._view.shows_focus and self._view.hasFocus() and index == self._view.currentIndex():
            focus_ring(painter, place.adjusted(2, 2, -2, -2), 6, theme)

    def _paint_count(
        self, painter: QPainter, place: QRectF, count: tuple[int, int], look: Look, *, strong: bool
    ) -> None:
        (said, of), px, way = count, look.sizes.px, self._view.layoutDirection()
        font = look.font("body", strong=strong, numbers=True)
        number = QRectF(place.left() + px(_SIDE), place.top(), px(_NUMBER), place.height())
        draw_text(painter, mirrored(number, place, way), str(said), font, look.theme.text)
        wide = min(px(_TRACK_WIDE), place.width() - px(_SIDE + _NUMBER + 8))
        if wide <= 0 or text_width(str(said), font) > px(_NUMBER):
            return
        left, high = place.left() + px(_SIDE + _NUMBER + 2), px(_TRACK)
        track = QRectF(left, place.center().y() - high / 2, wide, high)
        fill_round(painter, mirrored(track, place, way), high / 2, look.theme.sunken, look.theme.line)
        if said:
            filled = QRectF(left, track.top(), max(high, wide * said / of), high)
            fill_round(painter, mirrored(filled, place, way), high / 2, look.theme.accent)
