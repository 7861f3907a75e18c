"""All languages that are offered, in a list under the button that asks for it, with a search."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.domain.languages import language_name
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text
from explorer.kit.question import host_of
from explorer.kit.theme import look_of

_ROW = 32  # pixels at 100 %
_WIDTH, _SIDE, _MOST = 260, 14, 9


class LanguageList(ChoicePanel[ChoiceList]):
    """``chosen`` carries a code."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget, codes: Sequence[str]) -> None:
        choices = ChoiceList(_Codes(), tr("Languages"), _ROW, _ROW)
        super().__init__(tr("Another language"), host_of(anchor), choices, tr("Search languages"), "clear")
        self.list.setItemDelegate(ChoiceDelegate(self.list, self._draw))
        self._anchor = anchor
        self._codes = sorted(codes, key=lambda code: shown(language_name(code)))
        self.search("")

    def spot(self, room: QRect) -> QRect:
        px, anchor = look_of(self).sizes.px, self._anchor
        below = anchor.mapTo(self._host, QPoint(0, anchor.height() + px(4)))
        width = min(px(_WIDTH), room.width())
        right = below.x() + anchor.width() - width if self.isRightToLeft() else below.x()
        left = max(room.left(), min(right, room.right() + 1 - width))
        height = min(px(FIELD + _MOST * _ROW + 8), room.height())
        return QRect(left, max(room.top(), min(below.y(), room.bottom() + 1 - height)), width, height)

    def search(self, text: str) -> None:
        words = text.casefold()
        found = [code for code in self._codes if words in shown(language_name(code)).casefold()]
        self.show_found(found, self.tr("No language is called that."))

    def use(self, line: str, *, second: bool = False) -> None:  # noqa: ARG002  there is one way to use it
        self.dismiss()
        self.chosen.emit(line)

    def _draw(self, painter: QPainter, rect: QRectF, line: str, _way: Qt.LayoutDirection) -> None:
        look = look_of(self)
        side = look.sizes.px(_SIDE)
        inner = rect.adjusted(side, 0, -side, 0)
        draw_text(painter, inner, shown(language_name(line)), look.font(), look.theme.text)


class _Codes(ChoiceLines):
    def spoken(self, line: Any) -> str:
        return shown(language_name(line))
