"""The parts of a page as a line of words, the one that is read underlined. Clicked, or reached by arrow keys.

A QTabBar inside, so that the keys and the tab roles come for free. Where there is no room for all words the
line moves, so that the chosen one is seen, and arrows at both ends lead to the others.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from explorer.kit.boxes import row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring, text_width
from explorer.kit.segmented import PaintedTabs
from explorer.kit.theme import look_of

_HEIGHT, _GAP, _LINE = 34, 20, 2  # pixels at 100 %
_SEEN = 90  # pixels at 100 % on both sides of the middle of the chosen word
_STEP = 0.6  # of what is seen, by an arrow


class Tabs(QWidget):
    """``chosen`` carries the index that the person wants, from 0, also where it is the one that is shown."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.bar = _Bar(name)
        self._view = self._build_view()
        self._before = self._arrow("chevron-left", self.tr("Parts before"), -1)
        self._after = self._arrow("chevron-right", self.tr("Parts behind"), 1)
        row(self).add(stretched(self._view), self._before, self._after)
        self.bar.currentChanged.connect(self._choose)
        self.bar.tabBarClicked.connect(self._choose)
        self._measure()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.bar.tabText(index) for index in range(self.bar.count()))

    @property
    def current(self) -> int:
        return self.bar.currentIndex()

    def show_words(self, words: Sequence[str]) -> None:
        """The one that is shown stays, where it is still there."""
        told = tuple(shown(word) for word in words)
        if told == self.words:
            return
        before = self.bar.tabText(self.current)
        with QSignalBlocker(self.bar):
            while self.bar.count():
                self.bar.removeTab(0)
            for word in told:
                self.bar.addTab(word)
            self.bar.setCurrentIndex(told.index(before) if before in told else 0)
        self._place()

    def set_current(self, index: int) -> None:
        """Show which part is read, without asking for it."""
        if index == self.current:
            return
        with QSignalBlocker(self.bar):
            self.bar.setCurrentIndex(index)
        self._show_current()

    def sizeHint(self) -> QSize:
        return QSize(self.bar.sizeHint().width(), look_of(self).sizes.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(160), px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "bar"):
            self._measure()
            self._place()

    def _build_view(self) -> QScrollArea:
        view = QScrollArea()
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.viewport().setAutoFillBackground(False)
        view.setWidget(self.bar)
        self.bar.setAutoFillBackground(False)
        view.horizontalScrollBar().valueChanged.connect(self._show_ways)
        view.horizontalScrollBar().rangeChanged.connect(self._show_ways)
        return view

    def _arrow(self, icon: str, name: str, way: int) -> IconButton:
        """For the mouse: the keyboard has its own arrows."""
        arrow = IconButton(icon, name, then=partial(self._step, way))
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        arrow.hide()
        return arrow

    @Slot(int)
    def _choose(self, index: int) -> None:
        if index >= 0:
            self._show_current()
            self.chosen.emit(index)

    def _step(self, way: int) -> None:
        bar = self._view.horizontalScrollBar()
        bar.setValue(bar.value() + way * round(self._view.width() * _STEP))

    def _measure(self) -> None:
        self.setFixedHeight(look_of(self).sizes.px(_HEIGHT))

    def _place(self) -> None:
        """Arrows where not all words are seen."""
        needed = self.bar.sizeHint().width()
        for arrow in (self._before, self._after):
            arrow.setVisible(needed > self.width())
        self.layout().activate()  # type: ignore[union-attr]  # set above
        self.bar.resize(needed, self.height())
        self._show_current()

    def _show_current(self) -> None:
        spot = self.bar.tabRect(max(0, self.current)).center()
        self._view.ensureVisible(spot.x(), spot.y(), look_of(self).sizes.px(_SEEN), 0)

    @Slot()
    def _show_ways(self) -> None:
        bar = self._view.horizontalScrollBar()
        self._before.setEnabled(bar.value() > bar.minimum())
        self._after.setEnabled(bar.value() < bar.maximum())


class _Bar(PaintedTabs):
    """Widths as of the chosen one's letters, so that nothing moves when another is chosen."""

    def tabSizeHint(self, index: int) -> QSize:
        look = look_of(self)
        words = text_width(self.tabText(index), look.font(strong=True)) + 1
        gap = _GAP if index < self.count() - 1 else 0
        return QSize(round(words) + look.sizes.px(gap), look.sizes.px(_HEIGHT))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel turns the page

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            for index in range(self.count()):
                self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        is_chosen = index == self.currentIndex()
        font = look.font(strong=is_chosen)
        gap = px(_GAP) if index < self.count() - 1 else 0
        spot = QRectF(self.tabRect(index)).adjusted(0, 0, -gap, 0)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            spot.translate(gap, 0)
        draw_text(painter, spot, self.tabText(index), font, theme.accent if is_chosen else theme.muted)
        if is_chosen:
            line = px(_LINE)
            under = QRectF(spot.left(), spot.bottom() - line, spot.width(), line)
            fill_round(painter, under, line / 2, theme.accent)
            if self.hasFocus():
                focus_ring(painter, spot.adjusted(-3, 4, 3, -px(5)), 5, theme)
