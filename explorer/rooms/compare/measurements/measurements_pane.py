"""The part Measurements: bars in cards, one bar a column with its number beside it, and the conditions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.domain.units import off_text
from explorer.domain.words import enumerated
from explorer.kit.actions import Action
from explorer.kit.card import Card
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.measurements.charts import Chart, ChartBar, EstimateCheck, MeasurementsContent

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


def longest_of(charts: Sequence[Chart]) -> LongestTexts:
    look, bars = look_of(), [bar for chart in charts for bar in chart.bars]
    return LongestTexts(
        _longest([shown(bar.title) for bar in bars], look.font()),
        _longest([shown(bar.text) for bar in bars], look.font(strong=True, numbers=True)),
        _longest([shown(bar.counted) for bar in bars], look.font("secondary", numbers=True)),
    )


class BarRow(QLabel):
    """Name, bar, number and how many answers stand behind it. Says itself to screen readers."""

    def __init__(
        self, bar: ChartBar, top: float, longest: LongestTexts, parent: QWidget | None = None
    ) -> None:
        words = f"{shown(bar.title)}: {bar.text}"
        super().__init__(words, parent)
        self._bar, self._top, self._longest = bar, top, longest
        self._counted = shown(bar.counted)
        told = ", ".join(part for part in (words, shown(bar.spread), self._counted) if part)
        self.setAccessibleName(told)
        self.setToolTip(plain_tip(told))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(380), px(_ROW))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NAME + _NUMBER + 100), px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, way = look.theme, look.sizes.px, self.layoutDirection()
        row = QRectF(self.rect())
        small, strong = look.font("secondary", numbers=True), look.font(strong=True, numbers=True)
        left = self._name_width()
        track = self.track
        counted = text_width(self._longest.count, small) + px(_GAP)
        end = row.width() - counted
        name = QRectF(0, 0, left - px(_GAP), row.height())
        number = QRectF(track.right(), 0, end - track.right(), row.height())
        count = QRectF(end, 0, counted, row.height())
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            draw_text(painter, mirrored(name, row, way), shown(self._bar.title), look.font(), theme.text)
            self._paint_bar(painter, track)
            draw_text(painter, mirrored(number, row, way), self._bar.text, strong, theme.text, right)
            draw_text(painter, mirrored(count, row, way), self._counted, small, theme.muted, right)

    @property
    def track(self) -> QRectF:
        """Where its bar can be: the same in every row of the same width."""
        look, left = look_of(self), self._name_width()
        px = look.sizes.px
        counted = text_width(self._longest.count, look.font("secondary", numbers=True)) + px(_GAP)
        number = text_width(self._longest.number, look.font(strong=True, numbers=True)) + px(_GAP + 2)
        end = self.width() - counted - max(px(_NUMBER), number)
        return QRectF(left, (self.height() - px(_BAR)) // 2, end - left, px(_BAR))

    def _name_width(self) -> float:
        look = look_of(self)
        needed = text_width(self._longest.name, look.font()) + look.sizes.px(_GAP + 2)
        return min(needed, self.width() * _NAME_SHARE)

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        """The median as a bar, the middle half as a line over its end."""
        theme, row, way = look_of(self).theme, QRectF(self.rect()), self.layoutDirection()
        fill_round(painter, mirrored(track, row, way), 4, theme.sunken)
        share = self._bar.value / self._top if self._top > 0 else 0.0
        filled = QRectF(track.left(), track.top(), max(4.0, track.width() * share), track.height())
        fill_round(painter, mirrored(filled, row, way), 4, theme.accent)
        if self._bar.low is None or self._bar.high is None or self._bar.low == self._bar.high:
            return
        left = track.left() + track.width() * self._bar.low / self._top
        right = track.left() + track.width() * self._bar.high / self._top
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
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
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
            self._shown.hide()
            self._shown.deleteLater()
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
        px = look_of(self).sizes.px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(20), px(18), px(20), px(20))
        column.setSpacing(px(14))
        cards = QWidget()
        grid = ColumnsLayout(cards, narrowest=px(400), spacing=px(14), most=2)
        longest = longest_of(numbers.charts)
        for chart in numbers.charts:
            grid.addWidget(_ChartCard(chart, longest))
        column.addWidget(cards)
        if numbers.foretold:
            column.addWidget(_EstimatesCard(numbers.foretold))
        column.addWidget(_ConditionsCard(numbers))
        column.addStretch()
        return Scroll(page, self.tr("Measurements"))


class _Sentence(Para):
    """No wider than a line can be followed."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setMaximumWidth(look_of(self).sizes.px(_LINE))

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self.maximumWidth()))


class _ConditionsCard(Card):
    """What the numbers hold for, in sentences that are read and not looked past."""

    def __init__(self, numbers: MeasurementsContent) -> None:
        super().__init__("plain", 20)
        title = self.tr("How this was measured")
        self.setAccessibleName(title)
        self.body.setSpacing(look_of(self).sizes.px(6))
        self.body.addWidget(Label(title, "heading"))
        hint = self.tr(
            "A thin line over a bar: the middle half of the answers lies there; of fewer than four, all do."
        )
        for words in (numbers.conditions, numbers.left_out, hint):
            if words:
                self.body.addWidget(_Sentence(words))


class _EstimatesCard(Card):
    """What was said before, what came, and how far off that was."""

    def __init__(self, estimates: Sequence[EstimateCheck]) -> None:
        super().__init__("plain", 20)
        title = self.tr("Estimated before, measured after")
        self.setAccessibleName(title)
        self.body.addWidget(Label(title, "heading"))
        for one in estimates:
            pairs = shown(enumerated(one.pairs))
            told = f"{shown(one.title)}: {pairs}"
            if one.error is not None:
                error = self.tr("off by {percent}").format(percent=shown(off_text(one.error)))
                told = f"{told} ({error})"
            self.body.addWidget(Para(told, tone="muted"))


class _ChartCard(Card):
    def __init__(self, chart: Chart, longest: LongestTexts) -> None:
        super().__init__("plain", 20)
        self.setAccessibleName(shown(chart.title))
        head = QHBoxLayout()
        head.addWidget(Label(chart.title, "heading"))
        unit = Elided(chart.unit, "secondary", "muted")
        unit.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(unit, 1)
        self.body.setSpacing(0)
        self.body.add(head, 6)
        for bar in chart.bars:
            self.body.addWidget(BarRow(bar, chart.top, longest))
        self.body.addStretch()  # one with fewer bars than its neighbour begins where that does


def _longest(texts: Sequence[str], font: QFont) -> str:
    return max(texts, key=partial(text_width, font=font))
