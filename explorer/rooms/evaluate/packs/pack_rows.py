"""A pack as a row: what it asks, of each model the interval on a line with its sentence beside it, and
whether any two can be told apart.

Painted, because a page of it is some hundred texts and lines; what a screen reader says is its name.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.domain.words import Words
from explorer.evaluate.packs.pack import PackRate
from explorer.evaluate.results.pack_board import PackLine, PackShown, names_of
from explorer.evaluate.results.pack_comparison import compare_lines
from explorer.kit.interval_line import IntervalLine, paint_chance, paint_interval
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_lines, draw_text, focus_ring, mirrored, rule, text_width, wrap
from explorer.kit.painted_button import PaintedButton
from explorer.kit.pass_marks import SIDE, PassMark, paint_pass_mark
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of

# Pixels at 100 %.
_EDGE, _TOP, _BOTTOM, _GAP = 20, 9, 8, 16
_TITLE_WIDE, _NAME_WIDE, _TRACK_WIDE, _NARROW_TRACK = 192, 144, 152, 144
_WIDE, _LOOSE = 860, 560  # from so much on the title stands beside; the sentence stands beside its line
_LINE, _AXIS, _PITCH, _APART = 21, 18, 17, 3
_SWATCH, _MARK_GAP = 16, 7
_NO_BREAK = "\N{NO-BREAK SPACE}"
_MARKS: dict[str, PassMark] = {
    "cannot tell": "cannot tell",
    "not measurable": "unmeasured",
    "unfinished": "unmeasured",
}


@dataclass(frozen=True)
class _Places:
    """Of one width: left and width of names, of lines, of sentences; where the models begin."""

    title: float
    name: tuple[float, float]
    track: tuple[float, float]
    words: tuple[float, float]
    is_under: bool  # the sentence, under its line


class PackRow(PaintedButton):
    """``clicked`` opens the pack. ``bare``: without what it asks, where that stands above. ``compared``: its
    models, in pairs.
    """

    def __init__(self, told: PackShown, *, bare: bool = False) -> None:
        super().__init__()
        self._told, self._bare = told, bare
        self._names = names_of([line.model for line in told.lines])
        self._rates = _drawn(told)
        self.compared = compare_lines(told.lines)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self._spoken())
        if bare:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.unsetCursor()
        self._tell_rest()

    @property
    def pack_id(self) -> str:
        return self._told.id

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px, places = look_of(self).sizes.px, self._places(width)
        lines = px(_TOP) + self._models_height(places) + px(_BOTTOM)
        if self._bare:
            return round(lines)
        head = px(_TOP) + self._title_height() + px(_BOTTOM)
        if places.title:
            return round(max(lines, head))
        return round(lines + self._title_height() + px(6))

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 1 else look_of(self).sizes.px(_WIDE)
        return QSize(look_of(self).sizes.px(300), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(240), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, whole = look_of(self), QRectF(self.rect())
        px, theme, places = look.sizes.px, look.theme, self._places(self.width())
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            is_hovered = self.underMouse() and not self._bare
            painter.fillRect(whole, theme.window if is_hovered else theme.surface)
            rule(painter, 0, whole.height() - 1, whole.width(), theme.line)
            top = float(px(_TOP))
            if not self._bare:
                self._paint_title(painter, whole, look)
                top += 0 if places.title else self._title_height() + px(6)
            self._paint_models(painter, places, top, look)
            if self.shows_ring():
                focus_ring(painter, whole.adjusted(2, 2, -2, -2), 8, theme)

    def _places(self, width: int) -> _Places:
        """Title, names, lines and sentences beside each other; where room is short, under each other."""
        px = look_of(self).sizes.px
        is_beside = width >= px(_WIDE) and not self._bare
        title = px(_TITLE_WIDE) if is_beside else 0
        left = px(_EDGE) + (title + px(_GAP) if is_beside else 0)
        name = self._name_wide() if width >= px(_LOOSE) else round((width - 2 * px(_EDGE)) * 0.4)
        track_left = left + name + px(_GAP)
        rest = width - track_left - px(_EDGE)
        is_under = width < px(_LOOSE)
        track = rest if is_under else min(px(_TRACK_WIDE), max(px(_NARROW_TRACK), rest // 3))
        words_left = left if is_under else track_left + track + px(_GAP)
        return _Places(
            title, (left, name), (track_left, track), (words_left, width - words_left - px(_EDGE)), is_under
        )

    def _name_wide(self) -> int:
        look = look_of(self)
        if not self._bare:
            return look.sizes.px(_NAME_WIDE)  # they stand under each other on the page of all
        font = look.font("secondary")
        widest = max((text_width(name, font) for name in self._names.values()), default=0)
        return min(look.sizes.px(_NAME_WIDE), round(widest + 2))

    def _title_height(self) -> int:
        px = look_of(self).sizes.px
        return px(20) + px(_PITCH) * (2 + (len(self._rates) if len(self._rates) > 1 else 0))

    def _models_height(self, places: _Places) -> float:
        heights = (self._line_height(line, places) for line in self._told.lines)
        px = look_of(self).sizes.px
        verdict = px(_APART) + len(self._verdict(places)) * px(_PITCH)
        return sum(heights) + (px(_AXIS) + verdict if places.is_under else max(px(_AXIS), verdict))

    def _line_height(self, line: PackLine, places: _Places) -> int:
        px, count = look_of(self).sizes.px, len(self._wrapped(line, places))
        if places.is_under:
            return px(_LINE) + count * px(_PITCH) + px(4)
        return max(px(_LINE), count * px(_PITCH) + px(4))

    def _wrapped(self, line: PackLine, places: _Places) -> list[str]:
        return self._wrap(line.words, places, _MARKS.get(line.result.state))

    def _verdict(self, places: _Places) -> list[str]:
        """What the comparison says."""
        return self._wrap(self.compared.words, places, self._verdict_mark, strong=True)

    @property
    def _verdict_mark(self) -> PassMark | None:
        return None if self.compared.are_apart else "cannot tell"

    def _wrap(
        self, words: Words, places: _Places, mark: PassMark | None, *, strong: bool = False
    ) -> list[str]:
        look = look_of(self)
        room = places.words[1] - (look.sizes.px(SIDE + _MARK_GAP) if mark else 0)
        text = shown(words).replace(" %", f"{_NO_BREAK}%")
        font = look.font("secondary", strong=strong)
        return wrap(text, font, max(room, look.sizes.px(60)), 4) if text else []

    def _paint_title(self, painter: QPainter, whole: QRectF, look: Look) -> None:
        px, theme, way, told = look.sizes.px, look.theme, self.layoutDirection(), self._told
        wide = px(_TITLE_WIDE) if self._places(self.width()).title else whole.width() - 2 * px(_EDGE)
        lines = [
            (shown(told.words), look.font("strong"), theme.text, px(20)),
            (shown(told.question), look.font("secondary"), theme.muted, px(_PITCH + 1)),
            (shown(told.size), look.font("source"), theme.muted, px(_PITCH)),
        ]
        top = float(px(_TOP) - 2)
        for text, font, colour, high in lines:
            place = mirrored(QRectF(px(_EDGE), top, wide, high), whole, way)
            draw_text(painter, place, text, font, colour)
            top += high
        if len(self._rates) > 1:
            for number, name in enumerate(self._rates):
                self._paint_legend(painter, QRectF(px(_EDGE), top, wide, px(_PITCH)), name, number, look)
                top += px(_PITCH)

    def _paint_legend(self, painter: QPainter, place: QRectF, name: str, number: int, look: Look) -> None:
        px, way = look.sizes.px, self.layoutDirection()
        swatch = QRectF(place.left(), place.top(), px(_SWATCH), place.height())
        band = (IntervalLine(-1, 0, 1, is_outlined=number > 0, has_point=False),)
        paint_interval(painter, mirrored(swatch, QRectF(self.rect()), way), band, look)
        words = place.adjusted(px(_SWATCH + 6), 0, 0, 0)
        font = look.font("source")
        draw_text(painter, mirrored(words, QRectF(self.rect()), way), name, font, look.theme.muted)

    def _paint_models(self, painter: QPainter, places: _Places, top: float, look: Look) -> None:
        px, way, whole = look.sizes.px, self.layoutDirection(), QRectF(self.rect())
        begun = top
        for line in self._told.lines:
            self._paint_line(painter, line, places, top, look)
            top += self._line_height(line, places)
        rates = [rate for line in self._told.lines for rate in line.result.rates[:1]]
        chance = next((rate.chance for rate in rates if rate.chance is not None), None)
        track = QRectF(places.track[0], begun - px(4), places.track[1], top - begun + px(4))
        if chance is not None and not places.is_under:
            paint_chance(painter, mirrored(track, whole, way), chance, look)
        axis = QRectF(places.track[0], top, places.track[1], px(_AXIS))
        if rates:  # else nothing stands on it
            self._paint_axis(painter, axis, rates, chance, look)
        top += px(_APART) + (px(_AXIS) if places.is_under else 0)
        tone = look.theme.text if self.compared.are_apart else look.theme.muted
        self._paint_words(painter, places, top, self._verdict(places), self._verdict_mark, tone, strong=True)

    def _paint_line(self, painter: QPainter, line: PackLine, places: _Places, top: float, look: Look) -> None:
        px, theme, way, whole = look.sizes.px, look.theme, self.layoutDirection(), QRectF(self.rect())
        is_told = line.result.state == "told"
        colour = theme.text if is_told else theme.muted
        name = QRectF(places.name[0], top, places.name[1], px(_LINE))
        draw_text(
            painter,
            mirrored(name, whole, way),
            shown(self._names[line.model.reference]),
            look.font("secondary"),
            colour,
        )
        track = QRectF(places.track[0], top, places.track[1], px(_LINE))
        paint_interval(painter, mirrored(track, whole, way), _intervals(line), look)
        words_top = top + (px(_LINE) if places.is_under else 0) + (px(_LINE) - px(_PITCH)) / 2
        mark = _MARKS.get(line.result.state)
        self._paint_words(painter, places, words_top, self._wrapped(line, places), mark, colour)

    def _paint_words(
        self, painter: QPainter, places: _Places, top: float, lines: list[str], mark: PassMark | None,
        colour: QColor, *, strong: bool = False,
    ) -> None:  # fmt: skip
        """Beside their lines, behind what they mean as a shape."""
        look, whole, way = look_of(self), QRectF(self.rect()), self.layoutDirection()
        px, indent = look.sizes.px, 0
        if mark and lines:
            side, indent = px(SIDE), px(SIDE + _MARK_GAP)
            spot = QRectF(places.words[0], round(top + (px(_PITCH) - side) / 2), side, side)
            paint_pass_mark(painter, mirrored(spot, whole, way), mark, look.theme)
        place = QRectF(places.words[0] + indent, top, places.words[1] - indent, px(_PITCH))
        place, font = mirrored(place, whole, way), look.font("secondary", strong=strong)
        draw_lines(painter, place.left(), place.top(), lines, font, colour, px(_PITCH), place.width())

    def _paint_axis(
        self, painter: QPainter, axis: QRectF, rates: list[PackRate], chance: float | None, look: Look
    ) -> None:
        px, way, whole = look.sizes.px, self.layoutDirection(), QRectF(self.rect())
        font, colour = look.font("source", numbers=True), look.theme.muted
        most = max((rate.most for rate in rates), default=1.0)
        place, right = mirrored(axis, whole, way), Qt.AlignmentFlag.AlignRight
        end = "100 %" if most == 1.0 else tr("{n:g} logits").format(n=most)
        draw_text(painter, place, "0", font, colour)
        draw_text(painter, place, end, font, colour, right)
        if chance is not None:
            words = tr("guessing {n}").format(n=round(chance * 100))
            wide = text_width(words, font) + 2
            middle = axis.left() + chance * axis.width()
            spot = QRectF(middle - wide / 2, axis.top(), wide, axis.height())
            room = axis.width() - text_width(end, font) - px(3)
            if spot.right() <= axis.left() + room and spot.left() > axis.left() + px(10):
                draw_text(painter, mirrored(spot, whole, way), words, font, colour)

    def _spoken(self) -> str:
        told = self._told
        head = f"{shown(told.words)}: {shown(told.question)}"
        lines = (f"{self._names[one.model.reference]}: {shown(one.words)}" for one in told.lines)
        return "\n".join(filter(None, (head, *lines, shown(self.compared.words))))

    def _tell_rest(self) -> None:
        self.setToolTip(plain_tip(self._spoken()))


def _drawn(told: PackShown) -> tuple[str, ...]:
    """The names of the rates that stand on one line: two at most."""
    most = max((line.result.rates for line in told.lines), key=len, default=())
    return tuple(shown(rate.name) for rate in _alike(most))


def _alike(rates: tuple[PackRate, ...]) -> tuple[PackRate, ...]:
    """The first two, if they have one scale."""
    return tuple(rate for rate in rates[:2] if rate.most == rates[0].most)


def _intervals(line: PackLine) -> tuple[IntervalLine, ...]:
    return tuple(
        IntervalLine(
            rate.value / rate.most, rate.low / rate.most, rate.high / rate.most, is_outlined=number > 0
        )
        for number, rate in enumerate(_alike(line.result.rates))
    )
