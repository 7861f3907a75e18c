"""A few words on a rounded ground that say a state at a glance. Never the only carrier: it has words.

``Pill(text, tone)`` is the widget, ``paint_pill`` draws the same in a delegate, ``pill_width`` tells the
room it takes. ``tone``: accent, good, caution, bad or neutral; ``outlined`` has a border and no ground.
"""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.text import plain_tip
from explorer.kit.theme import Sizes, Theme, look_of

Tone = Literal["accent", "good", "caution", "bad", "neutral"]

HEIGHT = 22  # at 100 %
_SIDE = 8


def pill_colours(theme: Theme, tone: Tone) -> tuple[QColor, QColor]:
    """Text and ground."""
    if tone == "neutral":
        return theme.muted, theme.sunken
    if tone == "accent":
        return theme.accent, theme.soft_accent
    return theme.colour(tone), theme.colour(f"{tone}_ground")


def pill_width(text: str, font: QFont, sizes: Sizes) -> float:
    return text_width(text, font) + 2 * sizes.px(_SIDE) + 1


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
) -> None:
    """Draw a pill that fills ``rect``; ``on_chosen`` sets an accent pill off from a selected row."""
    colour, ground = pill_colours(theme, tone)
    if on_chosen and tone in ("accent", "neutral"):
        ground = theme.surface
    side = min(rect.height() * 0.37, rect.width() / 4)
    fill_round(painter, rect, rect.height() / 2, None if outlined else ground, colour if outlined else None)
    inner = rect.adjusted(side, 0, -side, 0)
    draw_text(painter, inner, text, font, colour, Qt.AlignmentFlag.AlignHCenter)


class Pill(PaintedLabel):
    """The widget form."""

    def __init__(self, text: str, tone: Tone = "neutral") -> None:
        super().__init__(shown(text))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone: Tone = tone
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

    @Slot(bool)
    def set_on_chosen(self, chosen: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        """Whether what it stands on is chosen: it is set off from that ground."""
        self._is_on_chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = pill_width(self.text(), look.font("secondary"), look.sizes)
        return QSize(round(width), look.sizes.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), 2 * hint.height()), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        cut = self.width() < self.sizeHint().width()
        self.setToolTip(plain_tip(self.text()) if cut else "")
        with QPainter(self) as painter:
            paint_pill(
                painter,
                QRectF(self.rect()),
                self.text(),
                self._tone,
                font=look.font("secondary"),
                theme=look.theme,
                on_chosen=self._is_on_chosen,
            )
