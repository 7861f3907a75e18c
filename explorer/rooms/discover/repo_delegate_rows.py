"""How one row of the list is laid out and painted: two lines, placed from both ends.

Columns go by the list's width, never row by row, so that numbers stand under each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.units import ago_text, count_text
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, focus_ring, mirrored, rule, text_width
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.theme import Look, look_of
from explorer.local.hub_search.repo_lines import RepoLine
from explorer.rooms.discover.row_tips import RowPart

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
class RowSpot:
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


def spots_of(line: RepoLine, rect: QRectF, way: Qt.LayoutDirection, row: RowLook) -> Iterator[RowSpot]:
    """Every part that there is room for, inside the row's ``rect``."""
    first, second = _band(rect, _FIRST, row), _band(rect, _SECOND, row)
    for spot in (*_first(line, first, row), *_second(line, second, row)):
        yield RowSpot(spot.part, spot.text, mirrored(spot.place, rect, way))


def _band(rect: QRectF, top: int, row: RowLook) -> QRectF:
    """One of the two lines, without the margins."""
    side = row.px(_SIDE)
    return QRectF(rect.left() + side, rect.top() + row.px(top), rect.width() - 2 * side, row.px(HEIGHT))


def _first(line: RepoLine, band: QRectF, row: RowLook) -> Iterator[RowSpot]:
    """Name, lock and publisher from one end, the fit from the other."""
    px = row.px
    if line.fit is not None:
        word = shown(line.fit.word)
        yield RowSpot(RowPart.FIT, word, _off_end(band, row.pill_width(word), px(_GAP)))
    name = _off_start(band, text_width(line.name, row.name) + 1, px(_GAP))
    yield RowSpot(RowPart.NAME, line.name, name)
    if line.is_gated and band.width() > px(_LEAST_LOCK):
        side = px(_LOCK)
        spot = _off_start(band, side, px(_AFTER_LOCK))
        yield RowSpot(RowPart.LOCK, "", QRectF(spot.left(), spot.center().y() - side / 2, side, side))
    if band.width() > px(_LEAST_WORDS):
        words = _publisher(line)
        yield RowSpot(RowPart.PUBLISHER, words, _off_start(band, text_width(words, row.body) + 1, 0))


def _second(line: RepoLine, band: QRectF, row: RowLook) -> Iterator[RowSpot]:
    """License, size and data from one end, the numbers from the other, each in its column."""
    px = row.px
    parts = (RowPart.AGE, RowPart.LIKES, RowPart.DOWNLOADS)
    cells = list(zip(parts, (shown(line.age), line.likes, line.downloads), row.columns, strict=True))
    for part, text, width in cells if band.width() >= px(_ALL_NUMBERS) else cells[2:]:
        place = _off_end(band, width, px(_GAP))  # also where it is empty
        if text:
            yield RowSpot(part, text, place)
    band.setRight(band.right() + px(_GAP) - px(2))
    license_ = shown(line.license)
    if min(row.pill_width(license_), band.width()) > px(_LEAST_WORDS):
        pill = _off_start(band, row.pill_width(license_), px(_CLOSE))
        yield RowSpot(RowPart.LICENSE, license_, pill)
    sizes = [(part, said, text_width(said, row.body) + 1) for part, said in _sizes(line)]
    if sizes and sum(width for *_, width in sizes) <= band.width():
        for part, said, width in sizes:
            yield RowSpot(part, said, _off_start(band, width, 0))
        band.setLeft(band.left() + px(_CLOSE))
    data = tr("data")
    if line.has_data and row.pill_width(data) <= band.width():
        pill = _off_start(band, row.pill_width(data), 0)
        yield RowSpot(RowPart.DATA, data, pill.adjusted(0, 1, 0, -1))


def _sizes(line: RepoLine) -> Iterator[tuple[RowPart, str]]:
    """Parameters, context and quantization, with a dot between them."""
    texts = {
        RowPart.PARAMETERS: line.parameters,
        RowPart.CONTEXT: line.context,
        RowPart.QUANTIZATION: line.quantization,
    }
    dot = ""
    for part, text in texts.items():
        if text:
            yield part, f"{dot}{text}"
            dot = _DOT


def _off_start(band: QRectF, width: float, gap: float) -> QRectF:
    """What is cut off where ``band`` starts, which is then shorter by it and the gap."""
    place = QRectF(band.left(), band.top(), max(0.0, min(width, band.width())), band.height())
    band.setLeft(place.right() + gap)
    return place


def _off_end(band: QRectF, width: float, gap: float) -> QRectF:
    place = QRectF(band.right() - width, band.top(), width, band.height())
    band.setRight(place.left() - gap)
    return place


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


LINE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 75  # pixels at 100 %

_LICENSE_TONES: dict[str, Tone] = {"accent": "accent", "caution": "caution", "bad": "bad"}
_ICONS = {RowPart.LIKES: "heart", RowPart.DOWNLOADS: "arrow-down"}

type _Index = QModelIndex | QPersistentModelIndex


class RepoDelegate(QAbstractItemDelegate):
    """Paints a RepoLine."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        look = look_of(parent)
        look.changed.connect(self._rescale)
        self._rescale(look)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        px = self._row.px
        return QSize(px(200), px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(LINE)
        if isinstance(line, RepoLine):
            painter.save()
            _RowPainter(painter, option, line, self._row).paint()
            painter.restore()

    def spot_at(self, at: QPointF, line: RepoLine, rect: QRectF, way: Qt.LayoutDirection) -> RowSpot | None:
        """The part of a row under a point; ``rect`` is the row's."""
        return next((spot for spot in spots_of(line, rect, way, self._row) if spot.place.contains(at)), None)

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self._row = RowLook(look)


class _RowPainter:
    """Paints one line into one option's rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, line: RepoLine, row: RowLook) -> None:
        self._painter, self._line, self._row, self._option = painter, line, row, option
        self._theme, self._quiet = row.look.theme, row.look.theme.muted
        self._is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)

    def paint(self) -> None:
        painter, theme, state, rect = (
            self._painter,
            self._theme,
            self._option.state,
            QRectF(self._option.rect),
        )
        if self._is_chosen:
            painter.fillRect(rect, theme.soft_accent)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.window)
        rule(painter, rect.left(), rect.bottom() - 1, rect.width(), theme.line)
        for spot in spots_of(self._line, rect, self._option.direction, self._row):
            self._paint_spot(spot)
        if state & QStyle.StateFlag.State_HasFocus and _rings(self._option.widget):
            focus_ring(painter, rect.adjusted(1, 1, -1, -2), 4, theme)

    def _paint_spot(self, spot: RowSpot) -> None:
        if spot.part is RowPart.NAME:
            draw_text(self._painter, spot.place, spot.text, self._row.name, self._theme.text)
        elif spot.part is RowPart.LOCK:
            paint_icon(self._painter, spot.place, "lock", self._quiet)
        elif spot.part is RowPart.FIT and self._line.fit is not None:
            self._pill(spot, self._line.fit.word.tone)
        elif spot.part is RowPart.LICENSE:
            self._pill(spot, _LICENSE_TONES.get(self._line.license_tone, "neutral"))
        elif spot.part is RowPart.DATA:
            self._pill(spot, "accent", outlined=True)
        elif spot.part in (RowPart.AGE, RowPart.LIKES, RowPart.DOWNLOADS):
            self._paint_number(spot)
        else:
            draw_text(self._painter, spot.place, spot.text, self._row.body, self._quiet)

    def _paint_number(self, spot: RowSpot) -> None:
        """At the end of its column, with its icon before it."""
        text, font, column, way = spot.text, self._row.numbers, spot.place, self._option.direction
        width = min(text_width(text, font) + 1, column.width())
        cell = QRectF(column.right() - width, column.top(), width, column.height())
        draw_text(self._painter, mirrored(cell, column, way), text, font, self._quiet)
        icon = _ICONS.get(spot.part)
        if icon:
            side = self._row.px(ICON)
            left = cell.left() - side - self._row.px(ICON_GAP)
            mark = QRectF(round(left), round(cell.center().y() - side / 2), side, side)
            paint_icon(self._painter, mirrored(mark, column, way), icon, self._quiet)

    def _pill(self, spot: RowSpot, tone: Tone, *, outlined: bool = False) -> None:
        paint_pill(
            self._painter, spot.place, spot.text, tone,
            font=self._row.small, theme=self._theme, outlined=outlined, on_chosen=self._is_chosen,
        )  # fmt: skip


def _rings(view: QWidget | None) -> bool:
    """Whether the list has the focus, and got it by keyboard."""
    return view is not None and view.hasFocus() and bool(getattr(view, "focus_by_key", False))
