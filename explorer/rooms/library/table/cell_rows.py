"""Paints one row of the library's table."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyleOptionViewItem, QWidget

from explorer.domain.local_model import OtherApp
from explorer.domain.words import Words
from explorer.kit.language import shown
from explorer.kit.mirror import mirrored
from explorer.kit.paint import TextPainter, draw_text, focus_ring, rule, text_width
from explorer.kit.pill import HEIGHT as PILL
from explorer.kit.pill import paint_pill, pill_width
from explorer.kit.theme import Look, Sizes, look_of
from explorer.kit.verdict_marks import SIZE as MARK
from explorer.kit.verdict_marks import paint_verdict
from explorer.rooms.library.table.action_rows import action_zones, paint_zones
from explorer.rooms.library.table.cell_words import INTACT_WORDS, ORIGIN_WORDS, CellWords
from explorer.rooms.library.table.column_widths import EDGE, GAP
from explorer.rooms.library.table.listing import LibraryColumn, LibraryRow, ModelVerb
from explorer.rooms.library.table.rows import intact_mark
from explorer.transparency.licensing.licenses import Licenses

ROW_HEIGHT = 46  # at 100 %
NUMBERS = frozenset({LibraryColumn.SIZE, LibraryColumn.PARAMETERS, LibraryColumn.CONTEXT})
MARK_GAP = 6  # of the kit, between mark and word
_NUMBER_GAP = 22  # numbers end well before the next column begins

type _Index = QModelIndex | QPersistentModelIndex


class PaintedTable(Protocol):
    """What the painter asks of its table."""

    hovered: int
    hovered_verb: ModelVerb | None
    is_on_zone: bool
    folds_version: bool
    folds_state: bool
    is_narrow: bool

    @property
    def shows_ring(self) -> bool: ...


class RowPainter(QObject):
    """Draws a row whole: cell by cell, as a delegate is asked to, took more than twice as long."""

    def __init__(self, table: PaintedTable, words: CellWords, licenses: Licenses, parent: QWidget) -> None:
        super().__init__(parent)
        self._table, self._words, self._licenses = table, words, licenses
        self._rescale(look_of(self))
        self._look.changed.connect(self._rescale)

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        """Fonts are kept: to make them for each cell is a sixth of the time of a scrolled frame."""
        self._look = look
        self._name, self._small = look.font(strong=True), look.font("secondary")
        self._plain, self._words_at_end = TextPainter(look.font(numbers=True)), TextPainter(look.font())

    def paint(
        self,
        painter: QPainter,
        number: int,
        row: LibraryRow,
        cells: Mapping[LibraryColumn, QRectF],
        *,
        is_chosen: bool,
    ) -> None:
        """``cells``: the columns that are shown, in the order of the table, and where each is in this row."""
        whole = cells[LibraryColumn.MODEL].united(cells[LibraryColumn.ACTIONS])
        way = painter.layoutDirection()
        self._paint_ground(painter, whole, number, is_chosen=is_chosen)
        for column, cell in cells.items():
            spot = content_rect(cell, column, way, self._look.sizes)
            if column is LibraryColumn.ACTIONS:
                self._paint_actions(painter, spot, row, number)
            else:
                self._paint_content(painter, spot, row, column, is_chosen=is_chosen)
        if is_chosen and self._table.shows_ring:
            focus_ring(painter, whole.adjusted(0, 0, 0, -1), 4, self._look.theme)

    def _paint_ground(self, painter: QPainter, whole: QRectF, number: int, *, is_chosen: bool) -> None:
        theme = self._look.theme
        is_hovered = number == self._table.hovered
        ground = theme.soft_accent if is_chosen else theme.window if is_hovered else theme.surface
        painter.fillRect(whole, ground)
        rule(painter, whole.left(), whole.bottom() - 1, whole.width(), theme.line)

    def _paint_content(
        self, painter: QPainter, cell: QRectF, row: LibraryRow, column: LibraryColumn, *, is_chosen: bool
    ) -> None:
        if column is LibraryColumn.MODEL:
            self._paint_name(painter, cell, row)
        elif column is LibraryColumn.LICENSE:
            self._paint_license(painter, cell, row, is_chosen=is_chosen)
        elif column is LibraryColumn.INTACT:
            paint_verdict(painter, cell, intact_mark(row), shown(self._words.cell(row, column)))
        else:
            look = self._look
            colour = look.theme.text if column is LibraryColumn.SIZE else look.theme.muted
            align = alignment(column)
            self._plain.draw(painter, cell, shown(self._words.cell(row, column)), colour, align)

    def _paint_name(self, painter: QPainter, cell: QRectF, row: LibraryRow) -> None:
        look = self._look
        half = look.sizes.px(20)
        top = cell.center().y() - half + 1
        name = QRectF(cell.left(), top, cell.width(), half - 1)
        below = QRectF(cell.left(), top + half - 2, cell.width(), half - 2)
        draw_text(painter, name, row.model.name, self._name, look.theme.text)
        table = self._table
        said = self._words.below(row, with_version=table.folds_version, with_state=table.folds_state)
        words = shown(said)
        draw_text(painter, below, words, self._small, look.theme.muted)

    def _paint_license(self, painter: QPainter, cell: QRectF, row: LibraryRow, *, is_chosen: bool) -> None:
        look = self._look
        text, height = shown(self._words.cell(row, LibraryColumn.LICENSE)), look.sizes.px(PILL)
        width = min(cell.width(), pill_width(text, self._small, look.sizes))
        pill = QRectF(cell.left(), round(cell.center().y() - height / 2), width, height)
        place = mirrored(pill, cell, painter.layoutDirection())
        tone = self._licenses.tone(row.model.license)
        paint_pill(painter, place, text, tone, font=self._small, theme=look.theme, on_chosen=is_chosen)

    def _paint_actions(self, painter: QPainter, cell: QRectF, row: LibraryRow, number: int) -> None:
        is_hovered = number == self._table.hovered and self._table.is_on_zone
        zones = action_zones(row, cell, painter.layoutDirection(), is_narrow=self._table.is_narrow)
        verb = self._table.hovered_verb
        paint_zones(painter, zones, self._words_at_end, verb, is_hovered=is_hovered)


class RowHeightDelegate(QAbstractItemDelegate):
    """Tells the height of a row; the table paints it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, look_of().sizes.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Nothing: see RowPainter."""


def content_rect(cell: QRectF, column: LibraryColumn, direction: Qt.LayoutDirection, sizes: Sizes) -> QRectF:
    """Without the outer margin and the gap to the next column."""
    px = sizes.px
    before = px(EDGE) if column is LibraryColumn.MODEL else 0
    after = px(EDGE if column is LibraryColumn.ACTIONS else _NUMBER_GAP if column in NUMBERS else GAP)
    return mirrored(cell.adjusted(before, 0, -after, -1), cell, direction)


def alignment(column: LibraryColumn) -> Qt.AlignmentFlag:
    """Numbers end under each other."""
    return Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft


def word_widths() -> dict[LibraryColumn, float]:
    """What words take in the columns that hold some, in pixels at 100 %, with the gap to the next column."""
    look = look_of()
    scale, strong = look.sizes.percent / 100, look.font(strong=True)

    def widest(words: Iterable[str], font: QFont) -> float:
        return max(text_width(shown(text), font) for text in words) / scale + GAP + 1

    return {
        LibraryColumn.INTACT: widest(INTACT_WORDS, strong) + MARK + MARK_GAP,
        LibraryColumn.USED: widest((Words("{n} months ago", n=22),), look.font()),
        LibraryColumn.ORIGIN: widest((*ORIGIN_WORDS.values(), OtherApp.HUGGING_FACE), look.font()),
    }
