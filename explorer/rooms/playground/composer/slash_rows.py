"""The list over the composer that a slash opens: prompts, presets and what else can be begun."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.announce import announce
from explorer.kit.boxes import column
from explorer.kit.choice_list import ChoiceDelegate, ChoiceLines, ChoiceList
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.popup import SHADOW, paint_shadow
from explorer.kit.theme import look_of

_ROW, _HEADING = 34, 28  # pixels high at 100 %
_SIDE, _ICON, _GAP = 14, 16, 10
_WIDEST, _HIGHEST, _INSET = 460, 340, 6
_RADIUS = 12


@dataclass(frozen=True)
class SlashLine:
    """``use`` is ``None`` for a heading. ``detail`` stands beside the text, as far as there is room."""

    text: str
    detail: str = ""
    icon: str = ""
    use: Callable[[], object] | None = None

    def has(self, words: Sequence[str]) -> bool:
        said = f"{shown(self.text)} {shown(self.detail)}".casefold()
        return all(word in said for word in words)


def matching(lines: Sequence[SlashLine], typed: str) -> list[SlashLine]:
    """Those with all words that were typed; a heading only over some."""
    words = typed.casefold().split()
    kept: list[SlashLine] = []
    heading: SlashLine | None = None
    for line in lines:
        if line.use is None:
            heading = line
        elif line.has(words):
            kept += [heading, line] if heading is not None else [line]
            heading = None
    return kept


class _Lines(ChoiceLines):
    def is_heading(self, line: SlashLine) -> bool:
        return line.use is None

    def spoken(self, line: SlashLine) -> str:
        return ", ".join(shown(part) for part in (line.text, line.detail) if part)

    def tip(self, line: SlashLine) -> str:
        return line.detail


class SlashPanel(QWidget):
    """Floats over ``host`` while the field keeps the keys; ``list`` is moved by whoever hears them."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._rows = _Lines()
        self.list = ChoiceList(self._rows, tr("Prompts and more"), _ROW, _HEADING)
        self.list.setItemDelegate(ChoiceDelegate(self.list, self._draw))
        edge = SHADOW + look_of(self).sizes.px(_INSET)
        column(self).addWidget(self.list)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(edge, edge, edge, edge)
        self.hide()

    def show_lines(self, lines: Sequence[SlashLine], over: QWidget) -> None:
        """Above this; without lines it is not there."""
        self.list.show_lines(lines)
        if not lines:
            self.hide()
            return
        self.place(over)
        self.show()
        self.raise_()

    def say(self) -> None:
        """The choice, for a screen reader."""
        if self.list.line is not None:
            announce(self.list, self.list.spoken(self.list.line))

    def place(self, over: QWidget) -> None:
        """Its foot stands on ``over``, where reading begins."""
        px, host = look_of(self).sizes.px, self.parentWidget()
        if host is None:
            return
        spot = QRect(over.mapTo(host, over.rect().topLeft()), over.size())
        edge = 2 * (SHADOW + px(_INSET))
        width = min(spot.width() + 2 * SHADOW, px(_WIDEST) + 2 * SHADOW)
        height = min(self.list.content_height() + edge + 2, px(_HIGHEST) + edge, spot.top())
        is_mirrored = self.isRightToLeft()
        left = spot.right() + SHADOW - width if is_mirrored else spot.left() - SHADOW
        self.setGeometry(left, spot.top() + SHADOW - px(4) - height, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        rect = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        with QPainter(self) as painter:
            paint_shadow(painter, rect, _RADIUS, theme)
            fill_round(painter, rect, _RADIUS, theme.surface, theme.strong_line)

    def _draw(self, painter: QPainter, rect: QRectF, line: SlashLine, way: Qt.LayoutDirection) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        inner = rect.adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        if line.use is None:
            font = look.font("source", strong=True)
            draw_text(painter, inner.adjusted(0, px(6), 0, 0), shown(line.text), font, theme.muted)
            return
        spot = QRectF(inner.left(), inner.center().y() - px(_ICON) / 2, px(_ICON), px(_ICON))
        paint_icon(painter, mirrored(spot, rect, way), line.icon, theme.muted)
        words = inner.adjusted(px(_ICON + _GAP), 0, 0, 0)
        draw_text(painter, mirrored(words, rect, way), shown(line.text), look.font(), theme.text)
        beside = words.adjusted(text_width(shown(line.text), look.font()) + px(_GAP), 0, 0, 0)
        if line.detail and beside.width() > px(60):
            detail = " ".join(shown(line.detail).split())
            draw_text(painter, mirrored(beside, rect, way), detail, look.font("secondary"), theme.muted)
