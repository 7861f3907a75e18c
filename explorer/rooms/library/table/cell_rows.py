"""Paints the cells of the library's table."""

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.kit.language import shown
from explorer.kit.paint import TextPainter, draw_text, mirrored
from explorer.kit.pill import HEIGHT as PILL
from explorer.kit.pill import paint_pill, pill_width
from explorer.kit.theme import Look, Sizes, look_of
from explorer.kit.verdict_marks import paint_verdict
from explorer.rooms.library.table.column_widths import EDGE, GAP, TableFit
from explorer.rooms.library.table.columns import ACTIONS, MODEL, CellLook, LibraryColumn, second_line
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.rows import intact_mark
from explorer.services import Core

_NUMBER_GAP = 22  # at 100 %: numbers end well before the next column begins


class RowPainter(QObject):
    """Draws what stands in a cell, but for the words at the end of a row."""

    def __init__(self, core: Core, fit: TableFit, parent: QWidget) -> None:
        super().__init__(parent)
        self._core, self._fit = core, fit
        self._rescale(look_of(self))
        self._look.changed.connect(self._rescale)

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        """Fonts are kept: to make them for each cell is a sixth of the time of a scrolled frame."""
        self._look = look
        self._name, self._small = look.font(strong=True), look.font("secondary")
        self._plain, self.words_at_end = TextPainter(look.font(numbers=True)), TextPainter(look.font())

    def paint(
        self, painter: QPainter, cell: QRectF, row: LibraryRow, column: LibraryColumn, *, is_chosen: bool
    ) -> None:
        text = shown(column.text(row, self._core))
        match column.look:
            case CellLook.NAME:
                self._paint_name(painter, cell, row)
            case CellLook.PILL:
                self._paint_license(painter, cell, row, text, is_chosen=is_chosen)
            case CellLook.VERDICT:
                paint_verdict(painter, cell, intact_mark(row), text)
            case look:
                theme = self._look.theme
                colour = theme.text if look is CellLook.PLAIN else theme.muted
                self._plain.draw(painter, cell, text, colour, alignment(column))

    def _paint_name(self, painter: QPainter, cell: QRectF, row: LibraryRow) -> None:
        look = self._look
        half = look.sizes.px(20)
        top = cell.center().y() - half + 1
        name = QRectF(cell.left(), top, cell.width(), half - 1)
        below = QRectF(cell.left(), top + half - 2, cell.width(), half - 2)
        draw_text(painter, name, row.model.name, self._name, look.theme.text)
        draw_text(painter, below, shown(second_line(row, self._fit.hidden)), self._small, look.theme.muted)

    def _paint_license(
        self, painter: QPainter, cell: QRectF, row: LibraryRow, text: str, *, is_chosen: bool
    ) -> None:
        look = self._look
        height = look.sizes.px(PILL)
        width = min(cell.width(), pill_width(text, self._small, look.sizes))
        pill = QRectF(cell.left(), round(cell.center().y() - height / 2), width, height)
        place = mirrored(pill, cell, painter.layoutDirection())
        tone = self._core.licenses.tone(row.model.license)
        paint_pill(painter, place, text, tone, font=self._small, theme=look.theme, on_chosen=is_chosen)


def content_rect(cell: QRectF, column: LibraryColumn, direction: Qt.LayoutDirection, sizes: Sizes) -> QRectF:
    """Without the outer margin and the gap to the next column."""
    px = sizes.px
    before = px(EDGE) if column is MODEL else 0
    after = px(EDGE if column is ACTIONS else _NUMBER_GAP if column.is_number else GAP)
    return mirrored(cell.adjusted(before, 0, -after, -1), cell, direction)


def alignment(column: LibraryColumn) -> Qt.AlignmentFlag:
    """Numbers end under each other."""
    return Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
