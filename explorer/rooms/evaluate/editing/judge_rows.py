"""Which model judges where a check asks for one: the same for all tests of a set."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.model_names import name_of_reference
from explorer.kit import boxes
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.text import Label
from explorer.kit.where_mark import WhereMark
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.room_services import RoomServices


class JudgeChoice(QWidget):
    """``chosen`` carries the Model."""

    chosen = Signal(object)

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._catalog, self._reference = services.catalog, ""
        self._picking = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, services.go
        )
        self.picker = MenuPicker(self.tr("Judge model"))
        self.picker.wanted.connect(self._open)
        label = Label(self.tr("Judge model of all tests"), "secondary", "muted")
        self._mark = WhereMark()
        boxes.row(self, spacing=8).add(label, self.picker, self._mark, boxes.STRETCH)

    def show_model(self, reference: str) -> None:
        """As a set names it; "" for none."""
        self._reference = reference
        model = self._catalog.model_of(reference)
        self._mark.show_model(model)
        name = model.title if model is not None else name_of_reference(reference)
        self.picker.show_choice(name if reference else self.tr("Choose a model"))

    @Slot()
    def _open(self) -> None:
        self._picking.open(lambda: self.picker, self._reference).picked.connect(self.chosen)
