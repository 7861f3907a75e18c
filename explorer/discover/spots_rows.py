"""Where each part of a row stands: placed from both ends, for who paints it and who explains it.

Columns go by the list's width, never row by row, so that numbers stand under each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt

from explorer.discover.lines import RepoLine
from explorer.discover.tips import RowPart
from explorer.domain.units import ago_text, count_text
from explorer.kit.language import shown, tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import text_width
from explorer.kit.pill import HEIGHT, pill_width
from explorer.kit.theme import Look

# Pixels at 100 %.
_SIDE, _GAP, _CLOSE = 16, 8, 8
_FIRST, _SECOND = 12, 40  # where the two lines begin
_LOCK, _AFTER_LOCK = 13, 6
_LEAST_LOCK, _LEAST_WORDS = 20, 30  # less room is left empty
_NAME = 14  # of the font
_ALL_NUMBERS = 300  # a narrower list shows downloads only
ICON, ICON_GAP = 12, 3

_WIDE_COUNT, _WIDE_LIKES = 888_000, 8_800
_LONG_AGO = timedelta(days=400)
_DOT = " · "


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a row, what stands there, and where on the screen."""

    part: RowPart
    text: str
    place: QRectF


class RowLook:
    """What all rows of a text size share: fonts, and the widths of the columns of numbers."""

    def __init__(self, look: Look) -> None:
        self.look, self.px = look, look.sizes.px
        self.name = look.font("body", strong=True)
        self.name.setPixelSize(self.px(_NAME))
        self.body, self.small = look.font(), look.font("secondary")
        self.numbers = look.font("secondary", numbers=True)
        self.columns = _columns(self)

    def pill_width(self, text: str) -> float:
        return pill_width(text, self.small, self.look.sizes)


def spots_of(line: RepoLine, rect: QRectF, way: Qt.LayoutDirection, row: RowLook) -> Iterator[Spot]:
    """Every part that there is room for, inside the row's ``rect``."""
    first, second = _band(rect, _FIRST, row), _band(rect, _SECOND, row)
    for spot in (*_first(line, first, row), *_second(line, second, row)):
        yield Spot(spot.part, spot.text, mirrored(spot.place, rect, way))


def spot_at(at: QPointF, spots: Iterator[Spot]) -> Spot | None:
    return next((spot for spot in spots if spot.place.contains(at)), None)


def _band(rect: QRectF, top: int, row: RowLook) -> QRectF:
    """One of the two lines, without the margins."""
    side = row.px(_SIDE)
    return QRectF(rect.left() + side, rect.top() + row.px(top), rect.width() - 2 * side, row.px(HEIGHT))


def _first(line: RepoLine, band: QRectF, row: RowLook) -> Iterator[Spot]:
    """Name, lock and publisher from one end, the fit from the other."""
    px, left, right = row.px, band.left(), band.right()
    if line.fit is not None:
        word = shown(line.fit.word)
        fit = _ending(band, right, row.pill_width(word))
        right = fit.left() - px(_GAP)
        yield Spot(RowPart.FIT, word, fit)
    name = _beginning(band, left, right, text_width(line.name, row.name) + 1)
    left = name.right() + px(_GAP)
    yield Spot(RowPart.NAME, line.name, name)
    if line.is_gated and right - left > px(_LEAST_LOCK):
        side = px(_LOCK)
        yield Spot(RowPart.LOCK, "", QRectF(left, band.center().y() - side / 2, side, side))
        left += side + px(_AFTER_LOCK)
    if right - left > px(_LEAST_WORDS):
        words = _publisher(line)
        yield Spot(RowPart.PUBLISHER, words, _beginning(band, left, right, text_width(words, row.body) + 1))


def _second(line: RepoLine, band: QRectF, row: RowLook) -> Iterator[Spot]:
    """License, size and data from one end, the numbers from the other."""
    px, left, right = row.px, band.left(), band.right()
    for spot in _numbers(line, band, row):
        right = spot.place.left()
        if spot.text:
            yield spot
    right -= px(2)
    license_ = shown(line.license)
    pill = _beginning(band, left, right, row.pill_width(license_))
    if pill.width() > px(_LEAST_WORDS):
        left = pill.right() + px(_CLOSE)
        yield Spot(RowPart.LICENSE, license_, pill)
    sizes = _sizes(line, band, left, row)
    if sizes and sizes[-1].place.right() <= right:
        left = sizes[-1].place.right() + px(_CLOSE)
        yield from sizes
    data = tr("data")
    pill = _beginning(band, left, band.right(), row.pill_width(data)).adjusted(0, 1, 0, -1)
    if line.has_data and pill.right() <= right:
        yield Spot(RowPart.DATA, data, pill)


def _sizes(line: RepoLine, band: QRectF, left: float, row: RowLook) -> list[Spot]:
    """Parameters, context and quantization, with a dot between them."""
    texts = {
        RowPart.PARAMETERS: line.parameters,
        RowPart.CONTEXT: line.context,
        RowPart.QUANTIZATION: line.quantization,
    }
    found: list[Spot] = []
    for part, text in texts.items():
        if text:
            said = f"{_DOT}{text}" if found else text
            width = text_width(said, row.body) + 1
            found.append(Spot(part, said, QRectF(left, band.top(), width, band.height())))
            left += width
    return found


def _numbers(line: RepoLine, band: QRectF, row: RowLook) -> Iterator[Spot]:
    """Age, likes and downloads, each in its column, also where it is empty."""
    parts = (RowPart.AGE, RowPart.LIKES, RowPart.DOWNLOADS)
    texts = (shown(line.age), line.likes, line.downloads)
    right = band.right()
    cells = list(zip(parts, texts, row.columns, strict=True))
    for part, text, width in cells if band.width() >= row.px(_ALL_NUMBERS) else cells[2:]:
        yield Spot(part, text, _ending(band, right, width))
        right -= width + row.px(_GAP)


def _beginning(band: QRectF, left: float, right: float, width: float) -> QRectF:
    return QRectF(left, band.top(), max(0.0, min(width, right - left)), band.height())


def _ending(band: QRectF, right: float, width: float) -> QRectF:
    return QRectF(right - width, band.top(), width, band.height())


def _publisher(line: RepoLine) -> str:
    """And, while a use is chosen, the sign by which it is listed."""
    reason = shown(line.reason)
    return f"{line.row.publisher}{_DOT}{reason}" if reason else line.row.publisher


def _columns(row: RowLook) -> tuple[float, float, float]:
    """Widths of age, likes and downloads: of the widest that is usual."""
    icon, now = row.px(ICON) + row.px(ICON_GAP), datetime.now(UTC)
    age = text_width(shown(ago_text(now - _LONG_AGO, now)), row.numbers) + 1
    likes = icon + text_width(count_text(_WIDE_LIKES), row.numbers) + 1
    return age, likes, icon + text_width(count_text(_WIDE_COUNT), row.numbers) + 1
