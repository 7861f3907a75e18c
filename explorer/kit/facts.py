"""Facts as they are shown everywhere: a row with mark, fact and source, and a card with one answer.

``FactRow`` is a button: clicking it (or Space) is meant to show the source. Narrow rows put the source
under the fact; nothing is cut.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.card import Card
from explorer.kit.marks import SIZE, Mark, mark_colour, mark_word, paint_mark
from explorer.kit.paint import draw_lines, fill_round, focus_ring, pitch_of, rule, wrap
from explorer.kit.painted import PaintedButton
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_LABEL, _FACT = 150, 190  # column widths at 100 %
_WIDE = 560
_PAD = 8
_GAP = 12


class FactRow(PaintedButton):
    """``label`` names the dimension; without ``fact`` the word of the mark stands; ``source`` its place."""

    def __init__(
        self, label: str, mark: Mark, fact: str = "", source: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_fact(label, mark, fact, source)

    def show_fact(self, label: str, mark: Mark, fact: str = "", source: str = "") -> None:
        word = mark_word(mark)
        self._label, self._mark, self._fact, self._source = label, mark, fact or word, source
        told = self._fact if self._fact == word else f"{word}, {self._fact}"
        self.setAccessibleName(f"{label}: {told}")
        self.setAccessibleDescription(source)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = look_of(self).sizes.px
        label, fact, source = self._columns(width)
        below = source if self._is_wide(width) else 0
        height = max(label, fact, below) if self._is_wide(width) else max(label, fact + source)
        return height + 2 * px(_PAD)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(_WIDE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_LABEL + 120), px(19 + 2 * _PAD))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme = look.theme
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            if self.underMouse():
                fill_round(painter, rect.adjusted(0, 0, 0, -1), 4, theme.sunken)
            rule(painter, 0, rect.height() - 1, rect.width(), theme.line)
            self._paint_words(painter)
            if self.shows_ring():
                focus_ring(painter, rect, 5, theme)

    def _paint_words(self, painter: QPainter) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        body, strong, small = look.font(), look.font(strong=True), look.font("secondary")
        pitch, top = pitch_of(body), px(_PAD)
        label, fact, source = self._lines(self.width())
        draw_lines(painter, px(4), top, label, body, theme.muted, pitch)
        left = px(_LABEL)
        side = px(SIZE)
        paint_mark(painter, QRectF(left, round(top + (pitch - side) / 2), side, side), self._mark, theme)
        words = left + side + px(6)
        draw_lines(painter, words, top, fact, strong, mark_colour(self._mark, theme), pitch)
        wide = self._is_wide(self.width())
        at = (px(_LABEL + _FACT), top) if wide else (words, top + pitch * len(fact))
        draw_lines(painter, *at, source, small, theme.muted, pitch)

    def _is_wide(self, width: int) -> bool:
        return width >= look_of(self).sizes.px(_WIDE)

    def _columns(self, width: int) -> tuple[int, int, int]:
        pitch = pitch_of(look_of(self).font())
        label, fact, source = self._lines(width)
        return len(label) * pitch, len(fact) * pitch, len(source) * pitch

    def _lines(self, width: int) -> tuple[list[str], list[str], list[str]]:
        look = look_of(self)
        px = look.sizes.px
        mark = px(SIZE + 6)
        rest = width - px(_LABEL) - mark
        fact_room = px(_FACT - _GAP) - mark if self._is_wide(width) else rest
        source_room = width - px(_LABEL + _FACT) if self._is_wide(width) else rest
        return (
            wrap(self._label, look.font(), px(_LABEL - _GAP)),
            wrap(self._fact, look.font(strong=True), fact_room),
            wrap(self._source, look.font("secondary"), source_room, 3) if self._source else [],
        )


class StatCard(Card):
    """A question people ask, the answer in a few words, and what stands behind it."""

    def __init__(
        self, question: str, answer: str = "", note: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("plain", 15, parent)
        self._answer = Para(answer, "heading")
        self._note = Para(note, "body", "muted")
        self.body.setSpacing(0)
        self.body.addWidget(Label(question, "secondary", "muted"))
        self.body.addWidget(self._answer)
        self.body.addWidget(self._note)
        self.body.addStretch()
        self.setAccessibleName(question)

    def show_answer(self, answer: str, note: str = "") -> None:
        self._answer.setText(answer)
        self._note.setText(note)
