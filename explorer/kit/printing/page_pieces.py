"""The lines and rows of a laid-out QTextDocument as pieces that pages are made of."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFormat, QTextTable

from explorer.kit.printing.paging import PagePiece, PageSpan

_SMALL = 0.4  # of a page: a table up to that stays whole


def pieces_of(document: QTextDocument, height: float) -> list[PagePiece]:
    """In their order. ``height`` of a page."""
    pieces: list[PagePiece] = []
    place = document.rootFrame().begin()
    while not place.atEnd():
        frame = place.currentFrame()
        if isinstance(frame, QTextTable):
            pieces += _of_table(document, frame, height)
        elif place.currentBlock().isValid():
            pieces += _of_block(document, place.currentBlock())
        place += 1
    return _apart(pieces)


def _apart(pieces: Sequence[PagePiece]) -> list[PagePiece]:
    """None reaches into the next: Qt counts a table's margin twice."""
    ends = [*(piece.span.top for piece in pieces[1:]), math.inf]
    return [
        replace(piece, span=PageSpan(piece.span.top, max(piece.span.top, min(piece.span.bottom, end))))
        for piece, end in zip(pieces, ends, strict=True)
    ]


def _of_block(document: QTextDocument, block: QTextBlock) -> Iterator[PagePiece]:
    """Its lines. A heading is one piece that stays with what follows."""
    form = block.blockFormat()
    before = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
    begins = bool(form.pageBreakPolicy() & before)
    whole = document.documentLayout().blockBoundingRect(block)
    if form.headingLevel():
        yield PagePiece(PageSpan(whole.top(), whole.bottom()), keeps_next=True, begins_page=begins)
        return
    for number, line in enumerate(_lines(document, block)):
        yield PagePiece(line, begins_page=begins and not number)


def _of_table(document: QTextDocument, table: QTextTable, height: float) -> Iterator[PagePiece]:
    """Its rows; a small one as a whole."""
    tops = [_top(document, table, row) for row in range(table.rows())]
    edges = [*tops, document.documentLayout().frameBoundingRect(table).bottom()]
    if edges[-1] - edges[0] <= height * _SMALL:
        yield PagePiece(PageSpan(edges[0], edges[-1]))
        return
    heads = table.format().headerRowCount()
    head = PageSpan(edges[0], edges[heads]) if heads else None
    for row, (top, bottom) in enumerate(pairwise(edges)):
        is_title = table.cellAt(row, 0).columnSpan() > 1  # of a group of rows
        cuts = _cuts(document, table, row) if bottom - top > height / 3 else ()
        yield PagePiece(
            PageSpan(top, bottom), row < heads or is_title, False, head if row >= heads else None, cuts
        )


def _top(document: QTextDocument, table: QTextTable, row: int) -> float:
    """Where a row begins: above the highest text of its cells."""
    layout = document.documentLayout()
    blocks = (next(_blocks(table, row, column)) for column in range(table.columns()))
    return min(layout.blockBoundingRect(block).top() for block in blocks) - table.format().cellPadding()


def _cuts(document: QTextDocument, table: QTextTable, row: int) -> tuple[float, ...]:
    """Between the lines of a row, where no line of any cell is cut."""
    lines = [
        line
        for column in range(table.columns())
        for block in _blocks(table, row, column)
        for line in _lines(document, block)
    ]
    ends = sorted({line.bottom for line in lines})
    return tuple(end for end in ends if not any(one.top < end < one.bottom for one in lines))


def _blocks(table: QTextTable, row: int, column: int) -> Iterator[QTextBlock]:
    place = table.cellAt(row, column).begin()
    while not place.atEnd():
        yield place.currentBlock()
        place += 1


def _lines(document: QTextDocument, block: QTextBlock) -> Iterator[PageSpan]:
    whole = document.documentLayout().blockBoundingRect(block)
    layout = block.layout()
    for number in range(layout.lineCount()):
        rect = layout.lineAt(number).rect()
        yield PageSpan(whole.top() + rect.top(), whole.top() + rect.bottom())
