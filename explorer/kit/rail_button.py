"""One place of the left rail: an icon over a word, one of them chosen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.theme import Look, look_of

_WIDTH, _HEIGHT, _ICON = 60, 55, 20
_EDGES = 8  # left and right of the word together: the longest one stands on its ground, not across it


class RailButton(PaintedButton):
    """Checkable; put the buttons of a rail into one exclusive QButtonGroup or parent."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def sizeHint(self) -> QSize:
        look = look_of(self)
        word = text_width(self.text(), look.font("source", strong=True)) + look.sizes.px(_EDGES)
        return QSize(max(look.sizes.px(_WIDTH), round(word)), look.sizes.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px = look.theme, look.sizes.px
        colour = theme.accent if self.isChecked() else theme.muted
        if self.isChecked():
            fill_round(painter, rect, 10, theme.soft_accent)
        elif self.underMouse():
            fill_round(painter, rect, 10, theme.sunken)
            colour = theme.text
        left = round((rect.width() - px(_ICON)) / 2)
        paint_icon(painter, QRectF(left, px(9), px(_ICON), px(_ICON)), self._icon_name, colour)
        word = QRectF(-4, px(31), rect.width() + 8, px(17))  # a long word may reach the very edge
        font = look.font("source", strong=self.isChecked())
        draw_text(painter, word, self.text(), font, colour, Qt.AlignmentFlag.AlignHCenter)
        return 9
