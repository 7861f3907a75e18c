"""How one row of the list is drawn: two lines, placed from both ends."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyleOptionViewItem, QWidget

from explorer.discover.lines import RepoLine
from explorer.discover.spots_rows import ICON, ICON_GAP, RowLook, Spot, spot_at, spots_of
from explorer.discover.tips import RowPart
from explorer.kit.icons import paint_icon
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, focus_ring, rule, text_width
from explorer.kit.pill import Tone, paint_pill
from explorer.kit.theme import Look, look_of

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
            _Row(painter, option, line, self._row).paint()
            painter.restore()

    def spot_at(self, at: QPointF, line: RepoLine, rect: QRectF, way: Qt.LayoutDirection) -> Spot | None:
        """The part of a row under a point; ``rect`` is the row's."""
        return spot_at(at, spots_of(line, rect, way, self._row))

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self._row = RowLook(look)


class _Row:
    """Paints one line into one option's rectangle."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, line: RepoLine, row: RowLook) -> None:
        self._painter, self._line, self._row = painter, line, row
        self._theme = row.look.theme
        self._rect = QRectF(option.rect)
        self._direction = option.direction
        self._is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._has_ring = bool(option.state & QStyle.StateFlag.State_HasFocus) and _rings(option.widget)

    def paint(self) -> None:
        theme = self._theme
        if self._is_chosen:
            self._painter.fillRect(self._rect, theme.soft_accent)
        elif self._is_hovered:
            self._painter.fillRect(self._rect, theme.window)
        rule(self._painter, self._rect.left(), self._rect.bottom() - 1, self._rect.width(), theme.line)
        for spot in spots_of(self._line, self._rect, self._direction, self._row):
            self._paint_spot(spot)
        if self._has_ring:
            focus_ring(self._painter, self._rect.adjusted(1, 1, -1, -2), 4, theme)

    def _paint_spot(self, spot: Spot) -> None:
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
        elif spot.part in (RowPart.PUBLISHER, RowPart.PARAMETERS, RowPart.CONTEXT, RowPart.QUANTIZATION):
            draw_text(self._painter, spot.place, spot.text, self._row.body, self._quiet)
        else:
            self._paint_number(spot)

    def _paint_number(self, spot: Spot) -> None:
        """At the end of its column, with its icon before it."""
        text, font, column = spot.text, self._row.numbers, spot.place
        width = min(text_width(text, font) + 1, column.width())
        cell = QRectF(column.right() - width, column.top(), width, column.height())
        draw_text(self._painter, mirrored(cell, column, self._direction), text, font, self._quiet)
        icon = _ICONS.get(spot.part)
        if icon:
            side = self._row.px(ICON)
            left = cell.left() - side - self._row.px(ICON_GAP)
            mark = QRectF(round(left), round(cell.center().y() - side / 2), side, side)
            paint_icon(self._painter, mirrored(mark, column, self._direction), icon, self._quiet)

    def _pill(self, spot: Spot, tone: Tone, *, outlined: bool = False) -> None:
        paint_pill(
            self._painter,
            spot.place,
            spot.text,
            tone,
            font=self._row.small,
            theme=self._theme,
            outlined=outlined,
            on_chosen=self._is_chosen,
        )

    @property
    def _quiet(self) -> QColor:
        return self._theme.muted


def _rings(view: QWidget | None) -> bool:
    """Whether the list has the focus, and got it by keyboard."""
    return view is not None and view.hasFocus() and bool(getattr(view, "focus_by_key", False))
