"""Doors from the first page to others: a title, a line about it, and the whole card to press."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_lines, draw_text, fill_round, mirrored, pitch_of, wrap
from explorer.kit.painted_button import PaintedButton
from explorer.kit.theme import Look, look_of

_EDGE, _GAP, _ICON = 14, 2, 16  # pixels at 100 %


class Door(PaintedButton):
    """``words``: what is behind it, wrapped."""

    def __init__(self, title: str, words: str, then: Callable[[], object]) -> None:
        super().__init__()
        self._about = shown(words)
        self.setText(shown(title))
        self.setAccessibleDescription(self._about)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(then)

    def sizeHint(self) -> QSize:
        wide = look_of(self).sizes.px(240)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), self.heightForWidth(look_of(self).sizes.px(240)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = look_of(self)
        pitch = pitch_of(look.font("secondary"))
        lines = len(self._lines(width))
        return pitch_of(look.font("strong")) + look.sizes.px(2 * _EDGE + _GAP) + lines * pitch

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        px, theme, way = look.sizes.px, look.theme, self.layoutDirection()
        ground = theme.sunken if self.underMouse() else theme.surface
        fill_round(painter, rect, 10, ground, theme.strong_line if self.underMouse() else theme.line)
        edge, side = px(_EDGE), px(_ICON)
        inner = rect.adjusted(edge, edge, -edge, -edge)
        above = QRectF(inner.left(), inner.top(), inner.width() - side, pitch_of(look.font("strong")))
        draw_text(painter, mirrored(above, rect, way), self.text(), look.font("strong"), theme.text)
        arrow = QRectF(inner.right() - side, above.center().y() - side / 2, side, side)
        paint_icon(painter, mirrored(arrow, rect, way), "chevron-right", theme.muted)
        small = look.font("secondary")
        top = above.bottom() + px(_GAP)
        lines = self._lines(self.width())
        draw_lines(painter, edge, top, lines, small, theme.muted, pitch_of(small), round(inner.width()))
        return 9

    def _lines(self, width: int) -> list[str]:
        look = look_of(self)
        return wrap(self._about, look.font("secondary"), width - 2 * look.sizes.px(_EDGE), 0)
