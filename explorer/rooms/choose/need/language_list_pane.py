"""All languages that are offered, in a list under the button that asks for it, with a search."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.domain.languages import language_name
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, fill_round
from explorer.kit.question import host_of
from explorer.kit.text import Label
from explorer.kit.theme import look_of

_ROW = 32  # pixels at 100 %
_WIDTH, _SIDE, _MOST = 260, 14, 9


class LanguageList(ChoicePanel[ChoiceList]):
    """``chosen`` carries a code."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget, codes: Sequence[str]) -> None:
        self._lines = _Codes()
        choices = ChoiceList(self._lines, tr("Languages"), _ROW, _ROW)
        super().__init__(tr("Another language"), host_of(anchor), choices, tr("Search languages"), "clear")
        self.list.setItemDelegate(ChoiceDelegate(self.list, self._draw))
        self._anchor = anchor
        self._codes = sorted(codes, key=lambda code: shown(language_name(code)))
        self._nothing = Label(self.tr("No language is called that."), "body", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self._nothing, 1)
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
        self._lines.show_lines([c for c in self._codes if words in shown(language_name(c)).casefold()])
        self.list.scrollToTop()
        self.list.step(1)
        self.list.setVisible(bool(self._lines.lines))
        self._nothing.setVisible(not self._lines.lines)

    def use(self, line: str, *, second: bool = False) -> None:  # noqa: ARG002  there is one way to use it
        self.dismiss()
        self.chosen.emit(line)

    def _draw(
        self,
        painter: QPainter,
        rect: QRectF,
        line: str,
        _way: Qt.LayoutDirection,
        is_chosen: bool,  # noqa: FBT001  as Draw
    ) -> None:
        look = look_of(self)
        px, theme = look.sizes.px, look.theme
        if is_chosen:
            fill_round(painter, rect.adjusted(px(4), 0, -px(4), 0), px(8), theme.soft_accent)
        inner = rect.adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        draw_text(painter, inner, shown(language_name(line)), look.font(), theme.text)


class _Codes(ChoiceLines):
    def is_heading(self, line: Any) -> bool:  # noqa: ARG002  there is none
        return False

    def spoken(self, line: Any) -> str:
        return shown(language_name(line))
