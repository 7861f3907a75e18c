"""Where a long column of text and tables is cut into pages: between lines and rows, never through one.

A piece is a line of text, a row of a table or a whole small table. A heading stays with what it heads, a
table that goes on repeats its head, and only a row that is higher than a page is cut inside, between its
lines. Lengths in pixels of the layout, down from its top. Knows nothing of Qt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PageSpan:
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class PagePiece:
    """``head``: the table's own head, above each page that begins with this row. ``cuts``: inside of it."""

    span: PageSpan
    keeps_next: bool = False
    begins_page: bool = False
    head: PageSpan | None = None
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True)
class PageSegment:
    """A span of the column, and how far below the top of its page it stands."""

    span: PageSpan
    at: float


type PageOf = tuple[PageSegment, ...]


def pages_of_pieces(pieces: Sequence[PagePiece], height: float) -> tuple[PageOf, ...]:
    """Every piece once, in order; no page is higher than ``height``."""
    filling = _Filling(height)
    for unit in _units(pieces):
        filling.add(unit)
    return filling.end()


def _units(pieces: Sequence[PagePiece]) -> Iterator[list[PagePiece]]:
    """Pieces that stay together: a heading with what follows."""
    unit: list[PagePiece] = []
    for piece in pieces:
        unit.append(piece)
        if not piece.keeps_next:
            yield unit
            unit = []
    if unit:
        yield unit


class _Filling:
    """Pages as they fill up. Pieces that follow each other become one segment, gaps between them too."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._pages: list[PageOf] = []
        self._segments: list[PageSegment] = []
        self._has_head = False  # a table's, repeated at the top of this page

    def add(self, unit: Sequence[PagePiece]) -> None:
        whole = PageSpan(unit[0].span.top, unit[-1].span.bottom)
        if self._segments and (unit[0].begins_page or not self._fits(whole)):
            self._turn(unit[0])
        if self._fits(whole):
            self._put(whole)
            return
        for piece in unit:
            self._add_large(piece)

    def end(self) -> tuple[PageOf, ...]:
        if self._segments:
            self._pages.append(tuple(self._segments))
        return tuple(self._pages)

    @property
    def _used(self) -> float:
        last = self._segments[-1] if self._segments else None
        return last.at + last.span.height if last is not None else 0.0

    def _fits(self, span: PageSpan) -> bool:
        return self._used + self._gap(span) + span.height <= self._height

    def _gap(self, span: PageSpan) -> float:
        """The space before it, as in the column; none at the top of a page and below a repeated head."""
        if not self._segments or self._segments[-1].span.bottom > span.top:
            return 0.0
        return span.top - self._segments[-1].span.bottom if not self._is_repeated else 0.0

    @property
    def _is_repeated(self) -> bool:
        """Whether only a table's head stands on this page so far."""
        return len(self._segments) == 1 and self._has_head

    def _turn(self, first: PagePiece) -> None:
        self._pages.append(tuple(self._segments))
        self._segments = []
        head = first.head
        self._has_head = head is not None and head.height < self._height / 2
        if head is not None and self._has_head:
            self._segments.append(PageSegment(head, 0.0))

    def _put(self, span: PageSpan) -> None:
        gap = self._gap(span)
        last = self._segments[-1] if self._segments else None
        if last is not None and not self._is_repeated and last.span.bottom <= span.top:
            self._segments[-1] = PageSegment(PageSpan(last.span.top, span.bottom), last.at)
        else:
            self._segments.append(PageSegment(span, self._used + gap))

    def _add_large(self, piece: PagePiece) -> None:
        """As much as fits, up to a cut inside of it; where there is none, up to the page's end."""
        rest = piece.span
        while not self._fits(rest):
            room = self._height - self._used - self._gap(rest)
            below = [cut for cut in piece.cuts if rest.top < cut <= rest.top + room]
            cut = max(below, default=rest.top + room if room > self._height / 3 else rest.top)
            if cut > rest.top:
                self._put(PageSpan(rest.top, cut))
            self._turn(piece)
            rest = PageSpan(cut, rest.bottom)
        self._put(rest)
