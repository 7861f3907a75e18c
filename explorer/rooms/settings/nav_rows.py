"""Navigation of the Settings: the list of sections, beside the page or above it in a narrow window."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.layouts import FlowLayout
from explorer.kit.paint import draw_text, fill_round, focus_ring, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.theme import look_of

_HEIGHT, _ICON, _SIDE, _GAP = 34, 16, 12, 10


class NavButton(PaintedButton):
    """Icon and word; the chosen one on the soft accent. ``wide`` makes all equally wide."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.wide = 0
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px = look.sizes.px
        word = text_width(self.text(), look.font(strong=True))
        return QSize(self.wide or round(word + px(2 * _SIDE + _ICON + _GAP) + 2), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        rect = QRectF(self.rect())
        on = self.isChecked()
        with QPainter(self) as painter:
            if on or self.underMouse():
                fill_round(painter, rect, 9, theme.soft_accent if on else theme.sunken)
            colour = theme.accent if on else theme.text if self.underMouse() else theme.muted
            side, height = px(_ICON), rect.height()
            icon = QRectF(px(_SIDE), round((height - side) / 2), side, side)
            word = rect.adjusted(px(_SIDE + _ICON + _GAP), 0, -px(4), 0)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                icon.moveLeft(rect.width() - icon.right())
                word = rect.adjusted(px(4), 0, -px(_SIDE + _ICON + _GAP), 0)
            paint_icon(painter, icon, self._icon_name, colour)
            draw_text(painter, word, self.text(), look.font(strong=on), colour)
            if self.shows_ring():
                focus_ring(painter, rect, 8, theme)


class Nav(QWidget):
    """``went`` carries the index of the part that was clicked."""

    went = Signal(int)

    def __init__(self, items: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        flow = FlowLayout(self, spacing=look_of(self).sizes.px(2))
        self.buttons: list[NavButton] = []
        for index, (icon, text) in enumerate(items):
            button = NavButton(icon, text)
            button.clicked.connect(partial(self.went.emit, index))
            flow.addWidget(button)
            self.buttons.append(button)

    def choose(self, index: int) -> None:
        self.buttons[index].setChecked(True)

    def set_beside(self, *, beside: bool) -> None:
        """One under the other in a column, or as they fit in lines."""
        width = max(b.sizeHint().width() for b in self.buttons) if beside else 0
        widest = max(look_of(self).sizes.px(168), width)
        for button in self.buttons:
            button.wide = widest if beside else 0
            button.updateGeometry()
        self.setMinimumWidth(widest if beside else 0)
        self.setMaximumWidth(widest if beside else 1 << 20)
