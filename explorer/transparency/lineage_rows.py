"""The lineage as a strip: from the base, as far as it is known, to this model."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.kit.actions import Action
from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.marks import VerdictLabel
from explorer.kit.paint import draw_text, fill_round, focus_ring, pitch_of, text_width
from explorer.kit.painted import PaintedButton
from explorer.kit.text import Elided, Label, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.sheet_content import Hop

_INSET, _ABOVE, _RADIUS = 11, 7, 10  # pixels at 100 %, as of a card


class HopStrip(QWidget):
    """One card a model, an arrow in words between them; goes on to the next line where it is narrow."""

    def __init__(self, hops: Sequence[Hop]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        flow = Flow(spacing=px(10))
        flow.setContentsMargins(0, px(4), 0, px(8))
        for number, hop in enumerate(hops):
            card = _card(hop, is_last=number == len(hops) - 1)
            flow.addWidget(card)
            if hop.relation:
                flow.addWidget(_Arrow(shown(hop.relation), card.sizeHint().height()))
        self.setLayout(flow)


def _card(hop: Hop, *, is_last: bool) -> QWidget:
    return _HopButton(hop, hop.action) if hop.action is not None else _HopCard(hop, is_last=is_last)


class _HopCard(Card):
    """The model itself, or one that cannot be opened."""

    def __init__(self, hop: Hop, *, is_last: bool) -> None:
        super().__init__("outlined" if is_last else "strong", inset=11)
        self.body.setSpacing(0)
        self.body.addWidget(Elided(shown(hop.name), "strong"))
        if hop.is_conflict:
            self.body.addWidget(VerdictLabel("conflict", shown(hop.note)))
        else:
            self.body.addWidget(Elided(shown(hop.note), "body", "muted"))


class _HopButton(PaintedButton):
    """A model of the lineage that a click opens: the same card, its name in the colour of what leads on."""

    def __init__(self, hop: Hop, action: Action) -> None:
        super().__init__()
        self._note = shown(hop.note)
        self.setText(shown(hop.name))
        self.setAccessibleDescription(self._note)
        self.setToolTip(plain_tip(shown(action.text)))
        self.clicked.connect(partial(Action.run, action))

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px, strong, body = look.sizes.px, look.font(strong=True), look.font()
        width = max(text_width(self.text(), strong), text_width(self._note, body)) + 2 * px(_INSET + 1)
        height = pitch_of(strong) + pitch_of(body) + 2 * px(_ABOVE) + 2
        return QSize(round(width + 2.5), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, rect = look_of(self), QRectF(self.rect())
        px, strong, body = look.sizes.px, look.font(strong=True), look.font()
        edge = look.theme.accent if self.underMouse() else look.theme.strong_line
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            fill_round(painter, rect, px(_RADIUS), look.theme.surface, edge)
            inner = rect.adjusted(px(_INSET) + 1, px(_ABOVE) + 1, -px(_INSET) - 1, 0)
            first = QRectF(inner.left(), inner.top(), inner.width(), pitch_of(strong))
            draw_text(painter, first, self.text(), strong, look.theme.accent)
            second = QRectF(inner.left(), first.bottom(), inner.width(), pitch_of(body))
            draw_text(painter, second, self._note, body, look.theme.muted)
            if self.shows_ring():
                focus_ring(painter, rect, px(_RADIUS), look.theme)


class _Arrow(QWidget):
    """As high as the cards, so that it points from middle to middle."""

    def __init__(self, words: str, height: int) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.setMinimumHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.addWidget(Label(words, "body", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        onward = "arrow-right" if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else "arrow-left"
        row.addWidget(IconLabel(onward, "muted", 14), 0, Qt.AlignmentFlag.AlignVCenter)
