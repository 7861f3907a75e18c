"""Shown until the Hub has answered: the outline of a sheet in grey."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from explorer.kit.paint import fill_round, mirrored, rule
from explorer.kit.theme import look_of

type _Shape = tuple[float, float, float, float]  # left, top, width and height at 100 %, within the page

_EDGE = 26
_TABS = ((0, 70), (91, 30), (142, 40), (203, 80), (304, 96))  # where a word begins, and its width
_HEAD: tuple[_Shape, ...] = (
    (0, 17, 220, 22), (0, 49, 200, 20), (0, 125, 300, 12), *((left, 82, width, 11) for left, width in _TABS),
)  # fmt: skip
_HEAD_LINE = 104
_CARD_TOP, _CARD_HEIGHT, _CARD_GAP = 152, 98, 10
_GROUPS = ((286, 4), (470, 3))  # where a heading stands, and its rows
_FACT = 35
_FACT_LEAST, _FACT_SHARE, _NARROW = 190, 0.31, 560  # as of a row of kit/facts


class SheetSkeleton(QLabel):
    """A title, three cards and rows of facts, in grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The model is being read"))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, line = look.sizes.px, look.theme.line
        page = self.width() / px(100) * 100 - 2 * _EDGE
        with QPainter(self) as painter:
            for card in _cards(page):
                fill_round(painter, self._placed(card), px(12), look.theme.surface, line)
            for shape in (*_HEAD, *_in_cards(page), *_facts(page)):
                spot = self._placed(shape)
                fill_round(painter, spot, min(px(6), spot.height() / 2), line)
            rule(painter, 0, px(_HEAD_LINE), self.width(), line)
            for top in _fact_tops():
                rule(painter, px(_EDGE), px(top + _FACT) - 1, self.width() - 2 * px(_EDGE), line)

    def _placed(self, shape: _Shape) -> QRectF:
        left, top, width, height = shape
        px = look_of(self).sizes.px
        spot = QRectF(px(_EDGE + left), px(top), px(width), px(height))
        return mirrored(spot, QRectF(self.rect()), self.layoutDirection())


def _cards(page: float) -> Iterator[_Shape]:
    width = (page - 2 * _CARD_GAP) / 3
    for number in range(3):
        yield number * (width + _CARD_GAP), _CARD_TOP, width, _CARD_HEIGHT


def _in_cards(page: float) -> Iterator[_Shape]:
    for left, top, width, _height in _cards(page):
        yield left + 15, top + 17, width * 0.5, 10
        yield left + 15, top + 38, width * 0.4, 14
        yield left + 15, top + 64, width * 0.65, 11


def _fact_tops() -> Iterator[int]:
    return (top + 28 + number * _FACT for top, rows in _GROUPS for number in range(rows))


def _facts(page: float) -> Iterator[_Shape]:
    yield from ((0, top, 130, 15) for top, _rows in _GROUPS)
    source = 150 + max(_FACT_LEAST, page * _FACT_SHARE)
    columns = ((0, 90), (150, 120), *(((source, 240),) if page >= _NARROW else ()))
    yield from ((left, top + 11, width, 11) for top in _fact_tops() for left, width in columns)
