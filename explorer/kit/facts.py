"""Facts as they are shown everywhere: a row with mark, fact and source, and a card with one answer.

``FactRow`` is a button: clicking it (or Space) is meant to show the source. Narrow rows put the source
under the fact; nothing is cut. Only the mark has a colour: a fact is read, not judged by its ink.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import STRETCH, Card, at_top, row, stretched
from explorer.kit.language import shown
from explorer.kit.layouts import high_as_needed
from explorer.kit.paint import draw_lines, fill_round, mirrored, pitch_of, rule, text_width, wrap
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import Look, look_of
from explorer.kit.verdict_marks import SIZE, Mark, mark_word, paint_mark

_LABEL, _FACT = 150, 190  # column widths at 100 %
FACT_LEFT = _LABEL + SIZE + 6  # where facts begin, for what stands under them
_FACT_SHARE = 0.31  # of a wide row
_WIDE = 560
_PAD = 8
_GAP = 12
_WIDTHS_KEPT = 4
_QUOTE_SIDE = 4  # of the ground on both sides of quoted words
_APART = "\N{EN SPACE}"  # between a quote and its place

type _Lines = tuple[list[str], list[str], list[str]]


class FactRow(PaintedButton):
    """``label`` names the dimension; without ``fact`` the word of the mark stands; ``source`` its place.

    ``quote``: words of the source, which stand before it on the ground of evidence.

    ``spoken``: said instead of mark and fact, where the word of the mark would mislead. ``label_width``: of
    the first column of a wide row, in pixels at 100 %.
    """

    def __init__(
        self,
        label: str,
        mark: Mark,
        fact: str = "",
        source: str = "",
        *,
        quote: str = "",
        spoken: str = "",
        label_width: int = _LABEL,
    ) -> None:
        super().__init__()
        self._label_width = label_width
        self._wrapped: dict[tuple[int, int], _Lines] = {}  # by width and text scale
        high_as_needed(self)
        self.show_fact(label, mark, fact, source, quote=quote, spoken=spoken)

    def show_fact(
        self, label: str, mark: Mark, fact: str = "", source: str = "", *, quote: str = "", spoken: str = ""
    ) -> None:
        word = mark_word(mark)
        self._wrapped.clear()
        label, fact, quote, place = shown(label), shown(fact), shown(quote), shown(source)
        source = _APART.join(part for part in (quote, _held(place)) if part)
        self._label, self._mark, self._fact, self._source = label, mark, fact or word, source
        self._quoted = len("".join(quote.split()))  # signs of the source that are quoted, without spaces
        told = self._fact if self._fact == word else f"{word}, {self._fact}"
        self.setAccessibleName(f"{label}: {spoken or told}")
        told = " ".join(part for part in (quote, place) if part)
        self.setAccessibleDescription(told)
        self.setToolTip(plain_tip(told))  # of a long one three lines are seen
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

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px, body = look.theme, look.sizes.px, look.font()
        rule(painter, 0, rect.height() - 1, rect.width(), theme.line)
        pitch, top = pitch_of(body), px(_PAD)
        label, fact, source = self._lines(self.width())
        side, left = px(SIZE), self._label_side(self.width())
        self._column(painter, 0, left - px(_GAP), top, label, body, theme.muted)
        spot = QRectF(left, round(top + (pitch - side) / 2), side, side)
        paint_mark(painter, mirrored(spot, rect, self.layoutDirection()), self._mark, theme)
        words = left + side + px(6)
        rest = self.width() - words
        self._column(painter, words, rest, top, fact, body, theme.text)
        if self._is_wide(self.width()):
            self._paint_source(painter, left + self._fact_width(self.width()), top, source)
        else:
            self._paint_source(painter, words, top + pitch * len(fact), source)
        return 5

    def _paint_source(self, painter: QPainter, left: float, top: float, lines: list[str]) -> None:
        """Quoted words on their ground, our own behind them; the source is what a click opens."""
        look = look_of(self)
        theme, small, pitch = look.theme, look.font("secondary"), pitch_of(look.font())
        own = theme.accent if self.underMouse() else theme.faint
        side, quoted = look.sizes.px(_QUOTE_SIDE), self._quoted
        for number, line in enumerate(lines):
            at, y = left, top + number * pitch
            quote, quoted = _leading(line, quoted)
            if quote:
                width = text_width(quote, small)
                ground = QRectF(at, y + 1, width + 2 * side, pitch - 2)
                ground = mirrored(ground, QRectF(self.rect()), self.layoutDirection())
                fill_round(painter, ground, 3, theme.quote)
                self._column(painter, at + side, width, y, [quote], small, theme.text)
                at += width + 2 * side
            rest = line[len(quote) :].strip()
            at += side if quote and rest else 0
            self._column(painter, at, max(text_width(rest, small), 1), y, [rest], small, own)

    def _column(
        self,
        painter: QPainter,
        left: float,
        width: float,
        top: float,
        lines: list[str],
        font: QFont,
        colour: QColor,
    ) -> None:
        place = QRectF(left, top, width, 0)
        place = mirrored(place, QRectF(self.rect()), self.layoutDirection())
        pitch = pitch_of(look_of(self).font())
        draw_lines(painter, place.left(), top, lines, font, colour, pitch, place.width())

    def _is_wide(self, width: int) -> bool:
        return width >= look_of(self).sizes.px(_WIDE)

    def _label_side(self, width: int) -> int:
        return look_of(self).sizes.px(self._label_width if self._is_wide(width) else _LABEL)

    def _fact_width(self, width: int) -> int:
        """Of a wide row: it grows with the row, the same for all rows of a page."""
        return max(look_of(self).sizes.px(_FACT), round(width * _FACT_SHARE))

    def _columns(self, width: int) -> tuple[int, int, int]:
        pitch = pitch_of(look_of(self).font())
        label, fact, source = self._lines(width)
        return len(label) * pitch, len(fact) * pitch, len(source) * pitch

    def _lines(self, width: int) -> _Lines:
        """Kept, as a page asks for them many times until each row has its place."""
        key = (width, look_of(self).sizes.percent)
        if key not in self._wrapped:
            if len(self._wrapped) >= _WIDTHS_KEPT:
                self._wrapped.clear()
            self._wrapped[key] = self._wrap(width)
        return self._wrapped[key]

    def _wrap(self, width: int) -> _Lines:
        look = look_of(self)
        px = look.sizes.px
        mark, label = px(SIZE + 6), self._label_side(width)
        rest = width - label - mark
        fact_width = self._fact_width(width)
        fact_room = fact_width - px(_GAP) - mark if self._is_wide(width) else rest
        source_room = width - label - fact_width if self._is_wide(width) else rest
        return (
            wrap(self._label, look.font(), label - px(_GAP)),
            wrap(self._fact, look.font(), fact_room),
            self._wrap_source(source_room) if self._source else [],
        )

    def _wrap_source(self, room: int) -> list[str]:
        look = look_of(self)
        inset = 2 * look.sizes.px(_QUOTE_SIDE) if self._quoted else 0
        return wrap(self._source, look.font("secondary"), room - inset, 3)


def _leading(line: str, signs: int) -> tuple[str, int]:
    """The beginning of a line with so many signs, spaces not counted, and how many are left over."""
    for at, sign in enumerate(line):
        if not signs:
            return line[:at], 0
        signs -= not sign.isspace()
    return line, signs


def _held(source: str) -> str:
    """A number at the end stays with its word: "card, line 3"."""
    before, gap, last = source.rpartition(" ")
    return f"{before}\N{NO-BREAK SPACE}{last}" if gap and last.isdigit() else source


class StatCard(Card):
    """A question people ask, the answer in a few words, and what stands behind it."""

    def __init__(self, question: str, answer: str = "", note: str = "") -> None:
        super().__init__("plain", 15)
        self._answer = Para(answer, "heading")
        self._note = Para(note, "body", "muted")
        self.body.setSpacing(0)
        self.body.add(Para(question, "secondary", "muted"), self._answer, self._note, STRETCH)
        self.setAccessibleName(shown(question))
        self._note.setVisible(bool(note))

    def show_answer(self, answer: str, note: str = "") -> None:
        self._answer.setText(answer)
        self._note.setText(note)
        self._note.setVisible(bool(note))


class FactLine(QWidget):
    """``width``: of the name, in pixels at 100 %, so that the values of a list stand under each other."""

    def __init__(self, name: str, value: str, width: int) -> None:
        super().__init__()
        line = row(self, spacing=10)
        label = Para(name, "secondary", "muted")
        label.setFixedWidth(look_of(self).sizes.px(width))
        line.add(at_top(label), stretched(Para(value, "secondary")))
        self.setAccessibleName(shown(name))
        self.setAccessibleDescription(shown(value))
