"""The skeleton of the library's table while the models folder is read."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from explorer.kit.paint import fill_round, mirrored, rule
from explorer.kit.theme import look_of
from explorer.rooms.library.table.cell_rows import ROW_HEIGHT, content_rect
from explorer.rooms.library.table.column_widths import fit_columns, word_widths

# Pixels at 100 %.
_ROWS = 6
_HEADER = 36
_SHAPE = 12
_SHARES = (0.62, 0.5, 0.7, 0.55, 0.45, 0.6)  # of a column, row by row


class TableSkeleton(QLabel):
    """Rows of grey shapes under the columns that the table will have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The models folder is being read"))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(_HEADER + 2 * ROW_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, width = look.sizes.px, self.width()
        spots = self._columns()
        with QPainter(self) as painter:
            painter.fillRect(0, px(_HEADER), width, _ROWS * px(ROW_HEIGHT), look.theme.surface)
            rule(painter, 0, px(_HEADER) - 1, width, look.theme.line)
            for number in range(_ROWS):
                top = px(_HEADER) + number * px(ROW_HEIGHT)
                for spot in spots:
                    self._shape(painter, spot, top, _SHARES[number])
                rule(painter, 0, top + px(ROW_HEIGHT) - 1, width, look.theme.line)

    def _columns(self) -> list[tuple[float, float, bool]]:
        """Of each column: where it begins, its width without the gap, and whether numbers end there."""
        sizes = look_of(self).sizes
        widths = fit_columns(self.width(), sizes.percent / 100, spoken=word_widths())
        spots, left = [], 0.0
        for one, width in widths.items():
            cell = content_rect(QRectF(left, 0, width, 1), one, Qt.LayoutDirection.LeftToRight, sizes)
            spots.append((cell.left(), cell.width(), one.is_number))
            left += width
        return spots[:-1]

    def _shape(self, painter: QPainter, column: tuple[float, float, bool], top: int, share: float) -> None:
        px, theme = look_of(self).sizes.px, look_of(self).theme
        start, room, ends = column
        width = room * share
        left = start + room - width if ends else start
        place = QRectF(left, top + (px(ROW_HEIGHT) - px(_SHAPE)) // 2, width, px(_SHAPE))
        fill_round(painter, mirrored(place, QRectF(self.rect()), self.layoutDirection()), px(6), theme.line)
