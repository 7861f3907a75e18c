"""The heads of the grid: a model with how many it passed, the numbers and titles of items, and the corner."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from explorer.domain.words import Words
from explorer.evaluate.results.board import Tally
from explorer.evaluate.store import RunModel
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.frozen_table import TableCorner
from explorer.kit.icons import paint_icon
from explorer.kit.interval_line import IntervalLine, paint_interval
from explorer.kit.language import shown
from explorer.kit.paint import TextPainter, draw_text, mirrored, rule, text_width, wrap
from explorer.kit.pill import pill_colours
from explorer.kit.popup import menu, open_below
from explorer.kit.theme import Look, look_of
from explorer.kit.where_mark import MARK_ICONS, mark_tone
from explorer.rooms.evaluate.results.grid_rows import GridModel
from explorer.rooms.evaluate.results.head_words import interval_words, tally_words

# Pixels at 100 %.
HEAD, ROW, NARROWEST, WIDEST, TITLES, WIDEST_TITLES = 118, 26, 118, 190, 171, 340
PAD = 12  # before and after what stands in a column
_EDGE, _NUMBER, _NUMBER_GAP = 14, 22, 6  # before the titles; numbers of two digits, and behind them
_CORNER = 20
_LOOKED_AT = 60  # titles
_NAME, _LINE, _COUNT, _MARK = 18, 18, 20, 14
_NAMES_TOP, _COUNT_TOP, _INTERVAL_TOP, _TRACK_TOP = 9, 53, 73, 93
LOW_HEAD = 52  # without the tally


class GridCorner(TableCorner):
    """Says what the lines of the heads are; its button opens the orders that the items can stand in."""

    def __init__(self, parent: QWidget, actions: Callable[[], Sequence[Action]], *, has_tally: bool) -> None:
        super().__init__(parent)
        self._actions, self._has_tally = actions, has_tally
        self.order = IconButton("sort", self.tr("Order of the items"), then=self._open, parent=self)
        self.order.setObjectName("evaluate-order")
        if has_tally:
            self.setToolTip(interval_words())
        row = boxes.row(self, margins=(_CORNER - 8, 6, 0, 0))
        row.add(boxes.at_top(self.order), boxes.STRETCH)

    def _open(self) -> None:
        open_below(menu(self, self._actions()), self.order)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, font, way = look.sizes.px, look.font("secondary"), self.layoutDirection()
        lines = (
            (_COUNT_TOP, _COUNT, self.tr("Passed")),
            (_INTERVAL_TOP, _LINE, self.tr("95 % interval")),
            (_TRACK_TOP - 2, 16, self.tr("0 – 100 %")),
        )
        whole = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.fillRect(whole, look.theme.surface)
            rule(painter, 0, whole.height() - 1, whole.width(), look.theme.strong_line)
            painter.setLayoutDirection(way)
            for top, high, words in lines if self._has_tally else ():
                place = QRectF(px(_CORNER), px(top), whole.width() - px(_CORNER + 4), px(high))
                role = font if top != _TRACK_TOP - 2 else look.font("source")
                draw_text(painter, mirrored(place, whole, way), words, role, look.theme.muted)


class GridModelsHeader(QHeaderView):
    """Horizontal: what came of each model."""

    def __init__(self, table_model: Callable[[], GridModel], *, has_tally: bool) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._grid, self._has_tally = table_model, has_tally
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(
            0, look_of(self).sizes.px(HEAD if self._has_tally else LOW_HEAD)
        )  # Qt would ask for the words of each section

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        board, look = self._grid().board, look_of(self)
        whole = QRectF(rect)
        painter.fillRect(whole, look.theme.surface)
        rule(painter, whole.left(), whole.bottom() - 1, whole.width(), look.theme.strong_line)
        px, way = look.sizes.px, self.layoutDirection()
        painter.setLayoutDirection(way)
        inner = whole.adjusted(px(PAD), 0, -px(PAD - 2), 0)
        if way is Qt.LayoutDirection.RightToLeft:
            inner = whole.adjusted(px(PAD - 2), 0, -px(PAD), 0)
        if inner.width() > px(WIDEST - 2 * PAD):  # the last column has the rest of the room
            inner = mirrored(
                QRectF(inner.left(), inner.top(), px(WIDEST - 2 * PAD), inner.height()), inner, way
            )
        _paint_name(painter, inner, board.run.models[index], look)
        if self._has_tally:
            _paint_tally(painter, inner, board.tally(index), look)


def _paint_name(painter: QPainter, inner: QRectF, model: RunModel, look: Look) -> None:
    """On two lines; the quantization stands behind a name that needs both. Of one that was asked elsewhere
    its mark comes first, and its endpoint has the second line.
    """
    px, strong, plain = look.sizes.px, look.font("body", strong=True), look.font("body")
    under, most = model.quantization, 2
    if model.elsewhere is not None:
        under, most = shown(Words("at {source}", source=model.elsewhere.name)), 1
        where, way = model.elsewhere.where, painter.layoutDirection()
        mark = QRectF(inner.left(), inner.top() + px(_NAMES_TOP + 2), px(_MARK), px(_MARK))
        colour, _ground = pill_colours(look.theme, mark_tone(where))
        paint_icon(painter, mirrored(mark, inner, way), MARK_ICONS[where], colour)
        inner = mirrored(inner.adjusted(px(_MARK + 4), 0, 0, 0), inner, way)
    lines = wrap(shown(model.title), strong, inner.width(), most)
    top = inner.top() + px(_NAMES_TOP)
    for number, line in enumerate(lines):
        place = QRectF(inner.left(), top + number * px(_NAME), inner.width(), px(_NAME))
        draw_text(painter, place, line, strong, look.theme.text)
    if not under:
        return
    place = QRectF(inner.left(), top + px(_NAME), inner.width(), px(_NAME))
    if len(lines) == 2:
        taken = text_width(lines[1], strong) + px(4)
        if inner.width() - taken < text_width(under, plain):
            return  # the tooltip says it
        place = mirrored(place.adjusted(taken, 0, 0, 0), place, painter.layoutDirection())
    draw_text(painter, place, under, plain, look.theme.muted)


def _paint_tally(painter: QPainter, inner: QRectF, tally: Tally, look: Look) -> None:
    px, theme, told = look.sizes.px, look.theme, tally.told

    def line(top: int, high: int) -> QRectF:
        return QRectF(inner.left(), inner.top() + px(top), inner.width(), px(high))

    if tally.judged:
        font = look.font("heading", numbers=True)
        draw_text(painter, line(_COUNT_TOP, _COUNT), shown(told.counted), font, theme.text)
    colour = theme.bad if tally.error is not None else theme.muted
    words, font = shown(tally_words(tally)), look.font("secondary", numbers=True)
    draw_text(painter, line(_INTERVAL_TOP, _LINE), words, font, colour)
    spans: tuple[IntervalLine, ...] = ()
    if told.interval is not None:
        spans = (IntervalLine(told.rate, told.interval.low, told.interval.high),)
    paint_interval(painter, line(_TRACK_TOP, 12), spans, look)


class GridTitlesHeader(QHeaderView):
    """Vertical: numbers and titles of the items, always in view. A click opens an item."""

    def __init__(self, table_model: Callable[[], GridModel]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._grid = table_model
        self.open_row = -1  # of the board: the one whose detail is shown
        self.wide = 0  # pixels
        self._hovered = -1
        self._texts: dict[tuple[bool, bool, int], TextPainter] = {}
        self.setMinimumSectionSize(8)
        self.setSectionsClickable(True)
        self.setProperty("data", True)  # titles as their author wrote them
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(max(self.wide, self._least()), 0)

    def needed(self) -> tuple[int, int]:
        """Pixels that numbers and titles need at least, and for the longest of the first titles."""
        look, least = look_of(self), self._least()
        rows, font = self._grid().board.rows[:_LOOKED_AT], look.font(strong=True)
        longest = max((text_width(shown(row.title), font) for row in rows), default=0)
        wanted = look.sizes.px(_EDGE + _NUMBER + _NUMBER_GAP + self._more() + 8) + round(longest)
        return least, max(least, min(look.sizes.px(WIDEST_TITLES), wanted))

    def _least(self) -> int:
        return look_of(self).sizes.px(TITLES + self._more())

    def _more(self) -> int:
        """Room for numbers of more than two digits; pixels at 100 %."""
        return max(0, len(str(len(self._grid().board.rows))) - 2) * 8

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:  # also where there are no rows
            painter.fillRect(event.rect(), look_of(self).theme.surface)
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        grid, look = self._grid(), look_of(self)
        if index >= len(grid.numbers):
            return
        row, theme, px, way = grid.numbers[index], look.theme, look.sizes.px, self.layoutDirection()
        whole, is_open = QRectF(rect), grid.numbers[index] == self.open_row
        painter.fillRect(whole, theme.window if index == self._hovered else theme.surface)
        rule(painter, whole.left(), whole.bottom() - 1, whole.width(), theme.line)
        painter.setLayoutDirection(way)
        wide = px(_NUMBER + self._more())
        number = QRectF(whole.left() + px(_EDGE), whole.top(), wide, whole.height())
        right = Qt.AlignmentFlag.AlignRight
        numbers = self._text(look, strong=False, numbers=True)
        numbers.draw(painter, mirrored(number, whole, way), str(row + 1), theme.muted, right)
        place = whole.adjusted(px(_EDGE + _NUMBER_GAP) + wide, 0, -px(4), 0)
        title = shown(grid.board.rows[row].title)
        self._text(look, strong=is_open).draw(painter, mirrored(place, whole, way), title, theme.text)

    def _text(self, look: Look, *, strong: bool, numbers: bool = False) -> TextPainter:
        key = (strong, numbers, look.sizes.percent)
        if key not in self._texts:
            self._texts[key] = TextPainter(look.font(strong=strong, numbers=numbers))
        return self._texts[key]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            shape = Qt.CursorShape.ArrowCursor if row < 0 else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()


def widths_of(count: int, room: int, titles: tuple[int, int], widget: QWidget) -> tuple[int, list[int]]:
    """Of the titles, which need from ``titles[0]`` to ``titles[1]`` pixels, and of so many columns. Columns
    get what they need, then titles become readable, then columns grow; the last one has the rest. Where room
    is short, they scroll.
    """
    px, count = look_of(widget).sizes.px, max(1, count)
    least, most = titles
    titles_wide = max(least, min(most, room - count * px(NARROWEST)))
    each = max(px(NARROWEST), min(px(WIDEST), (room - titles_wide) // count))
    return titles_wide, [each] * (count - 1) + [max(each, room - titles_wide - each * (count - 1))]
