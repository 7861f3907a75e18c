"""How one row of the list is drawn: two lines, placed from both ends.

Columns go by the list's width, never row by row, so that numbers stand under each other.
"""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem, QWidget

from explorer.discover.lines import RepoLine
from explorer.domain.units import ago_text, count_text
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, focus_ring, rule, text_width
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.theme import Look, look_of

LINE = Qt.ItemDataRole.UserRole

# Pixels at 100 %.
ROW_HEIGHT = 75
_SIDE, _GAP, _CLOSE = 16, 8, 8
_FIRST, _SECOND = 12, 40  # where the two lines begin
_ICON, _LOCK = 12, 13
_NAME = 14  # of the font
_ALL_NUMBERS = 300  # a narrower list shows downloads only

_LICENSE_TONES: dict[str, Tone] = {"accent": "accent", "caution": "caution", "bad": "bad"}
_WIDE_COUNT, _WIDE_LIKES = 888_000, 8_800
_LONG_AGO = timedelta(days=400)

type _Index = QModelIndex | QPersistentModelIndex


class RepoDelegate(QAbstractItemDelegate):
    """Paints a RepoLine."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        px = look_of().sizes.px
        return QSize(px(200), px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(LINE)
        if isinstance(line, RepoLine):
            painter.save()
            _Row(painter, option, line).paint()
            painter.restore()


class _Row:
    """Paints one line into one option's rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, line: RepoLine) -> None:
        self._painter, self._line = painter, line
        self._look: Look = look_of()
        self._px = self._look.sizes.px
        self._small = self._look.font("secondary")
        self._rect = QRectF(option.rect)
        self._direction = option.direction
        self._is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._has_ring = bool(option.state & QStyle.StateFlag.State_HasFocus) and _rings(option.widget)
        side = self._px(_SIDE)
        self._inner = self._rect.adjusted(side, 0, -side, 0)

    def paint(self) -> None:
        theme = self._look.theme
        if self._is_chosen:
            self._painter.fillRect(self._rect, theme.soft_accent)
        elif self._is_hovered:
            self._painter.fillRect(self._rect, theme.window)
        rule(self._painter, self._rect.left(), self._rect.bottom() - 1, self._rect.width(), theme.line)
        self._paint_first()
        self._paint_second()
        if self._has_ring:
            focus_ring(self._painter, self._rect.adjusted(1, 1, -1, -2), 4, theme)

    def _paint_first(self) -> None:
        """Name, lock and publisher from one end, the fit from the other."""
        band = self._band(_FIRST)
        left, right = band.left(), band.right()
        if self._line.fit is not None:
            word = self._line.fit.word
            right = self._pill_before(band, shown(word), word.tone) - self._px(_GAP)
        font = self._look.font("body", strong=True)
        font.setPixelSize(self._px(_NAME))
        left += self._text(band, left, right, self._line.name, font, self._look.theme.text) + self._px(_GAP)
        if self._line.is_gated and right - left > self._px(20):
            side = self._px(_LOCK)
            spot = QRectF(left, band.center().y() - side / 2, side, side)
            paint_icon(self._painter, self._placed(spot), "lock", self._quiet)
            left += side + self._px(6)
        if right - left > self._px(30):
            self._text(band, left, right, self._publisher, self._look.font(), self._quiet)

    def _paint_second(self) -> None:
        """License, size and data from one end, the numbers from the other."""
        band = self._band(_SECOND)
        right = self._paint_numbers(band) - self._px(2)
        left, license_ = band.left(), shown(self._line.license)
        width = min(self._pill_width(license_), right - left)
        if width > self._px(30):
            tone = _LICENSE_TONES.get(self._line.license_tone, "neutral")
            self._pill(QRectF(left, band.top(), width, band.height()), license_, tone)
            left += width + self._px(_CLOSE)
        size = self._line.size
        if size and left + text_width(size, self._look.font()) + 1 <= right:
            left += self._text(band, left, right, size, self._look.font(), self._quiet) + self._px(_CLOSE)
        data = tr("data")
        width = self._pill_width(data)
        if self._line.has_data and left + width <= right:
            self._pill(QRectF(left, band.top() + 1, width, band.height() - 2), data, "accent", outlined=True)

    def _paint_numbers(self, band: QRectF) -> float:
        """Age, likes and downloads in columns; where the room ends that they leave."""
        font = self._look.font("secondary", numbers=True)
        columns = _columns(self._look, font)
        texts = (shown(self._line.age), self._line.likes, self._line.downloads)
        cells = list(zip(("", "heart", "arrow-down"), texts, columns, strict=True))
        right = band.right()
        for icon, text, width in cells if band.width() >= self._px(_ALL_NUMBERS) else cells[2:]:
            self._paint_number(QRectF(right - width, band.top(), width, band.height()), icon, text, font)
            right -= width + self._px(_GAP)
        return right + self._px(_GAP)

    def _paint_number(self, cell: QRectF, icon: str, text: str, font: QFont) -> None:
        if not text:
            return
        width = min(text_width(text, font) + 1, cell.width())
        spot = QRectF(cell.right() - width, cell.top(), width, cell.height())
        draw_text(self._painter, self._placed(spot), text, font, self._quiet)
        if icon:
            side = self._px(_ICON)
            left = spot.left() - side - self._px(3)
            mark = QRectF(round(left), round(cell.center().y() - side / 2), side, side)
            paint_icon(self._painter, self._placed(mark), icon, self._quiet)

    def _text(self, band: QRectF, left: float, right: float, text: str, font: QFont, colour: QColor) -> float:
        """Draw a text from ``left``; its width."""
        width = max(0.0, min(text_width(text, font) + 1, right - left))
        spot = QRectF(left, band.top(), width, band.height())
        draw_text(self._painter, self._placed(spot), text, font, colour)
        return width

    def _pill_before(self, band: QRectF, text: str, tone: Tone) -> float:
        """A pill at the far end of the line; where it begins."""
        width = self._pill_width(text)
        spot = QRectF(band.right() - width, band.top(), width, band.height())
        self._pill(spot, text, tone)
        return spot.left()

    def _pill(self, spot: QRectF, text: str, tone: Tone, *, outlined: bool = False) -> None:
        paint_pill(
            self._painter,
            self._placed(spot),
            text,
            tone,
            font=self._small,
            theme=self._look.theme,
            outlined=outlined,
            on_chosen=self._is_chosen,
        )

    def _pill_width(self, text: str) -> float:
        return pill_width(text, self._small, self._look.sizes)

    def _placed(self, spot: QRectF) -> QRectF:
        return mirrored(spot, self._rect, self._direction)

    def _band(self, top: int) -> QRectF:
        height = self._px(HEIGHT)
        return QRectF(self._inner.left(), self._rect.top() + self._px(top), self._inner.width(), height)

    @property
    def _publisher(self) -> str:
        """And, while a use is chosen, the sign by which it is listed."""
        reason = shown(self._line.reason)
        return f"{self._line.row.publisher} · {reason}" if reason else self._line.row.publisher

    @property
    def _quiet(self) -> QColor:
        return self._look.theme.muted


def _columns(look: Look, font: QFont) -> tuple[float, float, float]:
    """Widths of age, likes and downloads: of the widest that is usual."""
    icon = look.sizes.px(_ICON) + look.sizes.px(3)
    now = datetime.now(UTC)
    age = text_width(shown(ago_text(now - _LONG_AGO, now)), font) + 1
    likes = icon + text_width(count_text(_WIDE_LIKES), font) + 1
    return age, likes, icon + text_width(count_text(_WIDE_COUNT), font) + 1


def _rings(view: QWidget | None) -> bool:
    """Whether the list has the focus, and got it by keyboard."""
    return view is not None and view.hasFocus() and bool(getattr(view, "focus_by_key", False))
