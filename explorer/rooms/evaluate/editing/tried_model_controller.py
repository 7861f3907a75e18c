"""The model that tests are tried on: chosen by the person, else the one that was used last."""

from PySide6.QtCore import QObject, Slot

from explorer.base.shutdown import end_all
from explorer.domain.model import Model
from explorer.kit.language import tr
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.evaluate.editing.try_out import TryOut
from explorer.rooms.evaluate.editing.try_out_pane import TryOutPane
from explorer.rooms.room_services import RoomServices

_KEPT = "evaluate.tried_on"


class TriedModelController(QObject):
    """Follows what models there are, and which are loaded."""

    def __init__(self, services: RoomServices, trying: TryOut, pane: TryOutPane) -> None:
        super().__init__(pane)
        self._services, self._trying, self._pane = services, trying, pane
        self._picking = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, services.find_models
        )
        pane.picker.wanted.connect(self.open)
        self._leave = (services.catalog.changed.add(self._follow), trying.changed.add(self._show))
        self._follow()

    @Slot()
    def open(self) -> None:
        chosen = self._trying.model.id if self._trying.model is not None else ""
        picker = self._picking.open(lambda: self._pane.picker, chosen)
        picker.picked.connect(self._choose)

    def close(self) -> None:
        end_all(*self._leave)

    @Slot(object)
    def _choose(self, model: Model) -> None:
        self._trying.model = model
        self._services.core.store.set_state(_KEPT, model.id)
        self._show()
        self._pane.refresh()

    def _follow(self, _models: object = None) -> None:
        catalog = self._services.catalog
        usable = {one.id: one for one in catalog.askable if not one.why_not_usable}
        wanted = self._trying.model.id if self._trying.model is not None else ""
        used = catalog.last_used()
        latest = sorted(usable, key=lambda one: used.get(one, ""), reverse=True)
        order = (wanted, self._services.core.store.get_state(_KEPT), *latest)
        self._trying.model = next((usable[one] for one in order if one in usable), None)
        self._show()
        self._pane.refresh()

    def _show(self, _change: object = None) -> None:
        model = self._trying.model
        is_loaded = model is not None and self._services.backends.is_loaded(model)
        self._pane.show_model(model, tr("loaded") if is_loaded else "")
