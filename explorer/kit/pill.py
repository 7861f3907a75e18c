"""A few words on a rounded ground that say a state at a glance. Never the only carrier: it has words.

``Pill(text, tone)`` is the widget, ``paint_pill`` draws the same in a delegate, ``pill_width`` tells the
room it takes. ``tone``: accent, good, caution, bad or neutral; ``outlined`` has a border and no ground.
"""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.text import plain_tip
from explorer.kit.theme import Sizes, Theme, look_of

Tone = Literal["accent", "good", "caution", "bad", "neutral"]

HEIGHT = 22  # at 100 %
_SIDE = 8
_ICON, _ICON_GAP = 13, 5


def pill_colours(theme: Theme, tone: Tone) -> tuple[QColor, QColor]:
    """Text and ground."""
    if tone == "neutral":
        return theme.muted, theme.sunken
    if tone == "accent":
        return theme.accent, theme.soft_accent
    return theme.colour(tone), theme.colour(f"{tone}_ground")


def pill_width(text: str, font: QFont, sizes: Sizes, icon: str = "") -> float:
    beside = sizes.px(_ICON + _ICON_GAP) if icon else 0
    return text_width(text, font) + 2 * sizes.px(_SIDE) + beside + 1


def paint_pill(
    painter: QPainter,
    rect: QRectF,
    text: str,
    tone: Tone,
    *,
    font: QFont,
    theme: Theme,
    outlined: bool = False,
    on_chosen: bool = False,
    icon: str = "",
) -> None:
    """Draw a pill that fills ``rect``; ``on_chosen`` sets a pill off from a selected row. ``icon``
    stands before the text, in reading.
    """
    colour, ground = pill_colours(theme, tone)
    if on_chosen and tone in ("accent", "neutral", "good"):
        ground = theme.surface
    side = min(rect.height() * 0.37, rect.width() / 4)
    fill_round(painter, rect, rect.height() / 2, None if outlined else ground, colour if outlined else None)
    inner = rect.adjusted(side, 0, -side, 0)
    if icon:
        size, way = rect.height() * _ICON / HEIGHT, painter.layoutDirection()
        mark = QRectF(inner.left(), rect.center().y() - size / 2, size, size)
        paint_icon(painter, mirrored(mark, rect, way), icon, colour)
        gap = rect.height() * _ICON_GAP / HEIGHT
        inner = mirrored(inner.adjusted(size + gap, 0, 0, 0), rect, way)
    draw_text(painter, inner, text, font, colour, Qt.AlignmentFlag.AlignHCenter)


class Pill(PaintedLabel):
    """The widget form."""

    def __init__(self, text: str, tone: Tone = "neutral") -> None:
        super().__init__(shown(text))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone: Tone = tone
        self._icon, self._is_outlined, self._tip = "", False, ""
        self._is_on_chosen = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(shown(text))
        self.updateGeometry()

    def show_state(self, text: str, tone: Tone) -> None:
        self._tone = tone
        self.setText(text)
        self.updateGeometry()
        self.update()

    def show_mark(self, text: str, tone: Tone, icon: str, tip: str) -> None:
        """With an icon, a border in place of the ground, and what it means in its tooltip."""
        self._icon, self._is_outlined, self._tip = icon, True, shown(tip)
        self.setToolTip(plain_tip(self._tip))
        self.show_state(text, tone)

    @Slot(bool)
    def set_on_chosen(self, chosen: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        """Whether what it stands on is chosen: it is set off from that ground."""
        self._is_on_chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = pill_width(self.text(), look.font("secondary"), look.sizes, self._icon)
        return QSize(round(width), look.sizes.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), 2 * hint.height()), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        cut = self.width() < self.sizeHint().width()
        self.setToolTip(plain_tip("\n".join(filter(None, (self.text() if cut else "", self._tip)))))
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            paint_pill(
                painter,
                QRectF(self.rect()),
                self.text(),
                self._tone,
                font=look.font("secondary"),
                theme=look.theme,
                outlined=self._is_outlined,
                on_chosen=self._is_on_chosen,
                icon=self._icon,
            )
