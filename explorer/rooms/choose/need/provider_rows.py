"""Whether one model of a provider is measured beside the others, and which."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.model import Model, Whereabouts
from explorer.domain.places import ENDPOINTS
from explorer.kit import boxes
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.layouts import flowing
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.text import Label
from explorer.kit.where_mark import WhereMark
from explorer.local.model_picker_pane import ModelPicker
from explorer.local.model_picks import pick_lines
from explorer.rooms.room_services import RoomServices

_INSET = 26  # pixels at 100 %: below the words of the box


class ProviderAnswer(QWidget):
    """``answered`` carries the reference of a model at an endpoint, "" for none."""

    answered = Signal(object)

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services, self._reference = services, ""
        self.box = CheckBox(self.tr("Also try one model from elsewhere, to compare"))
        self.mark = WhereMark()
        self.model = MenuPicker(self.tr("Model from elsewhere"))
        self._note = Label("", "secondary", "muted")
        to_endpoints = lambda: services.go(ENDPOINTS)  # noqa: E731  it is one call
        self.link = Button("link", self.tr("Add its server…"), then=to_endpoints)
        box = flowing(self.box, self.mark, spacing=12)
        self._below = boxes.column(margins=(_INSET, 0, 0, 0), spacing=6)
        self._below.add(boxes.at_start(self.model), flowing(self._note, self.link))
        boxes.column(self, spacing=4).add(box, self._below)
        self.box.toggled.connect(self._switch)
        self.model.wanted.connect(self._open)
        self.leave = services.catalog.changed.add(self._refresh)

    def show_answer(self, reference: str) -> None:
        self._reference = reference
        self._refresh()

    def _offered(self) -> Sequence[Model]:
        askable = self._services.catalog.askable
        return [one for one in askable if one.where is not Whereabouts.HERE and not one.why_not_usable]

    def _refresh(self, _change: object = None) -> None:
        offered, reference = self._offered(), self._reference
        chosen = self._services.catalog.model_of(reference) if reference else None
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(reference))
        self.box.setEnabled(bool(offered or reference))
        self.mark.show_model(chosen or next(iter(offered), None))
        self.model.setVisible(bool(reference))
        self.model.show_choice(self._services.catalog.name_of(reference) if reference else "")
        self.link.setVisible(not offered)
        self._note.setText(self._words(chosen, offered=bool(offered)))

    def _words(self, chosen: Model | None, *, offered: bool) -> str:
        if self._services.core.settings.current.offline:
            return self.tr("You work offline: nothing is asked elsewhere.")
        if self._reference and (chosen is None or chosen.why_not_usable):
            return self.tr("It cannot be asked just now.")
        if offered:
            return self.tr("It gets a greeting and the questions of the trial, nothing else.")
        return self.tr("Such as a model that you pay for. Its server has to be added first.")

    @Slot(bool)
    def _switch(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        offered = self._offered()
        self._choose(offered[0].id if on and offered else "")
        if on and len(offered) > 1:
            self._open()

    @Slot(object)
    def _choose_model(self, model: Model) -> None:
        self._choose(model.id)

    def _choose(self, reference: str) -> None:
        self.show_answer(reference)
        self.answered.emit(reference)

    @Slot()
    def _open(self) -> None:
        offered, used = self._offered(), self._services.catalog.last_used()
        picker = ModelPicker(
            lambda: self.model, lambda words: pick_lines(words, offered, (), used), self._reference
        )
        picker.picked.connect(self._choose_model)
        picker.more.connect(self._services.go)
        picker.open(picker.field)
