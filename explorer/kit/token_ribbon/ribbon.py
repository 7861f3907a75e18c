"""An answer as a ribbon of tokens: each on a ground that says how little the model was sure of it.

One widget that paints what is exposed, however long the answer is. Left and Right go from token to token,
Up and Down from line to line, Home and End to the ends; the token is told to a screen reader with every step.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLabel

from explorer.domain.certainty import percent_text, probability_of, surprise_of
from explorer.domain.token_text import paragraphs_of
from explorer.domain.tokens import TokenDetail
from explorer.kit.announce import announce
from explorer.kit.keys import ENTER
from explorer.kit.layouts import high_as_needed
from explorer.kit.paint import focus_ring
from explorer.kit.theme import Look, look_of, theme_of
from explorer.kit.token_ribbon.layout import RibbonLayout, TokenChip
from explorer.kit.token_ribbon.surprise import paint_surprise
from explorer.kit.token_ribbon.token_names import token_name

_PITCH, _INSET = 26, 2  # pixels of a line at 100 %, and of the ground within it
_WIDTH, _WIDTHS = 240, 3


class Ribbon(QLabel):
    """``pointed`` carries the place of the token that is current now, ``None`` when there is none any more.

    ``hovered`` carries the one under the mouse; ``entered`` asks for what can be done with the current one.
    """

    pointed = Signal(object)  # int | None
    hovered = Signal(object)  # int | None
    entered = Signal(object)  # int

    def __init__(self, tokens: Sequence[TokenDetail], answer: str) -> None:
        super().__init__()
        self.tokens = tuple(tokens)
        self.surprises = [surprise_of(token.logprob) for token in self.tokens]
        self._sure = {place for place, step in enumerate(self.surprises) if step < 2}
        self._paragraphs = paragraphs_of(self.tokens, answer)
        self._laid_out: dict[int, RibbonLayout] = {}  # by width: Qt asks for some before it settles on one
        self.current: int | None = None
        self.setAccessibleName(self.tr("How sure the model was of each token"))
        self.setAccessibleDescription(answer)
        self.setProperty("data", True)  # the model's own tokens, whatever the language of the window
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        high_as_needed(self)

    def go(self, place: int | None) -> None:
        """Make this token the current one, and tell."""
        if place == self.current:
            return
        self.current = place
        self.update()
        if place is not None and self.hasFocus():
            self.setAccessibleName(self.said(place))
            announce(self, self.said(place))
        self.pointed.emit(place)

    def said(self, place: int) -> str:
        """A token as a screen reader tells it."""
        token = self.tokens[place]
        chance = "" if token.logprob is None else percent_text(probability_of(token.logprob))
        words = self.tr("“{token}”, {percent}, token {number} of {count}") if chance else self.tr(
            "“{token}”, nothing comes before it, token {number} of {count}"
        )  # fmt: skip
        return words.format(
            token=token_name(token.text), percent=chance, number=place + 1, count=len(self.tokens)
        )

    def spot(self, place: int) -> QRect:
        """Where the token stands, its first piece."""
        chips = self.laid_out().chips(place)
        return chips[0].rect.toAlignedRect() if chips else QRect()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self.laid_out(width).height)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(_WIDTH * 2)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_WIDTH) // 2, px(_PITCH))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, exposed = theme_of(self), QRectF(event.rect())
        with QPainter(self) as painter:
            for block in self.laid_out().within(exposed.top(), exposed.bottom()):
                for row in block.seen(exposed.top(), exposed.bottom()):
                    self._paint_grounds(painter, row)
                block.draw(painter, theme.text, theme.muted, exposed, self._sure)
            if self.current is not None:
                for chip in self.laid_out().chips(self.current):
                    focus_ring(painter, _ground(chip, self._inset()), look_of(self).sizes.px(3), theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self._after_key(event.key())
        if event.key() in (*ENTER, Qt.Key.Key_Space) and place is not None:
            self.entered.emit(place)
        elif event.key() == Qt.Key.Key_Escape and self.current is not None:
            self.go(None)
        elif place is not None and event.key() in _KEYS:
            self.go(place)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None and self.tokens and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setAccessibleName(self.tr("How sure the model was of each token"))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.laid_out().at(event.position())
        shape = Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        self.hovered.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.laid_out().at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go(place)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._laid_out = {}
            self.updateGeometry()
            self.update()

    def _after_key(self, key: int) -> int | None:
        """The token a key leads to from the current one; ``None`` without tokens."""
        if not self.tokens:
            return None
        here, last = self.current or 0, len(self.tokens) - 1
        layout = self.laid_out()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return layout.beside(here, 1 if key == Qt.Key.Key_Down else -1)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return 0 if key == Qt.Key.Key_Home else last
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (key == Qt.Key.Key_Right) != layout.runs_left(here)
            return max(0, min(last, here + (1 if forward else -1)))
        return here

    def _paint_grounds(self, painter: QPainter, row: Sequence[TokenChip]) -> None:
        theme, scale, inset = theme_of(self), look_of(self).sizes.percent / 100, self._inset()
        for chip in row:
            if step := self.surprises[chip.place]:
                paint_surprise(painter, _ground(chip, inset), step, theme, scale)

    def _inset(self) -> int:
        return look_of(self).sizes.px(_INSET)

    def laid_out(self, width: int = 0) -> RibbonLayout:
        """For this width, by default the widget's own."""
        width = width or self.width()
        found = self._laid_out.pop(width, None)
        if found is None:
            pitch = look_of(self).sizes.px(_PITCH)
            found = RibbonLayout(self._paragraphs, _reading_font(look_of(self)), width, pitch)
        self._laid_out[width] = found
        while len(self._laid_out) > _WIDTHS:
            del self._laid_out[next(iter(self._laid_out))]
        return found


_KEYS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
)


def _reading_font(look: Look) -> QFont:
    font = look.font("heading")
    font.setWeight(QFont.Weight.Normal)
    return font


def _ground(chip: TokenChip, inset: int) -> QRectF:
    """Of a line's height, so that lines stay apart."""
    return chip.rect.adjusted(0.5, inset, -0.5, -inset)
