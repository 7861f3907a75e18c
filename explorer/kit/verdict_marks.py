"""How much was disclosed, as a shape, a colour and a word: never by colour alone.

open = filled disc, partial = half disc, closed = filled square, not disclosed = dashed ring,
not checked = ring, not applicable = dash, conflict = triangle. A ``Mark`` is a ``Verdict`` or "conflict";
``mark_of(finding)`` picks it. ``paint_mark`` draws one in a delegate, ``VerdictLabel`` is mark and word.
"""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from explorer.domain.facts import MARK_WORDS, Finding, Verdict
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, mirrored, ring, text_width
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.theme import Theme, look_of

Mark = Verdict | Literal["conflict"]

SIZE = 11  # of a mark at 100 %
_GAP = 6


def mark_of(finding: Finding) -> Mark:
    return "conflict" if finding.conflict else finding.verdict


def mark_word(mark: Mark) -> str:
    """The mark in a word or two, translated."""
    return shown(MARK_WORDS[mark])


def mark_colour(mark: Mark, theme: Theme) -> QColor:
    if mark == "conflict":
        return theme.bad
    return {
        Verdict.OPEN: theme.good,
        Verdict.PARTIAL: theme.caution,
        Verdict.CLOSED: theme.bad,
    }.get(mark, theme.muted)


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, theme: Theme) -> None:
    """Draw the shape into a square."""
    colour = mark_colour(mark, theme)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    _shape(painter, rect, mark, colour)
    painter.restore()


def _shape(painter: QPainter, rect: QRectF, mark: Mark, colour: QColor) -> None:
    if mark == Verdict.OPEN:
        painter.drawEllipse(rect)
    elif mark == Verdict.CLOSED:
        painter.drawRoundedRect(rect, 2, 2)
    elif mark == Verdict.PARTIAL:
        painter.drawPie(rect, 90 * 16, 180 * 16)
        ring(painter, rect, colour, 1.5)
    elif mark == Verdict.NOT_APPLICABLE:
        middle = rect.center().y()
        painter.drawRoundedRect(QRectF(rect.left() + 1, middle - 1, rect.width() - 2, 2), 1, 1)
    elif mark == "conflict":
        _triangle(painter, rect)
    else:
        ring(painter, rect, colour, 1.3, dashed=mark == Verdict.NOT_DISCLOSED)


def _triangle(painter: QPainter, rect: QRectF) -> None:
    top = QPointF(rect.center().x(), rect.top())
    painter.drawPolygon(QPolygonF([top, rect.bottomRight(), rect.bottomLeft()]))


class VerdictLabel(PaintedLabel):
    """Mark and fact in one line; the word of the mark is told to screen readers and as a tooltip."""

    def __init__(self, mark: Mark, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._mark: Mark = mark
        self.show_verdict(mark, text)

    def show_verdict(self, mark: Mark, text: str = "") -> None:
        word, text = mark_word(mark), shown(text)
        self._mark = mark
        self.setText(text or word)
        self.setAccessibleName(f"{word}: {text}" if text and text != word else word)
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font()) + look.sizes.px(SIZE + _GAP) + 2
        return QSize(round(width), look.sizes.px(19))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), look_of(self).sizes.px(60)), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            paint_verdict(painter, QRectF(self.rect()), self._mark, self.text(), plain=True)


def paint_verdict(painter: QPainter, rect: QRectF, mark: Mark, text: str, *, plain: bool = False) -> None:
    """Mark and text, vertically centred in ``rect``, elided; semibold in its colour unless ``plain``."""
    look = look_of()
    side = look.sizes.px(SIZE)
    way = painter.layoutDirection()
    spot = QRectF(rect.left() + 0.5, round(rect.center().y() - side / 2), side, side)
    paint_mark(painter, mirrored(spot, rect, way), mark, look.theme)
    words = mirrored(rect.adjusted(side + look.sizes.px(_GAP), 0, 0, 0), rect, way)
    colour = look.theme.text if plain else mark_colour(mark, look.theme)
    draw_text(painter, words, text, look.font(strong=not plain), colour)
