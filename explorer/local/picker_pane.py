"""Choosing a model: a field to search in and the list of those on this disk, under what asks for it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.fit import FitWord
from explorer.domain.local import LocalModel
from explorer.engine.backends import Backends
from explorer.kit.announce import announce
from explorer.kit.buttons import Button
from explorer.kit.choice_panel import FIELD, ChoicePanel
from explorer.kit.tasks import Context, Tasks
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.local.catalog import Catalog
from explorer.local.estimates import Estimates
from explorer.local.picker_rows import ROW, PickerList
from explorer.local.picking import Line, Pick, lines_for

_WIDTH, _HIGHEST, _FOOT = 460, 460, 46

type Listed = Callable[[str], Sequence[Line]]  # the models that some words are found in


class ModelPicker(ChoicePanel[PickerList]):
    """``picked`` carries a Model, ``more`` asks for those that are not here; it is closed before."""

    picked = Signal(object)
    more = Signal()

    def __init__(self, anchor: Callable[[], QWidget], listed: Listed, chosen: str) -> None:
        """Stands under ``anchor``, wherever it is; ``chosen`` is the id of the model that is chosen now."""
        name, window = anchor().tr("Choose a model"), anchor().window()
        super().__init__(name, window, PickerList(), anchor().tr("Search the models here"), "clear")
        self._anchor, self._listed = anchor, listed
        self.list.rows.chosen = chosen
        self._nothing = Label("", "body", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self._nothing, 1)
        more = Button("quiet", self.tr("Get a model"), "plus", scale="compact")
        more.clicked.connect(self._on_more)
        foot = self.add_foot(_FOOT)
        foot.setContentsMargins(*(look_of(self).sizes.px(side) for side in (6, 0, 6, 0)))
        foot.addWidget(more)
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

    def use(self, line: Pick, *, second: bool = False) -> None:  # noqa: ARG002  there is one way to use it
        self.dismiss()  # first: what follows moves the focus
        self.picked.emit(line.model)

    def search(self, text: str) -> None:
        lines = self._listed(text)
        self.list.show_lines(lines, "" if text.strip() else self.list.rows.chosen)
        self.list.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        called, none = self.tr("No model here is called that."), self.tr("No models on this disk yet")
        self._nothing.setText(called if text.strip() else none)
        if text:
            self.say()

    def say(self) -> None:
        super().say()
        if self.list.line is None:
            announce(self.list, self._nothing.text())

    @Slot()
    def _on_more(self) -> None:
        self.dismiss()
        self.more.emit()


class Picking:
    """Opens the picker with the models as they are now, and has their fits told meanwhile."""

    def __init__(
        self,
        catalog: Catalog,
        backends: Backends,
        estimates: Estimates,
        tasks: Tasks,
        find_more: Callable[[], object],
    ) -> None:
        self._catalog, self._backends, self._estimates = catalog, backends, estimates
        self._tasks, self._find_more = tasks, find_more
        self._fits: Mapping[str, FitWord] = {}

    def open(
        self, anchor: Callable[[], QWidget], chosen: str = "", apart: Mapping[str, str] | None = None
    ) -> ModelPicker:
        """Under ``anchor``, which is asked for again when the window's size changes; see ``lines_for``."""
        models, used = self._catalog.askable, self._catalog.last_used()
        loaded = {model.id for model in models if self._backends.is_ready(model)}
        picker = ModelPicker(
            anchor, lambda words: lines_for(words, models, loaded, used, apart or {}), chosen
        )
        picker.list.show_fits(self._fits)
        picker.more.connect(self._find_more)
        picker.open(picker.field)
        work = partial(_fits_of, self._estimates, self._catalog.models)
        self._tasks.run(work, partial(self._show_fits, picker.list), _ignore, owner=picker)
        return picker

    def _show_fits(self, shown: PickerList, fits: Mapping[str, FitWord]) -> None:
        self._fits = fits
        shown.show_fits(fits)


def _fits_of(
    estimates: Estimates, models: Sequence[LocalModel], context: Context[None]
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


def _ignore(_error: object) -> None:
    """Without a word on how it fits a model can be chosen all the same."""
