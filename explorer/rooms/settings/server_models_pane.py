"""Which models other programs are offered: all of this disk, or those that the person chose."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel
from explorer.kit.boxes import column
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.chips import Chip, OpenChip
from explorer.kit.layouts import FlowLayout
from explorer.kit.popup import Popup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, plain_tip
from explorer.kit.theme import look_of

_CHIPS = 3  # models that stand on the page; all others are behind one chip
_LETTERS = 28  # of a name on a chip
_LISTED_LETTERS = 56  # and in the list
_WIDE, _HIGH = 340, 320  # pixels at 100 % of the list of all


class OfferedModels(QWidget):
    """``chosen`` carries the references of those to offer, () for all."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._models: tuple[LocalModel, ...] = ()
        self._offered: tuple[str, ...] = ()
        self._none = Label(self.tr("No model lies on this disk yet."), "secondary", "muted")
        self.chips = [Chip("", one_of=True) for _ in range(_CHIPS)]
        for place, chip in enumerate(self.chips):
            chip.clicked.connect(partial(self._turn_chip, place))
        self.more = OpenChip("")
        self.more.clicked.connect(self._open)
        holder = QWidget()
        FlowLayout(holder, spacing=look_of(self).sizes.px(6)).add(*self.chips, self.more)
        label = Label(self.tr("Models offered"), "secondary", "muted")
        column(self, spacing=4).add(label, holder, self._none)
        self._show()

    def show_models(self, models: Sequence[LocalModel], offered: Sequence[str]) -> None:
        """``offered``: references, none for all."""
        self._models, self._offered = tuple(models), tuple(offered)
        self._show()

    def _show(self) -> None:
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(self._models))
            if place < len(self._models):
                self._show_chip(chip, self._models[place])
        hidden = self._models[_CHIPS:]
        self.more.setVisible(bool(hidden))
        self.more.setText(self._more_words(hidden))
        self._none.setVisible(not self._models)

    def _show_chip(self, chip: Chip, model: LocalModel) -> None:
        title = model.title
        chip.setText(_cut(title, _LETTERS))
        chip.setAccessibleName(title)
        chip.setToolTip(plain_tip(title) if len(title) > _LETTERS else "")
        chip.setChecked(self._offers(model))
        chip.updateGeometry()

    def _more_words(self, hidden: Sequence[LocalModel]) -> str:
        offered = sum(map(self._offers, hidden))
        if offered == len(hidden):
            return self.tr("{n} more").format(n=len(hidden))
        return self.tr("{n} of {all} more").format(n=offered, all=len(hidden))

    def _offers(self, model: LocalModel) -> bool:
        return not self._offered or model.id in self._offered

    def _turn_chip(self, place: int) -> None:
        self._turn(self._models[place].id)

    def _turn(self, reference: str) -> None:
        """Offer it, or no longer; one stays, for none would mean all."""
        now = [model.id for model in self._models if self._offers(model)]
        others = [one for one in now if one != reference]
        wanted = others if reference in now else [*now, reference]
        if wanted:
            is_all = len(wanted) == len(self._models)
            self.chosen.emit(() if is_all else tuple(m.id for m in self._models if m.id in wanted))
        self._show()  # a click turns a chip by itself, also where that cannot be

    def _open(self) -> None:
        _AllModels(self, self._models, self._offers, self._turn, partial(self.chosen.emit, ())).open_below(
            self.more
        )


class _AllModels(Popup):
    """Each model with a box; what is turned holds at once."""

    def __init__(
        self,
        parent: QWidget,
        models: Sequence[LocalModel],
        offers: Callable[[LocalModel], bool],
        turn: Callable[[str], object],
        take_all: Callable[[], object],
    ) -> None:
        super().__init__(parent.tr("Models offered"), parent)
        self._models, self._offers = models, offers
        self._boxes = [self._box(model, turn) for model in models]
        inner = QWidget()
        column(inner, spacing=6).add(*self._boxes)
        listed = Scroll(inner, parent.tr("Models offered"))
        px = look_of(self).sizes.px
        listed.setMinimumWidth(px(_WIDE))
        listed.setFixedHeight(min(px(_HIGH), inner.sizeHint().height() + px(4)))
        self.all = Button("link", self.tr("All, also those that come later"), then=take_all)
        self.all.clicked.connect(self._show)
        self.body.add(listed, self.all)
        self._show()

    def _box(self, model: LocalModel, turn: Callable[[str], object]) -> CheckBox:
        title = model.title
        box = CheckBox(_cut(title, _LISTED_LETTERS))
        box.setAccessibleName(title)
        box.setToolTip(plain_tip(title) if len(title) > _LISTED_LETTERS else "")
        box.clicked.connect(partial(turn, model.id))
        box.clicked.connect(self._show)
        return box

    @Slot()
    def _show(self) -> None:
        for box, model in zip(self._boxes, self._models, strict=True):
            box.setChecked(self._offers(model))


def _cut(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[: most - 1]}…"
