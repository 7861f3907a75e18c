"""How the lines of a cell are laid out at a width, and painted. Lengths are of the 100 % design.

A cell is laid out once for a width and text scale: the same pieces tell its height and are painted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from explorer.choose.deciding.page import CellLine, CellMark, DecisionCell, DrawnRate
from explorer.domain.facts import Verdict
from explorer.domain.words import Words
from explorer.kit.icons import paint_icon
from explorer.kit.interval_line import IntervalLine, paint_chance, paint_interval
from explorer.kit.language import shown
from explorer.kit.paint import draw_lines, fill_round, mirrored, text_width, wrap
from explorer.kit.pass_marks import PassMark, paint_pass_mark
from explorer.kit.theme import Look, TextRole, look_of
from explorer.kit.verdict_marks import SIZE, Mark, paint_mark

PAD, TOP, BOTTOM = 14, 12, 12
_INDENT, _QUOTE_SIDE, _GAP = 9, 4, 8
_BIG, _BODY, _SMALL, _RATE = 24, 19, 17, 20  # heights of lines
_TRACK, _TRACK_ROOM = 56, 20  # a small track, and the height that a wide one takes
_LABEL_SHARE, _LABEL = 0.5, 136  # of a cell, and at most, that the name of a rate takes
_MOST = 4  # lines of one text
_PASS: dict[CellMark, PassMark] = {
    "cannot tell": "cannot tell", "running": "running", "waiting": "waiting",
}  # fmt: skip


@dataclass(frozen=True)
class CellPiece:
    """``place``: within the cell. Either lines of text, a mark, or a rate that is drawn."""

    place: QRectF
    lines: tuple[str, ...] = ()
    role: TextRole = "body"
    strong: bool = False
    tone: str = "text"
    pitch: int = 0
    quoted: bool = False
    mark: CellMark = ""
    drawn: DrawnRate | None = None


@dataclass(frozen=True)
class CellShape:
    pieces: tuple[CellPiece, ...]
    height: int


def shape_of(cell: DecisionCell, width: int) -> CellShape:
    """At this width of the whole cell, in pixels."""
    look = look_of()
    px = look.sizes.px
    pieces, top = list[CellPiece](), px(TOP)
    has_mark = bool(cell.lines) and bool(cell.lines[0].mark) and not cell.lines[0].label
    for line in _all_lines(cell):
        indent = px(SIZE + _INDENT) if has_mark and not line.label else 0
        for piece in _laid(line, QRectF(px(PAD) + indent, top, width - 2 * px(PAD) - indent, 0), look):
            pieces.append(piece)
            top = max(top, round(piece.place.bottom()))
    return CellShape(tuple(pieces), top + px(BOTTOM))


def _all_lines(cell: DecisionCell) -> Iterator[CellLine]:
    yield from cell.lines
    if cell.changed:
        yield CellLine(Words("then: {what}", what=cell.changed), "place", is_old=True)


def _laid(line: CellLine, room: QRectF, look: Look) -> Iterator[CellPiece]:
    if line.label:
        yield from _rate(line, room, look)
        return
    if line.mark:
        side = look.sizes.px(SIZE)
        pitch = look.sizes.px(_BODY)
        at = QRectF(room.left() - look.sizes.px(SIZE + _INDENT), room.top() + (pitch - side) / 2, side, side)
        yield CellPiece(at, mark=line.mark)
    text = _text(line, room, look)
    yield text
    below = text.place.bottom()
    if line.aside:
        yield (aside := _aside(line, text, room, look))
        below = max(below, aside.place.bottom())
    if line.drawn is not None:
        high = look.sizes.px(_TRACK_ROOM)
        yield CellPiece(QRectF(room.left(), below, room.width() * 0.9, high), drawn=line.drawn)


def _text(line: CellLine, room: QRectF, look: Look) -> CellPiece:
    px = look.sizes.px
    role, strong, pitch, tone = _looks(line)
    inset = px(_QUOTE_SIDE) if line.role == "quote" else 0
    font = look.font(role, strong=strong)
    lines = tuple(wrap(shown(line.text), font, room.width() - 2 * inset, _MOST))
    place = QRectF(room.left() + inset, room.top(), room.width() - 2 * inset, len(lines) * px(pitch))
    return CellPiece(place, lines, role, strong, tone, px(pitch), line.role == "quote")


def _looks(line: CellLine) -> tuple[TextRole, bool, int, str]:
    """Role, weight, height of a line, colour."""
    match line.role:
        case "big":
            return "heading", False, _BIG, "text"
        case "strong":
            return "body", True, _BODY, "text"
        case "quote":
            return "secondary", False, _BODY, "text"
        case "place":
            return "source", False, _SMALL, "caution" if line.is_old else "faint"
        case _:
            return "secondary", False, _BODY, "faint" if line.is_old else "text"


def _aside(line: CellLine, text: CellPiece, room: QRectF, look: Look) -> CellPiece:
    """Behind the last line, or below it where there is no room."""
    font, said = look.font("secondary"), shown(line.aside)
    wide = text_width(text.lines[-1], look.font(text.role, strong=text.strong)) + look.sizes.px(_GAP)
    pitch = look.sizes.px(_BODY)
    if wide + text_width(said, font) <= room.width():
        top = text.place.bottom() - text.pitch
        place = QRectF(room.left() + wide, top + (text.pitch - pitch) / 2 + 1, room.width() - wide, pitch)
        return CellPiece(place, (said,), "secondary", False, "muted", pitch)
    lines = tuple(wrap(said, font, room.width(), _MOST))
    place = QRectF(room.left(), text.place.bottom(), room.width(), len(lines) * pitch)
    return CellPiece(place, lines, "secondary", False, "muted", pitch)


def _rate(line: CellLine, room: QRectF, look: Look) -> Iterator[CellPiece]:
    """Its name, a small track or a mark, its count; each wraps in its own room."""
    px, font = look.sizes.px, look.font("secondary")
    pitch, least = px(_SMALL), px(_RATE)
    wide = min(round(room.width() * _LABEL_SHARE), px(_LABEL))
    label = tuple(wrap(shown(line.label), font, wide - px(_GAP) / 2, 2))
    track = min(px(_TRACK), round(room.width() * 0.2)) if line.drawn is not None else px(SIZE)
    left = room.left() + wide + track + px(_GAP)
    text = tuple(wrap(shown(line.text), font, room.right() - left, 2))
    high = max(least, len(label) * pitch + 3, len(text) * pitch + 3)
    before = (least - pitch) / 2
    place = QRectF(room.left(), room.top() + before, wide, high - before)
    tone = "text" if line.drawn is not None else "muted"
    yield CellPiece(place, label, "secondary", tone=tone, pitch=pitch)
    if line.drawn is not None:
        yield CellPiece(QRectF(room.left() + wide, room.top(), track, least), drawn=line.drawn)
    elif line.mark:
        side = px(SIZE)
        yield CellPiece(
            QRectF(room.left() + wide, room.top() + (least - side) / 2, side, side), mark=line.mark
        )
    yield CellPiece(QRectF(left, room.top() + before, room.right() - left, high - before), text, "secondary",
                    tone="muted", pitch=pitch)  # fmt: skip


def paint_shape(painter: QPainter, rect: QRectF, shape: CellShape, look: Look) -> None:
    """The pieces of a cell that fills ``rect``."""
    for piece in shape.pieces:
        place = mirrored(piece.place.translated(rect.topLeft()), rect, painter.layoutDirection())
        if piece.drawn is not None:
            _paint_rate(painter, place, piece.drawn, look)
        elif piece.mark:
            paint_cell_mark(painter, place, piece.mark, look)
        else:
            _paint_text(painter, place, piece, look)


def _paint_text(painter: QPainter, place: QRectF, piece: CellPiece, look: Look) -> None:
    font: QFont = look.font(piece.role, strong=piece.strong)
    if piece.quoted:
        for number, line in enumerate(piece.lines):
            side = look.sizes.px(_QUOTE_SIDE)
            wide = text_width(line, font) + 2 * side
            band = QRectF(place.left() - side, place.top() + number * piece.pitch + 1, wide, piece.pitch - 2)
            outer = place.adjusted(-side, 0, side, 0)
            fill_round(painter, mirrored(band, outer, painter.layoutDirection()), 3, look.theme.quote)
    colour = look.theme.colour(piece.tone)
    draw_lines(
        painter, place.left(), place.top(), list(piece.lines), font, colour, piece.pitch, place.width()
    )


def _paint_rate(painter: QPainter, place: QRectF, drawn: DrawnRate, look: Look) -> None:
    if drawn.chance is not None:
        paint_chance(painter, place.adjusted(0, 2, 0, -2), drawn.chance, look)
    paint_interval(painter, place, (IntervalLine(drawn.value, drawn.low, drawn.high),), look)


def paint_cell_mark(painter: QPainter, place: QRectF, mark: CellMark, look: Look) -> None:
    spot = QRectF(round(place.left()), round(place.top()), place.width(), place.height())
    if mark == "leaves":
        paint_icon(painter, spot, "leaves", look.theme.caution)
    elif mark in _PASS:
        paint_pass_mark(painter, spot, _PASS[mark], look.theme)
    elif mark:
        paint_mark(painter, spot, verdict_mark(mark), look.theme)


def verdict_mark(mark: CellMark) -> Mark:
    return "conflict" if mark == "conflict" else Verdict(mark)
