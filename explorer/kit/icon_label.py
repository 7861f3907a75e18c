"""An icon that only looks: beside words, in a role's colour, at the person's scale."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.icons import paint_icon
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.theme import look_of


class IconLabel(PaintedLabel):
    """``side`` pixels at 100 %; sits at the top of its place, as high as a line of body text."""

    def __init__(self, icon: str, role: str = "muted", side: int = 16) -> None:
        super().__init__()
        self._icon, self._role, self._side = icon, role, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_icon(self, icon: str, role: str) -> None:
        self._icon, self._role = icon, role
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(self._side), px(max(self._side, 19)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(self._side)
        top = (self.sizeHint().height() - side) // 2
        with QPainter(self) as painter:
            paint_icon(painter, QRectF(0, top, side, side), self._icon, look.theme.colour(self._role))
