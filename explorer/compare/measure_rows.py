"""What was measured, as painted bars in cards: one bar a column, its number beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.compare.measure import Bar, Chart
from explorer.kit.actions import Action
from explorer.kit.card import Card
from explorer.kit.empty import EmptyState
from explorer.kit.layouts import Columns
from explorer.kit.paint import draw_text, fill_round
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of

_ROW, _BAR, _NAME, _NUMBER = 33, 14, 132, 116
_COUNT = 44
_NAME_SHARE = 0.31


class BarRow(QLabel):
    """Name, bar, number and how many answers stand behind it. Says itself to screen readers."""

    def __init__(self, bar: Bar, top: float, parent: QWidget | None = None) -> None:
        words = f"{bar.title}: {bar.text}"
        super().__init__(words, parent)
        self._bar, self._top = bar, top
        count = self.tr("1 answer") if bar.count == 1 else self.tr("{n} answers").format(n=bar.count)
        self.setAccessibleName(f"{words}, {count}")
        self.setToolTip(plain_tip(f"{words}, {count}"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(380), px(_ROW))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_NAME + _NUMBER + 60), px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, height = look.theme, look.sizes.px, self.height()
        left = max(px(_NAME), round(self.width() * _NAME_SHARE))
        name = QRectF(0, 0, left - px(10), height)
        number = QRectF(self.width() - px(_NUMBER), 0, px(_NUMBER - _COUNT), height)
        count = QRectF(self.width() - px(_COUNT), 0, px(_COUNT), height)
        room = self.width() - left - px(_NUMBER)
        track = QRectF(left, (height - px(_BAR)) // 2, room, px(_BAR))
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            draw_text(painter, name, self._bar.title, look.font(), theme.text)
            self._paint_bar(painter, track)
            strong = look.font(strong=True, numbers=True)
            draw_text(painter, number, self._bar.text, strong, theme.text, right)
            small = look.font("secondary", numbers=True)
            draw_text(
                painter,
                count,
                "1 run" if self._bar.count == 1 else f"{self._bar.count} runs",
                small,
                theme.muted,
                right,
            )

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        theme = look_of(self).theme
        fill_round(painter, track, 4, theme.sunken)
        share = self._bar.value / self._top if self._top > 0 else 0.0
        filled = QRectF(track.left(), track.top(), max(4.0, track.width() * share), track.height())
        fill_round(painter, filled, 4, theme.accent)
        if self._bar.low is None or self._bar.high is None or self._top <= 0:
            return
        left = track.left() + track.width() * self._bar.low / self._top
        right = track.left() + track.width() * self._bar.high / self._top
        painter.fillRect(QRectF(left, track.center().y() - 1, max(2.0, right - left), 2), theme.text)


class MeasurementsView(QWidget):
    """The charts and their conditions, or what to do to get some."""

    def __init__(self, ask: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None

    def show_charts(self, charts: Sequence[Chart], conditions: str) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = self._page(charts, conditions) if charts else self._empty()
        self._box.addWidget(self._shown)

    def _empty(self) -> QWidget:
        return EmptyState(
            "clock",
            self.tr("Nothing was measured yet"),
            self.tr("Speed, memory and load time are measured while the models answer. Ask something first."),
            self._ask,
        )

    def _page(self, charts: Sequence[Chart], conditions: str) -> QWidget:
        px = look_of(self).sizes.px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(20), px(18), px(20), px(20))
        column.setSpacing(px(14))
        cards = QWidget()
        grid = Columns(cards, narrowest=px(400), spacing=px(14), most=2)
        for chart in charts:
            grid.addWidget(_ChartCard(chart))
        column.addWidget(cards)
        column.addWidget(Para(conditions, "secondary", "muted"))
        column.addStretch()
        return Scroll(page, self.tr("Measurements"))


class _ChartCard(Card):
    def __init__(self, chart: Chart) -> None:
        super().__init__("plain", 20)
        self.setAccessibleName(chart.title)
        head = QHBoxLayout()
        head.addWidget(Label(chart.title, "heading"))
        head.addStretch()
        head.addWidget(Label(chart.unit, "secondary", "muted"))
        self.body.setSpacing(0)
        self.body.addLayout(head)
        for bar in chart.bars:
            self.body.addWidget(BarRow(bar, chart.top))
