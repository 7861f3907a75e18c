"""Parts of the panel of a run: a chosen model with what it takes, and which packs are run how."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.model import Model
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.run.plan import ModelLeg
from explorer.evaluate.run.run_session import RunChoices
from explorer.evaluate.run.run_words import goes_text, leg_text, untold_text
from explorer.kit import boxes
from explorer.kit.boxes import Card
from explorer.kit.buttons import IconButton
from explorer.kit.chips import Chip
from explorer.kit.field import NumberField
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.kit.where_mark import MARK_ICONS, WhereMark

_MOST_SEED = 999_999


class ChosenModelCard(Card):
    """A model, what it takes as soon as that is known, and what stands against it."""

    def __init__(self, model: Model, remove: Callable[[], object]) -> None:
        super().__init__("plain", 12)
        self.model = model
        self.setAccessibleName(shown(model.title))
        self._takes = Para(self.tr("…"), "secondary", "muted")
        self._notes = boxes.column(spacing=2)
        title = shown(model.title)
        self.remove = IconButton("close", self.tr("Leave {model} out").format(model=title), then=remove)
        mark = WhereMark()
        name = boxes.row(spacing=8).add(Elided(title, "strong"), mark, boxes.STRETCH)
        words = boxes.column(spacing=2).add(name, self._takes, self._notes)
        mark.show_model(model)
        self.body.add(boxes.row(spacing=8).add(boxes.stretched(words), boxes.at_top(self.remove)))

    def show_leg(self, leg: ModelLeg) -> None:
        boxes.clear(self._notes)
        self._takes.setVisible(leg.problem is None)
        self._takes.setText(leg_text(leg))
        for error, icon in ((leg.problem, "info"), (leg.warning, "warning")):
            if error is not None:
                self._notes.addWidget(_note(error, icon))
        if goes := goes_text(leg):
            self._notes.addWidget(_note(KnownError(goes), MARK_ICONS[self.model.where]))
        if words := untold_text(leg):
            self._notes.addWidget(_note(KnownError(words), "info"))


def _note(error: KnownError, icon: str) -> QWidget:
    line = QWidget()
    boxes.row(line, margins=(0, 2, 0, 0), spacing=6).add(
        boxes.at_top(IconLabel(icon, "caution", 14)), boxes.stretched(Para(shown(error.words), "secondary"))
    )
    return line


class PackChoice(QWidget):
    """Which packs, how many of their items, and the seed that draws them. ``changed`` after each choice."""

    changed = Signal()

    def __init__(self, packs: Sequence[Pack], chosen: RunChoices) -> None:
        super().__init__()
        self._chips = {pack.id: Chip(shown(pack.words), on=pack.id in chosen.packs) for pack in packs}
        for pack in packs:
            self._chips[pack.id].setToolTip(shown(pack.question))
            self._chips[pack.id].toggled.connect(self._tell)
        self._size = Segmented(
            self.tr("How many items"), (self.tr("Quick: a quarter of the items"), self.tr("Whole"))
        )
        self._size.setCurrentIndex(0 if chosen.is_quick else 1)
        self._size.currentChanged.connect(self._tell)
        self._seed = NumberField(self.tr("Seed"), whole=True, least=1, most=_MOST_SEED)
        self._seed.setToolTip(self.tr("Draws names, secrets and the quarter. The same seed asks the same."))
        self._seed.show_number(chosen.seed)
        self._seed.entered.connect(self._tell)
        seed = Label(self.tr("Seed"), tone="muted")
        size = boxes.row(spacing=8).add(self._size, boxes.STRETCH, seed, self._seed)
        boxes.column(self, spacing=10).add(flowing(*self._chips.values(), spacing=6), size)

    @property
    def packs(self) -> tuple[str, ...]:
        return tuple(name for name, chip in self._chips.items() if chip.isChecked())

    @property
    def is_quick(self) -> bool:
        return self._size.currentIndex() == 0

    @property
    def seed(self) -> int:
        return int(self._seed.value)

    @Slot()
    def _tell(self, _value: object = None) -> None:
        if not self._seed.refusal:
            self.changed.emit()


class OtherFiles(QWidget):
    """Other files of the models that are chosen. ``chosen`` carries the Model."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._chips = boxes.column()
        boxes.column(self, spacing=6).add(
            Label(self.tr("Other files of these models"), "secondary", "muted"), self._chips
        )
        self.hide()

    def show_models(self, models: Sequence[Model]) -> None:
        boxes.clear(self._chips)
        if models:
            self._chips.addWidget(flowing(*map(self._chip, models), spacing=6))
        self.setVisible(bool(models))

    def _chip(self, model: Model) -> Chip:
        made = Chip(shown(model.title))
        made.clicked.connect(partial(self.chosen.emit, model))
        return made
