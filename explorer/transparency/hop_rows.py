"""One model of the lineage as a card: its name, its license, and what else must be known of it."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.kit.actions import Action
from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown, tr
from explorer.kit.marks import VerdictLabel, paint_verdict
from explorer.kit.paint import draw_text, fill_round, focus_ring, pitch_of, text_width
from explorer.kit.painted import PaintedButton
from explorer.kit.text import Elided, Label, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.sheet_content import Hop

# Pixels at 100 %.
_INSET, _ABOVE, _RADIUS = 11, 7, 10  # as of a card
_WIDEST = 340  # a long name gives way beyond this, and is told whole by the tooltip
_MARK = 17  # beside a license that disagrees


def hop_card(hop: Hop, *, is_last: bool) -> QWidget:
    """A button where the model can be opened."""
    return HopButton(hop, hop.action) if hop.action is not None else _HopCard(hop, is_last=is_last)


class _HopCard(Card):
    """The model itself, or one that cannot be opened."""

    def __init__(self, hop: Hop, *, is_last: bool) -> None:
        super().__init__("outlined" if is_last else "strong", inset=_INSET)
        self.body.setSpacing(0)
        self.body.addWidget(Elided(shown(hop.name), "strong", "" if is_last else "muted"))
        if hop.is_conflict:
            self.body.addWidget(VerdictLabel("conflict", shown(hop.note)))
        else:
            self.body.addWidget(Elided(shown(hop.note), "body", "muted"))
        if hop.trouble:
            self.body.addWidget(Elided(shown(hop.trouble), "secondary", "caution"))
        self.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        self.setToolTip(plain_tip(_told(hop)))


class HopButton(PaintedButton):
    """A model that a click opens: the same card, its name in the colour of what leads on."""

    def __init__(self, hop: Hop, action: Action) -> None:
        super().__init__()
        self.hop = hop
        self._note, self._trouble = shown(hop.note), shown(hop.trouble)
        self.setText(shown(hop.name))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleDescription(_told(hop))
        self.setToolTip(plain_tip(f"{_told(hop)}\n{shown(action.text)}"))
        self.clicked.connect(partial(Action.run, action))

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px, strong, body, small = look.sizes.px, look.font(strong=True), look.font(), look.font("secondary")
        note = text_width(self._note, look.font(strong=self.hop.is_conflict))
        note += px(_MARK) if self.hop.is_conflict else 0
        words = max(text_width(self.text(), strong), note, text_width(self._trouble, small))
        below = pitch_of(small) if self._trouble else 0
        height = pitch_of(strong) + pitch_of(body) + below + 2 * px(_ABOVE) + 2
        return QSize(min(round(words + 2 * px(_INSET + 1) + 2.5), px(_WIDEST)), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, rect = look_of(self), QRectF(self.rect())
        edge = look.theme.accent if self.underMouse() else look.theme.strong_line
        ground = look.theme.surface if self.hop.state in ("read", "unread") else None
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            fill_round(painter, rect, look.sizes.px(_RADIUS), ground, edge)
            self._paint_words(painter, rect, look.theme.accent, look.theme.muted, look.theme.caution)
            if self.shows_ring():
                focus_ring(painter, rect, look.sizes.px(_RADIUS), look.theme)

    def _paint_words(
        self, painter: QPainter, rect: QRectF, name: QColor, muted: QColor, caution: QColor
    ) -> None:
        look = look_of(self)
        px, strong, body, small = look.sizes.px, look.font(strong=True), look.font(), look.font("secondary")
        inner = rect.adjusted(px(_INSET) + 1, px(_ABOVE) + 1, -px(_INSET) - 1, 0)
        first = QRectF(inner.left(), inner.top(), inner.width(), pitch_of(strong))
        second = QRectF(inner.left(), first.bottom(), inner.width(), pitch_of(body))
        third = QRectF(inner.left(), second.bottom(), inner.width(), pitch_of(small))
        draw_text(painter, first, self.text(), strong, name)
        if self.hop.is_conflict:
            paint_verdict(painter, second, "conflict", self._note)
        else:
            draw_text(painter, second, self._note, body, muted)
        draw_text(painter, third, self._trouble, small, caution)


class Arrow(QWidget):
    """How a model leads to the next, in a word; ``to``: its name, where it does not stand right behind."""

    def __init__(self, words: str, to: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look_of(self).sizes.px(4))
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(Label(words, "body", "muted"), 0, middle)
        onward = "arrow-right" if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else "arrow-left"
        row.addWidget(IconLabel(onward, "muted", 14), 0, middle)
        if to:
            row.addWidget(Elided(to, "body", "muted"), 1, middle)
        else:
            row.addStretch()


def _told(hop: Hop) -> str:
    """All of it, for the tooltip and for who cannot see the mark."""
    disagrees = tr("licenses disagree") if hop.is_conflict else ""
    return "\n".join(
        part for part in (shown(hop.name), shown(hop.note), disagrees, shown(hop.trouble)) if part
    )
