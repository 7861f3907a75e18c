"""The list in the picker of models: a name, what tells it apart, whether it is loaded, whether it fits."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.domain.fit import FitWord
from explorer.kit.choice_list import ChoiceDelegate, ChoiceLines, ChoiceList
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.mirror import mirrored
from explorer.kit.paint import draw_text, fill_round
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.theme import look_of
from explorer.local.picking import Line, Pick, PickHeading

ROW, HEADING = 48, 28  # pixels high at 100 %
_SIDE, _MARK, _GAP = 12, 14, 8


class PickerLines(ChoiceLines):
    """Only a model that can be used can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.fits: Mapping[str, FitWord] = {}
        self.chosen = ""  # id of the model that is chosen already

    def is_heading(self, line: Line) -> bool:
        return isinstance(line, PickHeading)

    def can_choose(self, line: Line) -> bool:
        return isinstance(line, Pick) and not line.why_not

    def spoken(self, line: Line) -> str:
        if isinstance(line, PickHeading):
            return shown(line.words)
        loaded = tr("loaded") if line.is_loaded else ""
        fit = self.fits.get(line.model.id, "")
        parts = (line.model.name, line.details, loaded, fit, line.why_not)
        return ", ".join(shown(part) for part in parts if part)

    def tip(self, line: Line) -> str:
        return line.model.id if isinstance(line, Pick) else ""


class PickerList(ChoiceList):
    """``picked`` carries the Pick that was clicked."""

    def __init__(self) -> None:
        self.rows = PickerLines()
        super().__init__(self.rows, tr("Models"), ROW, HEADING)
        self.setItemDelegate(_Delegate(self))

    def show_lines(self, lines: Sequence[Line], at: str = "") -> None:
        """List these; the model with the id ``at`` is under the keys, else the first that can be chosen."""
        self.rows.show_lines(lines)
        self.scrollToTop()
        picks = (n for n, line in enumerate(lines) if isinstance(line, Pick) and line.model.id == at)
        row = next(picks, None)
        if row is None or not self.rows.can_choose(lines[row]):
            self.step(1)
        else:
            self.choose(row)

    def show_fits(self, fits: Mapping[str, FitWord]) -> None:
        self.rows.fits = fits
        self.viewport().update()


class _Delegate(ChoiceDelegate):
    def __init__(self, view: PickerList) -> None:
        super().__init__(view, self._line)
        self._rows = view.rows

    def _line(
        self,
        painter: QPainter,
        rect: QRectF,
        line: Line,
        way: Qt.LayoutDirection,
        is_chosen: bool,  # noqa: FBT001  as Draw
    ) -> None:
        if isinstance(line, PickHeading):
            self._heading(painter, rect, line)
        else:
            self._pick(painter, rect, line, way, chosen=is_chosen)

    def _heading(self, painter: QPainter, rect: QRectF, line: PickHeading) -> None:
        look = look_of(self)
        px = look.sizes.px
        place = rect.adjusted(px(_SIDE + 2), px(6), -px(_SIDE + 2), 0)
        draw_text(painter, place, shown(line.words), look.font("source", strong=True), look.theme.muted)

    def _pick(
        self, painter: QPainter, rect: QRectF, line: Pick, way: Qt.LayoutDirection, *, chosen: bool
    ) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        if chosen:
            fill_round(painter, rect.adjusted(px(4), 0, -px(4), 0), px(8), theme.soft_accent)
        inner = rect.adjusted(px(_SIDE), px(6), -px(_SIDE), -px(6))
        if line.model.id == self._rows.chosen:
            mark = QRectF(inner.left(), inner.center().y() - px(_MARK) / 2, px(_MARK), px(_MARK))
            paint_icon(painter, mirrored(mark, rect, way), "check", theme.accent)
        inner.adjust(px(_MARK + _GAP), 0, 0, 0)
        inner.setRight(self._pills(painter, rect, inner, line, way, chosen=chosen))
        half = inner.height() / 2
        above = QRectF(inner.left(), inner.top(), inner.width(), half)
        below = above.translated(0, half)
        tone = theme.disabled if line.why_not else theme.text
        name, small = look.font(strong=chosen), look.font("secondary")
        draw_text(painter, mirrored(above, rect, way), line.model.name, name, tone)
        details = shown(line.why_not or line.details)
        draw_text(painter, mirrored(below, rect, way), details, small, theme.muted)

    def _pills(
        self,
        painter: QPainter,
        rect: QRectF,
        inner: QRectF,
        line: Pick,
        way: Qt.LayoutDirection,
        *,
        chosen: bool,
    ) -> float:
        """From the far end: whether it fits, whether it is loaded; where they begin."""
        look, right = look_of(self), inner.right()
        font, height = look.font("secondary"), look.sizes.px(HEIGHT)
        fit = self._rows.fits.get(line.model.id)
        pills: list[tuple[str, Tone]] = []
        if fit is not None and not line.why_not:
            pills.append((shown(fit), fit.tone))
        if line.is_loaded:
            pills.append((tr("loaded"), "accent"))
        for words, tone in pills:
            width = pill_width(words, font, look.sizes)
            place = QRectF(right - width, inner.center().y() - height / 2, width, height)
            paint_pill(
                painter, mirrored(place, rect, way), words, tone, font=font, theme=look.theme,
                on_chosen=chosen,
            )  # fmt: skip
            right = place.left() - look.sizes.px(_GAP)
        return right
