"""The headers of the table of a decision: a candidate over each column, a question before each row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView

from explorer.choose.deciding.page import DecisionColumn, TableQuestion
from explorer.kit.frozen_table import paint_head
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_lines, mirrored, pitch_of, rule, wrap
from explorer.kit.pass_marks import SIDE
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.theme import Look, look_of
from explorer.kit.where_mark import MARK_ICONS, mark_tone
from explorer.rooms.choose.decision.cell_rows import paint_cell_mark

_PAD, _TOP, _BOTTOM, _GAP = 14, 11, 12, 6
_MOST = 4  # lines of a name
_TITLE_PAD = 20  # before the titles of rows
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class HeadPill:
    text: str
    tone: Tone
    icon: str = ""


@dataclass(frozen=True)
class HeadShape:
    """What a head says at a width."""

    title: list[str]
    subtitle: list[str]
    pills: list[list[HeadPill]]  # in lines


class CandidatesHeader(QHeaderView):
    """Painted: name, publisher and version, how it stands to what was asked for, where prompts go."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._columns: tuple[DecisionColumn, ...] = ()
        self._height = 0
        self.setMinimumSectionSize(24)

    def show_columns(self, columns: Sequence[DecisionColumn]) -> None:
        self._columns = tuple(columns)
        self.viewport().update()

    def fit_to(self, widths: Sequence[int]) -> None:
        """As high as the highest head."""
        heads = zip(self._columns, widths, strict=True)
        self._height = max((self._height_of(one, width) for one, width in heads), default=0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(self._height, look_of(self).sizes.px(44)))

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        place = QRectF(rect)
        paint_head(self, painter, place)
        if index < len(self._columns):
            self._paint(painter, place, self._columns[index], look_of(self))

    def _shape(self, one: DecisionColumn, width: int) -> HeadShape:
        look = look_of(self)
        room = width - 2 * look.sizes.px(_PAD)
        subtitle = shown(one.subtitle).replace(" ", _NO_BREAK).replace(f"{_NO_BREAK}·{_NO_BREAK}", " · ")
        return HeadShape(
            wrap(one.title, look.font("heading"), room, _MOST),
            wrap(subtitle, look.font("secondary"), room, _MOST) if subtitle else [],
            _pill_lines(_pills(one), room, look),
        )

    def _height_of(self, one: DecisionColumn, width: int) -> int:
        look = look_of(self)
        px, shape = look.sizes.px, self._shape(one, width)
        words = len(shape.title) * pitch_of(look.font("heading")) + len(shape.subtitle) * pitch_of(
            look.font("secondary")
        )
        return px(_TOP) + words + len(shape.pills) * px(HEIGHT + _GAP) + px(_BOTTOM)

    def _paint(self, painter: QPainter, rect: QRectF, one: DecisionColumn, look: Look) -> None:
        px, theme, way = look.sizes.px, look.theme, painter.layoutDirection()
        shape, left, top = (
            self._shape(one, round(rect.width())),
            rect.left() + px(_PAD),
            rect.top() + px(_TOP),
        )
        room = rect.width() - 2 * px(_PAD)
        for lines, role, tone in ((shape.title, "heading", "text"), (shape.subtitle, "secondary", "muted")):
            font = look.font(role)  # type: ignore[arg-type]  # of these two
            draw_lines(painter, left, top, lines, font, theme.colour(tone), pitch_of(font), room)
            top += len(lines) * pitch_of(font)
        top = rect.bottom() - px(_BOTTOM) - len(shape.pills) * px(HEIGHT + _GAP)
        for line in shape.pills:
            at = left
            for pill in line:
                wide = min(room, pill_width(pill.text, look.font("secondary"), look.sizes, pill.icon))
                place = mirrored(QRectF(at, top + px(_GAP), wide, px(HEIGHT)), rect, way)
                paint_pill(painter, place, pill.text, pill.tone, font=look.font("secondary"), theme=theme,
                           outlined=bool(pill.icon), icon=pill.icon)  # fmt: skip
                at += wide + px(_GAP)
            top += px(HEIGHT + _GAP)


def _pills(one: DecisionColumn) -> list[HeadPill]:
    said = [HeadPill(shown(one.pill), one.tone)] if one.pill else []
    if one.where in MARK_ICONS:
        said.append(HeadPill(shown(one.where.value), mark_tone(one.where), MARK_ICONS[one.where]))
    if one.has_gone:
        said.append(HeadPill(tr("not here any more"), "caution"))
    return said


def _pill_lines(pills: Sequence[HeadPill], room: float, look: Look) -> list[list[HeadPill]]:
    lines, used = list[list[HeadPill]](), 0.0
    for pill in pills:
        wide = pill_width(pill.text, look.font("secondary"), look.sizes, pill.icon)
        if lines and used + wide <= room:
            lines[-1].append(pill)
        else:
            lines.append([pill])
            used = 0.0
        used += wide + look.sizes.px(_GAP)
    return lines


class QuestionsHeader(QHeaderView):
    """The titles of the rows, each with a note below."""

    def __init__(self, width: int) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._rows: tuple[TableQuestion, ...] = ()
        self._width = width
        self.setMinimumSectionSize(8)

    def show_rows(self, rows: Sequence[TableQuestion]) -> None:
        self._rows = tuple(rows)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(self._width), super().sizeHint().height())

    def height_of(self, row: TableQuestion) -> int:
        look = look_of(self)
        title, note = self._lines(row)
        words = len(title) * pitch_of(look.font()) + len(note) * pitch_of(look.font("secondary"))
        return words + look.sizes.px(_TOP + _BOTTOM)

    def _lines(self, row: TableQuestion) -> tuple[list[str], list[str]]:
        look = look_of(self)
        px = look.sizes.px
        room = px(self._width - _TITLE_PAD - 10)
        note = shown(row.note)
        beside = px(SIDE + _GAP) if row.mark else 0
        notes = wrap(note, look.font("secondary"), room - beside) if note else []
        return wrap(shown(row.title), look.font(strong=True), room), notes

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look, place = look_of(self), QRectF(rect)
        px, theme, way = look.sizes.px, look.theme, painter.layoutDirection()
        painter.fillRect(place, theme.surface)
        rule(painter, place.left(), place.bottom() - 1, place.width(), theme.line)
        painter.fillRect(
            mirrored(QRectF(place.right() - 1, place.top(), 1, place.height()), place, way), theme.line
        )
        if index >= len(self._rows):
            return
        row = self._rows[index]
        title, note = self._lines(row)
        words = mirrored(place.adjusted(px(_TITLE_PAD), px(_TOP), -px(10), 0), place, way)
        strong, small = look.font(strong=True), look.font("secondary")
        draw_lines(
            painter, words.left(), words.top(), title, strong, theme.text, pitch_of(strong), words.width()
        )
        top = words.top() + len(title) * pitch_of(strong)
        beside = 0
        if row.mark and note:
            beside, side = px(SIDE + _GAP), px(SIDE)
            spot = QRectF(words.left(), top + (pitch_of(small) - side) / 2, side, side)
            paint_cell_mark(painter, mirrored(spot, words, way), row.mark, look)
        rest = mirrored(QRectF(words.left() + beside, top, words.width() - beside, 0), words, way)
        draw_lines(painter, rest.left(), top, note, small, theme.muted, pitch_of(small), rest.width())
