"""Picker of a model: a field to search in and the list of those on this disk, under what asks for it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import goes_words
from explorer.domain.fit import FitWord
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Capability, Whereabouts
from explorer.domain.places import ENDPOINTS, Go, Place, Room
from explorer.engine.backends import Backends
from explorer.kit.announce import announce
from explorer.kit.buttons import Button
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.tasks import TaskContext, Tasks
from explorer.kit.theme import look_of
from explorer.kit.where_mark import MARK_ICONS, mark_tone
from explorer.local.fit.estimates import Estimates
from explorer.local.model_picks import ModelPick, PickHeading, PickLine, pick_lines
from explorer.local.models.catalog import Catalog
from explorer.local.models.projector_files import projector_words

ROW, HEADING = 48, 28  # pixels high at 100 %
_SIDE, _MARK, _GAP, _EYE_GAP = 12, 14, 8, 6


class PickerLines(ChoiceLines):
    """Only a model that can be used can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.fits: Mapping[str, FitWord] = {}
        self.chosen = ""  # id of the model that is chosen already

    def is_heading(self, line: PickLine) -> bool:
        return isinstance(line, PickHeading)

    def can_choose(self, line: PickLine) -> bool:
        return isinstance(line, ModelPick) and not line.why_not

    def spoken(self, line: PickLine) -> str:
        if isinstance(line, PickHeading):
            return shown(line.words)
        loaded = tr("loaded") if line.is_loaded else ""
        sees = tr("sees images") if Capability.SEES in line.model.capabilities else ""
        fit = self.fits.get(line.model.id, "")
        parts = (line.model.name, line.details, line.model.where.value, sees, loaded, fit, line.why_not)
        return ", ".join(shown(part) for part in parts if part)

    def tip(self, line: PickLine) -> str:
        if not isinstance(line, ModelPick):
            return ""
        model = line.model
        if model.where is not Whereabouts.HERE:
            return f"{model.title}\n{shown(goes_words(model.where, model.host))}"
        if not isinstance(model, LocalModel) or model.projector is None:
            return model.id
        return f"{model.id}\n{shown(projector_words(model))}"


class PickerList(ChoiceList):
    """``picked`` carries the ModelPick that was clicked."""

    def __init__(self) -> None:
        self.rows = PickerLines()
        super().__init__(self.rows, tr("Models"), ROW, HEADING)
        self.setItemDelegate(_Delegate(self))

    def begin_at(self, model_id: str) -> None:
        """This model is under the keys, where it can be chosen."""
        for row, line in enumerate(self.rows.lines):
            if isinstance(line, ModelPick) and line.model.id == model_id and self.rows.can_choose(line):
                self.choose(row)
                return

    def show_fits(self, fits: Mapping[str, FitWord]) -> None:
        self.rows.fits = fits
        self.viewport().update()


class _Delegate(ChoiceDelegate):
    def __init__(self, view: PickerList) -> None:
        super().__init__(view, self._line)
        self._rows = view.rows

    def _line(self, painter: QPainter, rect: QRectF, line: PickLine, way: Qt.LayoutDirection) -> None:
        if isinstance(line, PickHeading):
            self._heading(painter, rect, line)
        else:
            self._pick(painter, rect, line, way, chosen=line is self._view.line)

    def _heading(self, painter: QPainter, rect: QRectF, line: PickHeading) -> None:
        look = look_of(self)
        px = look.sizes.px
        place = rect.adjusted(px(_SIDE + 2), px(6), -px(_SIDE + 2), 0)
        draw_text(painter, place, shown(line.words), look.font("source", strong=True), look.theme.muted)

    def _pick(
        self, painter: QPainter, rect: QRectF, line: ModelPick, way: Qt.LayoutDirection, *, chosen: bool
    ) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        inner = rect.adjusted(px(_SIDE), px(6), -px(_SIDE), -px(6))
        if line.model.id == self._rows.chosen:
            mark = QRectF(inner.left(), inner.center().y() - px(_MARK) / 2, px(_MARK), px(_MARK))
            paint_icon(painter, mirrored(mark, rect, way), "check", theme.accent)
        inner.adjust(px(_MARK + _GAP), 0, 0, 0)
        inner.setRight(self._pills(painter, rect, inner, line, way, chosen=chosen))
        half = inner.height() / 2
        above = QRectF(inner.left(), inner.top(), inner.width(), half)
        below = above.translated(0, half)
        tone = theme.muted if line.why_not else theme.text
        name, small = look.font(strong=chosen), look.font("secondary")
        if Capability.SEES in line.model.capabilities:
            above.setRight(above.right() - px(_MARK + _EYE_GAP))
            eye = QRectF(0, 0, px(_MARK), px(_MARK))
            wide = text_width(line.model.name, name)
            eye.moveLeft(min(above.left() + wide, above.right()) + px(_EYE_GAP))
            eye.moveTop(above.center().y() - px(_MARK) / 2)
            paint_icon(painter, mirrored(eye, rect, way), "eye", theme.muted)
        draw_text(painter, mirrored(above, rect, way), line.model.name, name, tone)
        is_here = line.model.where is Whereabouts.HERE  # else the heading tells why not
        details = shown((is_here and line.why_not) or line.details)
        draw_text(painter, mirrored(below, rect, way), details, small, theme.muted)

    def _pills(
        self,
        painter: QPainter,
        rect: QRectF,
        inner: QRectF,
        line: ModelPick,
        way: Qt.LayoutDirection,
        *,
        chosen: bool,
    ) -> float:
        """From the far end: that it is elsewhere, or whether it fits and is loaded; where they begin."""
        look, right = look_of(self), inner.right()
        font, height = look.font("secondary"), look.sizes.px(HEIGHT)
        fit = self._rows.fits.get(line.model.id)
        pills: list[tuple[str, Tone, str]] = []
        where = line.model.where
        if where is not Whereabouts.HERE:
            pills.append((shown(where.value), mark_tone(where), MARK_ICONS[where]))
        elif fit is not None and not line.why_not:
            pills.append((shown(fit), fit.tone, ""))
        if line.is_loaded:
            pills.append((tr("loaded"), "accent", ""))
        for words, tone, icon in pills:
            width = pill_width(words, font, look.sizes, icon)
            place = QRectF(right - width, inner.center().y() - height / 2, width, height)
            paint_pill(
                painter, mirrored(place, rect, way), words, tone, font=font, theme=look.theme,
                outlined=bool(icon), on_chosen=chosen, icon=icon,
            )  # fmt: skip
            right = place.left() - look.sizes.px(_GAP)
        return right


_WIDTH, _HIGHEST, _FOOT = 460, 460, 46

type Listed = Callable[[str], Sequence[PickLine]]  # the models that some words are found in


class ModelPicker(ChoicePanel[PickerList]):
    """``picked`` carries a Model, ``more`` the Place where others are had; it is closed before."""

    picked = Signal(object)
    more = Signal(object)

    def __init__(
        self, anchor: Callable[[], QWidget], listed: Listed, chosen: str, *, begins_at_chosen: bool = True
    ) -> None:
        """Stands under ``anchor``, wherever it is; ``chosen`` is the id of the model that is chosen now,
        which is under the keys unless another is wanted.
        """
        name, window = anchor().tr("Choose a model"), anchor().window()
        super().__init__(name, window, PickerList(), anchor().tr("Search the models here"), "clear")
        self._anchor, self._listed = anchor, listed
        self.list.rows.chosen = chosen
        self._begins_at = chosen if begins_at_chosen else ""
        foot = self.add_foot(_FOOT)
        foot.setContentsMargins(*(look_of(self).sizes.px(side) for side in (6, 0, 6, 0)))
        ways = (
            (self.tr("Get a model"), "plus", Place(Room.DISCOVER)),
            (self.tr("Add an endpoint…"), "link", ENDPOINTS),
        )
        for words, icon, place in ways:
            more = partial(self._on_more, place)
            foot.addWidget(Button("quiet", words, icon, scale="compact", then=more))
        foot.addStretch()
        self.search("")

    def spot(self, room: QRect) -> QRect:
        px, anchor = look_of(self).sizes.px, self._anchor()
        below = anchor.mapTo(self._host, QPoint(0, anchor.height() + px(4)))
        wanted = px(FIELD + _FOOT) + max(px(2 * ROW), self.list.content_height() + px(8))
        width = min(px(_WIDTH), room.width())
        right = below.x() + anchor.width() - width if self.isRightToLeft() else below.x()
        left = max(room.left(), min(right, room.right() + 1 - width))
        return QRect(left, below.y(), width, min(wanted, px(_HIGHEST), room.bottom() - below.y()))

    def origin(self) -> QWidget:
        """What asked for it may have been built anew meanwhile."""
        return super().origin() or self._anchor()

    def use(self, line: ModelPick, *, second: bool = False) -> None:  # noqa: ARG002  there is one way to use it
        self.dismiss()  # first: what follows moves the focus
        self.picked.emit(line.model)

    def search(self, text: str) -> None:
        called, none = self.tr("No model here is called that."), self.tr("No models on this disk yet")
        self.show_found(self._listed(text), called if text.strip() else none)
        if not text.strip():
            self.list.begin_at(self._begins_at)
        if text:
            self.say()

    def say(self) -> None:
        super().say()
        if self.list.line is None:
            announce(self.list, self._nothing.text())

    def _on_more(self, place: Place) -> None:
        self.dismiss()
        self.more.emit(place)


class ModelPickerOpener:
    """Opens the picker with the models as they are now, and has their fits told meanwhile."""

    def __init__(
        self,
        catalog: Catalog,
        backends: Backends,
        estimates: Estimates,
        tasks: Tasks,
        go: Go,
    ) -> None:
        self._catalog, self._backends, self._estimates = catalog, backends, estimates
        self._tasks, self._go = tasks, go
        self._fits: Mapping[str, FitWord] = {}

    def open(
        self,
        anchor: Callable[[], QWidget],
        chosen: str = "",
        apart: Mapping[str, str] | None = None,
        *,
        seeing_first: bool = False,
    ) -> ModelPicker:
        """Under ``anchor``, which is asked for again when the window's size changes; see ``pick_lines``."""
        models, used = self._catalog.askable, self._catalog.last_used()
        loaded = {model.id for model in models if self._backends.is_loaded(model)}
        picker = ModelPicker(
            anchor,
            lambda words: pick_lines(words, models, loaded, used, apart or {}, seeing_first=seeing_first),
            chosen,
            begins_at_chosen=not seeing_first,
        )
        picker.list.show_fits(self._fits)
        picker.more.connect(self._go)
        picker.open(picker.field)
        work = partial(_fits_of, self._estimates, self._catalog.models)
        show = partial(self._show_fits, picker.list)
        # Without fits a model can be chosen too.
        self._tasks.run(work, show, lambda _error: None, owner=picker)
        return picker

    def _show_fits(self, shown: PickerList, fits: Mapping[str, FitWord]) -> None:
        self._fits = fits
        shown.show_fits(fits)


def _fits_of(
    estimates: Estimates, models: Sequence[LocalModel], context: TaskContext[None]
) -> Mapping[str, FitWord]:
    """By id. Headers are read for it, which may lie on a slow disk."""
    fits: dict[str, FitWord] = {}
    for model in models:
        if context.stopped():
            break
        fit = estimates.of(model)
        if fit is not None:
            fits[model.id] = fit.word
    return fits
