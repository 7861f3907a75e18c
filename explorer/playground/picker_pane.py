"""Choosing a model: a field to search in and the list of those on this disk, under the header's button."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.fit import FitWord
from explorer.domain.local import LocalModel
from explorer.engine.pool import Pool
from explorer.kit.announce import announce
from explorer.kit.boxes import row
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.iconlabel import IconLabel
from explorer.kit.overlay import Overlay
from explorer.kit.press import ENTER
from explorer.kit.tasks import Context, Tasks
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.local.catalog import Catalog
from explorer.local.estimates import Estimates
from explorer.playground.chosen_pane import ChosenModel
from explorer.playground.header_rows import ModelButton
from explorer.playground.picker_rows import ROW, PickerList
from explorer.playground.picking import Line, Pick, lines_for

_WIDTH, _HIGHEST, _HEAD, _FOOT = 460, 460, 46, 46

type Listed = Callable[[str], Sequence[Line]]  # the models that some words are found in


class ModelPicker(Overlay):
    """``picked`` carries a LocalModel, ``more`` asks for those that are not here; it is closed before."""

    picked = Signal(object)
    more = Signal()

    def __init__(self, anchor: QWidget, listed: Listed, chosen: str) -> None:
        """Opens under ``anchor``; ``chosen`` is the id of the model that is chosen now."""
        super().__init__(anchor.tr("Choose a model"), anchor.window(), "clear")
        self._anchor, self._listed = anchor, listed
        self.list = PickerList()
        self.list.rows.chosen = chosen
        self.list.picked.connect(self._pick)
        self._nothing = Label(self.tr("No model here is called that."), "body", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field = self._build_field()
        for part, stretch in ((self._build_head(), 0), (self.list, 1), (self._nothing, 1)):
            self.body.addWidget(part, stretch)
        self.body.addWidget(self._build_foot())
        self._search("")

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        below = self._anchor.mapTo(self._host, QPoint(0, self._anchor.height() + px(4)))
        wanted = px(_HEAD + _FOOT) + max(px(2 * ROW), self.list.content_height() + px(8))
        width = min(px(_WIDTH), room.width())
        right = below.x() + self._anchor.width() - width if self.isRightToLeft() else below.x()
        left = max(room.left(), min(right, room.right() + 1 - width))
        return QRect(left, below.y(), width, min(wanted, px(_HIGHEST), room.bottom() - below.y()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key moves or uses the choice; all others belong to the field."""
        if self.list.move_by(event):
            self._say()
        elif event.key() not in ENTER:
            return False
        elif self.list.line is not None:
            self._pick(self.list.line)
        return True

    @Slot(object)
    def _pick(self, pick: Pick) -> None:
        self.dismiss()  # first: what follows moves the focus
        self.picked.emit(pick.model)

    @Slot()
    def _on_more(self) -> None:
        self.dismiss()
        self.more.emit()

    @Slot(str)
    def _search(self, text: str) -> None:
        lines = self._listed(text)
        self.list.show_lines(lines, "" if text.strip() else self.list.rows.chosen)
        self.list.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        if text:
            self._say()

    def _say(self) -> None:
        line = self.list.line
        announce(self.list, self._nothing.text() if line is None else self.list.rows.spoken(line))

    def _build_field(self) -> Field:
        field = Field()
        field.setProperty("field", "plain")
        field.setFrame(False)
        field.setPlaceholderText(self.tr("Search the models here"))
        field.setAccessibleName(self.tr("Search the models here"))
        field.textChanged.connect(self._search)
        field.installEventFilter(self)
        return field

    def _build_head(self) -> QWidget:
        head = QFrame()
        head.setProperty("rule", "bottom")
        head.setFixedHeight(look_of(self).sizes.px(_HEAD))
        line = row(head, margins=(14, 0, 8, 0), spacing=4)
        line.addWidget(IconLabel("search"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.field, 1)
        return head

    def _build_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("rule", "top")
        foot.setFixedHeight(look_of(self).sizes.px(_FOOT))
        more = Button("quiet", self.tr("Get a model"), "plus", scale="compact")
        more.clicked.connect(self._on_more)
        line = row(foot, margins=(6, 0, 6, 0))
        line.addWidget(more)
        line.addStretch()
        return foot


class Picking(QObject):
    """Opens the picker with the models as they are now, and has their fits told meanwhile."""

    def __init__(
        self,
        button: ModelButton,
        chosen: ChosenModel,
        catalog: Catalog,
        pool: Pool,
        tasks: Tasks,
        find_more: Callable[[], object],
    ) -> None:
        super().__init__(button)
        self._button, self._chosen, self._catalog, self._pool = button, chosen, catalog, pool
        self._tasks, self._find_more = tasks, find_more
        self._fits: Mapping[str, FitWord] = {}
        button.wanted.connect(self.open)

    @Slot()
    def open(self) -> None:
        loaded = {engine.path for engine in self._pool.loaded if engine.path is not None}
        models, used = self._catalog.models, self._catalog.last_used()
        chosen = self._chosen.file.id if self._chosen.file is not None else ""
        picker = ModelPicker(self._button, lambda words: lines_for(words, models, loaded, used), chosen)
        picker.list.show_fits(self._fits)
        picker.picked.connect(self._button.picked)
        picker.more.connect(self._find_more)
        picker.open(picker.field)
        work = partial(_fits_of, self._chosen.estimates, models)
        self._tasks.run(work, partial(self._show_fits, picker.list), _ignore, owner=picker)

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
