"""Two to five views of one thing, one shown. A QTabBar: arrow keys and the tab roles come for free."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar

from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, focus_ring, text_width
from explorer.kit.theme import look_of

_HEIGHT = 32
_SIDE = 14
_EDGE = 3


class PaintedTabs(QTabBar):
    """A QTabBar without looks; ``name`` is its accessible name. A subclass says sizes, and paints."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setUsesScrollButtons(False)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)


class Segmented(PaintedTabs):
    """``currentChanged`` (Qt's own) tells the index."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for word in words:
            self.addTab(shown(word))

    def tabSizeHint(self, index: int) -> QSize:
        look = look_of(self)
        width = text_width(self.tabText(index), look.font(strong=True)) + 2 * look.sizes.px(_SIDE)
        return QSize(round(width), look.sizes.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme = look.theme
        with QPainter(self) as painter:
            fill_round(painter, QRectF(self.rect()), 9, theme.sunken)
            for index in range(self.count()):
                self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look = look_of(self)
        theme = look.theme
        chosen = index == self.currentIndex()
        place: QRect = self.tabRect(index)
        rect = QRectF(place).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        if chosen:
            border = theme.strong_line if theme.is_dark or theme.is_high_contrast else theme.line
            fill_round(painter, rect, 7, theme.surface, border)
            if self.hasFocus():
                focus_ring(painter, rect, 7, theme)
        colour = theme.text if chosen else theme.muted
        font = look.font(strong=chosen)
        draw_text(painter, rect, self.tabText(index), font, colour, Qt.AlignmentFlag.AlignHCenter)
