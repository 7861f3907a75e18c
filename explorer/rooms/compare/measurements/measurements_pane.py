"""The part Measurements: bars in cards, one bar a column with its number beside it, and the conditions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import Card
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown, tr
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.measurements.measures import (
    ColumnSpread,
    Measurement,
    MeasurementsContent,
    SpreadKind,
)

_ROW, _BAR, _NAME, _NUMBER = 33, 14, 132, 64
_LINE = 760  # the longest of the sentences under the charts
_GAP = 10
_NAME_SHARE = 0.42  # of the row, at most: names are long, and a bar says enough on the rest


@dataclass(frozen=True)
class LongestTexts:
    """The longest texts of all charts: their bars begin and end under each other, and so do the numbers."""

    name: str
    number: str
    count: str


def longest_of(content: MeasurementsContent) -> LongestTexts:
    look, bars = look_of(), [(one, spread) for one in content.charts for spread in one.spreads]
    return LongestTexts(
        _longest([shown(content.titles[spread.column]) for _, spread in bars], look.font()),
        _longest([shown(spread.text) for _, spread in bars], look.font(strong=True, numbers=True)),
        _longest([shown(one.counted(spread)) for one, spread in bars], look.font("secondary", numbers=True)),
    )


class BarRow(PaintedLabel):
    """Name, bar, number and how many answers stand behind it. Says itself to screen readers."""

    def __init__(self, title: str, chart: Measurement, spread: ColumnSpread, longest: LongestTexts) -> None:
        super().__init__(f"{shown(title)}: {spread.text}")
        self._title, self._spread, self._top, self._longest = shown(title), spread, chart.top, longest
        self._counted = shown(chart.counted(spread))
        told = ", ".join(part for part in (self.text(), self._range(), self._counted) if part)
        self.setAccessibleName(told)
        self.setToolTip(plain_tip(told))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _range(self) -> str:
        """Said where no line explains what the ends are."""
        told = shown(self._spread.range_text)
        is_half = self._spread.kind is SpreadKind.MIDDLE_HALF
        return self.tr("middle half {range}").format(range=told) if is_half else told

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NAME + _NUMBER + 100), px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, row, way = look_of(self), QRectF(self.rect()), self.layoutDirection()
        theme, right = look.theme, Qt.AlignmentFlag.AlignRight
        small, strong = look.font("secondary", numbers=True), look.font(strong=True, numbers=True)
        name, track, number, count = self._places()
        with QPainter(self) as painter:
            draw_text(painter, mirrored(name, row, way), self._title, look.font(), theme.text)
            self._paint_bar(painter, track)
            draw_text(painter, mirrored(number, row, way), self._spread.text, strong, theme.text, right)
            draw_text(painter, mirrored(count, row, way), self._counted, small, theme.muted, right)

    @property
    def track(self) -> QRectF:
        """Where its bar can be: the same in every row of the same width."""
        return self._places()[1]

    def _places(self) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """Of name, bar, number and count."""
        look, width, height = look_of(self), self.width(), self.height()
        px, longest = look.sizes.px, self._longest
        left = min(text_width(longest.name, look.font()) + px(_GAP + 2), width * _NAME_SHARE)
        number = text_width(longest.number, look.font(strong=True, numbers=True)) + px(_GAP + 2)
        end = width - text_width(longest.count, look.font("secondary", numbers=True)) - px(_GAP)
        right = end - max(px(_NUMBER), number)
        return (
            QRectF(0, 0, left - px(_GAP), height),
            QRectF(left, (height - px(_BAR)) // 2, right - left, px(_BAR)),
            QRectF(right, 0, end - right, height),
            QRectF(end, 0, width - end, height),
        )

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        """The median as a bar, the middle half as a line over its end."""
        theme, row, way = look_of(self).theme, QRectF(self.rect()), self.layoutDirection()
        fill_round(painter, mirrored(track, row, way), 4, theme.sunken)
        spread, top = self._spread, self._top or 1.0  # all are empty
        filled = QRectF(
            track.left(), track.top(), max(4.0, track.width() * spread.median / top), track.height()
        )
        fill_round(painter, mirrored(filled, row, way), 4, theme.accent)
        if spread.low is None or spread.high is None or spread.low == spread.high:
            return
        left = track.left() + track.width() * spread.low / top
        right = track.left() + track.width() * spread.high / top
        half = QRectF(left, track.center().y() - 1, max(2.0, right - left), 2)
        edge = half.adjusted(-1, -1, 1, 1)  # seen on the bar and beside it
        fill_round(painter, mirrored(edge, row, way), 1, theme.surface)
        painter.fillRect(mirrored(half, row, way), theme.text)


class MeasurementsView(QWidget):
    """The charts and their conditions, or what to do to get some."""

    def __init__(
        self, read: Callable[[], MeasurementsContent], ask: Action, parent: QWidget | None = None
    ) -> None:
        """``read`` is asked when they are seen: a run brings new ones with every answer."""
        super().__init__(parent)
        self._read, self._ask = read, ask
        self._box = boxes.column(self)
        self._shown: QWidget | None = None

    def refresh(self, _change: object = None) -> None:
        """What is measured is another."""
        if self.isVisible():
            self._rebuild()
        elif self._shown is not None:
            self._drop()

    def showEvent(self, event: QShowEvent) -> None:
        if self._shown is None:
            self._rebuild()
        super().showEvent(event)

    def _drop(self) -> None:
        if self._shown is not None:
            self._box.drop((self._shown,))
            self._shown = None

    def _rebuild(self) -> None:
        """Where it was scrolled to, it stays."""
        at = self._shown.verticalScrollBar().value() if isinstance(self._shown, Scroll) else 0
        self._drop()
        numbers = self._read()
        self._shown = self._page(numbers) if numbers.charts else self._empty()
        self._box.addWidget(self._shown)
        if isinstance(self._shown, Scroll) and at:
            QTimer.singleShot(0, self._shown, partial(self._shown.verticalScrollBar().setValue, at))

    def _empty(self) -> QWidget:
        return EmptyState(
            "clock",
            self.tr("Nothing was measured yet"),
            self.tr("Speed, memory and load time are measured while the models answer. Ask something first."),
            self._ask,
        )

    def _page(self, numbers: MeasurementsContent) -> QWidget:
        page, cards = QWidget(), QWidget()
        column = boxes.column(page, margins=(20, 18, 20, 20), spacing=14)
        px = look_of(self).sizes.px
        grid = ColumnsLayout(cards, narrowest=px(400), spacing=px(14), most=2)
        longest = longest_of(numbers)
        for chart in numbers.charts:
            grid.addWidget(_chart_card(chart, numbers.titles, longest))
        column.add(cards)
        if numbers.estimates:
            column.add(_estimates_card(numbers))
        column.add(_conditions_card(numbers), boxes.STRETCH)
        return Scroll(page, self.tr("Measurements"))


class _Sentence(Para):
    """No wider than a line can be followed."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setMaximumWidth(look_of(self).sizes.px(_LINE))

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self.maximumWidth()))


def _conditions_card(numbers: MeasurementsContent) -> Card:
    """What the numbers hold for, in sentences that are read and not looked past."""
    card = _card(tr("How this was measured"))
    card.body.setSpacing(look_of(card).sizes.px(6))
    hint = tr(
        "A thin line over a bar: the middle half of the answers lies there; of fewer than four, all do."
    )
    card.body.add(*(_Sentence(words) for words in (numbers.conditions, numbers.left_out, hint) if words))
    return card


def _estimates_card(numbers: MeasurementsContent) -> Card:
    """What was said before, what came, and how far off that was."""
    card = _card(tr("Estimated before, measured after"))
    card.body.add(*(Para(told, tone="muted") for told in numbers.estimates))
    return card


def _card(title: str) -> Card:
    card = Card("plain", 20)
    card.setAccessibleName(title)
    card.body.addWidget(Label(title, "heading"))
    return card


def _chart_card(chart: Measurement, titles: Mapping[str, str], longest: LongestTexts) -> Card:
    card = Card("plain", 20)
    card.setAccessibleName(shown(chart.title))
    unit = Elided(chart.unit, "secondary", "muted")
    unit.setAlignment(Qt.AlignmentFlag.AlignRight)
    card.body.setSpacing(0)
    card.body.add(boxes.row().add(Label(chart.title, "heading"), boxes.stretched(unit)), 6)
    card.body.add(*(BarRow(titles[spread.column], chart, spread, longest) for spread in chart.spreads))
    card.body.addStretch()  # one with fewer bars than its neighbour begins where that does
    return card


def _longest(texts: Sequence[str], font: QFont) -> str:
    return max(texts, key=partial(text_width, font=font))
