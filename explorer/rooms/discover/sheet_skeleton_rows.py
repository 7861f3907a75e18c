"""Shown until the Hub has answered: the outline of a sheet in grey."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from explorer.kit.mirror import mirrored
from explorer.kit.paint import fill_round, rule
from explorer.kit.theme import look_of

# Shapes of the sheet at 100 %: left, top, width, height. Widths below 1 are shares of the page.
_EDGE = 26
_TITLE = (0.0, 17, 220, 22)
_PILLS = (0.0, 49, 200, 20)
_TABS = ((0.0, 70), (91, 30), (142, 40), (203, 80), (304, 96))  # where a word begins, and its width
_TABS_TOP, _LINE = 82, 104
_SUBTITLE = (0.0, 125, 300, 12)
_CARD_TOP, _CARD_HEIGHT, _CARD_GAP = 152, 98, 10
_GROUPS = ((286, 4), (470, 3))  # where a heading stands, and its rows
_FACT = 35
_COLUMNS = ((0, 90), (150, 120))
_SOURCE = 240
_FACT_LEAST, _FACT_SHARE = 190, 0.31  # as of a row of kit/facts
_NARROW = 560


class SheetSkeleton(QLabel):
    """A title, three cards and rows of facts, in grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The model is being read"))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_head(painter)
            self._paint_cards(painter)
            for top, rows in _GROUPS:
                self._paint_group(painter, top, rows)

    def _paint_head(self, painter: QPainter) -> None:
        for left, top, width, height in (_TITLE, _PILLS, _SUBTITLE):
            self._shape(painter, left, top, width, height)
        for left, width in _TABS:
            self._shape(painter, left, _TABS_TOP, width, 11)
        look = look_of(self)
        rule(painter, 0, look.sizes.px(_LINE), self.width(), look.theme.line)

    def _paint_cards(self, painter: QPainter) -> None:
        look = look_of(self)
        page = self.width() / look.sizes.px(100) * 100 - 2 * _EDGE
        width = (page - 2 * _CARD_GAP) / 3
        for number in range(3):
            left = number * (width + _CARD_GAP)
            card = self._placed(left, _CARD_TOP, width, _CARD_HEIGHT)
            fill_round(painter, card, look.sizes.px(12), look.theme.surface, look.theme.line)
            self._shape(painter, left + 15, _CARD_TOP + 17, width * 0.5, 10)
            self._shape(painter, left + 15, _CARD_TOP + 38, width * 0.4, 14)
            self._shape(painter, left + 15, _CARD_TOP + 64, width * 0.65, 11)

    def _paint_group(self, painter: QPainter, top: int, rows: int) -> None:
        look = look_of(self)
        self._shape(painter, 0, top, 130, 15)
        columns = self._columns()
        for number in range(rows):
            at = top + 28 + number * _FACT
            for left, width in columns:
                self._shape(painter, left, at + 11, width, 11)
            edge = look.sizes.px(_EDGE)
            below = look.sizes.px(at + _FACT) - 1
            rule(painter, edge, below, self.width() - 2 * edge, look.theme.line)

    def _columns(self) -> tuple[tuple[float, float], ...]:
        look = look_of(self)
        page = self.width() / look.sizes.px(100) * 100 - 2 * _EDGE
        if page < _NARROW:
            return _COLUMNS
        facts, _width = _COLUMNS[1]
        return (*_COLUMNS, (facts + max(_FACT_LEAST, page * _FACT_SHARE), _SOURCE))

    def _shape(self, painter: QPainter, left: float, top: float, width: float, height: float) -> None:
        look = look_of(self)
        spot = self._placed(left, top, width, height)
        fill_round(painter, spot, min(look.sizes.px(6), spot.height() / 2), look.theme.line)

    def _placed(self, left: float, top: float, width: float, height: float) -> QRectF:
        px = look_of(self).sizes.px
        spot = QRectF(px(_EDGE + left), px(top), px(width), px(height))
        return mirrored(spot, QRectF(self.rect()), self.layoutDirection())
