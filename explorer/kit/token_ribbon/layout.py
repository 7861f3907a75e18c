"""Where each token of an answer stands: whole paragraphs are shaped, so that letters join and lines break
as in any text, and the places of the tokens are asked for afterwards. Works in both directions of writing.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from explorer.domain.token_text import TokenParagraph, TokenSpan

_THINNEST = 4.0  # pixels of a token that shows nothing, such as a space at the end of a line


@dataclass(frozen=True)
class TokenChip:
    """A piece of a line that one token wrote."""

    place: int  # of the token
    rect: QRectF
    is_mark: bool


class _Block:
    """One paragraph, laid out to a width at ``top``."""

    def __init__(
        self, paragraph: TokenParagraph, font: QFont, width: float, pitch: float, top: float
    ) -> None:
        self._paragraph, self.top, self._pitch = paragraph, top, pitch
        self.side = _side(paragraph.text)
        self._layout = QTextLayout(paragraph.text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(self.side | Qt.AlignmentFlag.AlignAbsolute)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        self.lines: list[QTextLine] = []
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, len(self.lines) * pitch + (pitch - line.height()) / 2))
            self.lines.append(line)
        self._layout.endLayout()
        self.height = len(self.lines) * pitch

    def has(self, place: int) -> bool:
        """Whether the token stands in it."""
        spans = self._paragraph.spans
        return spans[0].place <= place <= spans[-1].place

    @cached_property
    def rows(self) -> list[list[TokenChip]]:
        """The chips of each line, in the order of their tokens."""
        return [list(self._chips(number, line)) for number, line in enumerate(self.lines)]

    def seen(self, top: float, bottom: float) -> list[list[TokenChip]]:
        """The rows of which something stands between two heights of the widget."""
        first = max(0, int((top - self.top) // self._pitch))
        return self.rows[first : max(0, int((bottom - self.top) // self._pitch) + 1)]

    def draw(self, painter: QPainter, colour: QColor, mark: QColor, exposed: QRectF, sure: set[int]) -> None:
        """The text, as far as it is ``exposed``; marks of ``sure`` tokens in their own colour."""
        formats = []
        for span in self._paragraph.spans:
            if span.is_mark and span.place in sure:
                one = QTextLayout.FormatRange()
                one.start, one.length = span.start, span.end - span.start
                one.format = QTextCharFormat()
                one.format.setForeground(mark)
                formats.append(one)
        painter.setPen(colour)
        self._layout.draw(painter, QPointF(0, self.top), formats, exposed)

    def _chips(self, number: int, line: QTextLine) -> Iterator[TokenChip]:
        first, last = line.textStart(), line.textStart() + line.textLength()
        top = self.top + number * self._pitch
        spans = self._paragraph.spans
        at = bisect_right(spans, first, key=lambda span: span.end)
        while at < len(spans) and spans[at].start < last:
            yield TokenChip(spans[at].place, self._rect(line, spans[at], first, last, top), spans[at].is_mark)
            at += 1

    def _rect(self, line: QTextLine, span: TokenSpan, first: int, last: int, top: float) -> QRectF:
        one = _x(line, max(span.start, first))
        two = _x(line, min(span.end, last))
        left, width = min(one, two), abs(two - one) / span.parts
        turned = span.parts - 1 - span.part if two < one else span.part
        return QRectF(left + turned * width, top, max(_THINNEST, width), self._pitch)


class RibbonLayout:
    """All paragraphs under each other. Coordinates are those of the widget."""

    def __init__(self, paragraphs: Sequence[TokenParagraph], font: QFont, width: float, pitch: float) -> None:
        self.pitch = pitch
        self._blocks: list[_Block] = []
        top = 0.0
        for paragraph in paragraphs:
            self._blocks.append(_Block(paragraph, font, width, pitch, top))
            top += self._blocks[-1].height
        self.height = top

    def within(self, top: float, bottom: float) -> Sequence[_Block]:
        """The paragraphs of which something is seen between two heights."""
        first = max(0, bisect_right(self._blocks, top, key=lambda block: block.top) - 1)
        last = bisect_right(self._blocks, bottom, key=lambda block: block.top)
        return self._blocks[first:last]

    def chips(self, place: int) -> list[TokenChip]:
        """The pieces of one token: more than one where a line or a paragraph ends in it."""
        return [chip for row in self._rows for chip in row if chip.place == place]

    def runs_left(self, place: int) -> bool:
        """Whether what follows a token stands to its left."""
        block = next((block for block in self._blocks if block.has(place)), None)
        return block is not None and block.side == Qt.AlignmentFlag.AlignRight

    def at(self, spot: QPointF) -> int | None:
        """The token at a place."""
        row = self._row_at(spot.y())
        inside = (chip.place for chip in row if chip.rect.left() <= spot.x() < chip.rect.right())
        return next(inside, None)

    def beside(self, place: int, lines: int) -> int:
        """The token that stands so many lines further down (or up), as straight as can be."""
        rows = self._rows
        here = next((n for n, row in enumerate(rows) if any(chip.place == place for chip in row)), None)
        if here is None or not 0 <= here + lines < len(rows):
            return place
        middle = next(chip.rect.center().x() for chip in rows[here] if chip.place == place)
        return min(rows[here + lines], key=lambda chip: abs(chip.rect.center().x() - middle)).place

    @cached_property
    def _rows(self) -> list[list[TokenChip]]:
        return [row for block in self._blocks for row in block.rows if row]

    def _row_at(self, y: float) -> list[TokenChip]:
        for block in self.within(y, y):
            if block.top <= y < block.top + block.height:
                return block.rows[int((y - block.top) // self.pitch)]
        return []


def _side(text: str) -> Qt.AlignmentFlag:
    """Where its lines begin: by the first letter that has a direction."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return Qt.AlignmentFlag.AlignLeft if first == "L" else Qt.AlignmentFlag.AlignRight


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # beside the position it takes, which may lie within a character
    return float(found[0])
