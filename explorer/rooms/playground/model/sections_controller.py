"""The sections of the inspector on the chosen model itself: loading, adapters, chat template, description."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.kit.section import Section
from explorer.local.fit.devices import MachineDevices
from explorer.rooms.playground.inspector.changed_settings import InspectorPlace
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.adapters_pane import AdaptersSection
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.description_pane import DescriptionSection
from explorer.rooms.playground.model.loading_pane import LoadingSection
from explorer.rooms.playground.model.template_pane import TemplateSection
from explorer.rooms.room_services import RoomServices


class ModelSections(QObject):
    """Builds the sections and puts them into the inspector."""

    def __init__(self, services: RoomServices, chosen: ChosenModel, frame: PlaygroundLayout) -> None:
        super().__init__(frame)
        self._frame, self._chosen, self._messages = frame, chosen, services.messages
        tasks = services.tasks
        self.loading = LoadingSection(chosen, MachineDevices(tasks, services.backends.drivers))
        self.adapters = AdaptersSection(chosen, tasks)
        self.template = TemplateSection(chosen, tasks)
        self.describing = DescriptionSection(chosen)
        for section in (self.loading, self.adapters, self.template, self.describing):
            frame.inspector.add_section(section)
        frame.header.explain.connect(self.reveal_loading)

    @Slot()
    def reveal_loading(self) -> None:
        """Show how the model is loaded."""
        self.reveal("loading")

    def reveal(self, where: InspectorPlace) -> None:
        """One of the sections, unfolded; for any other place how the model is loaded."""
        if self._frame.inspector.isHidden():
            self._frame.toggle_inspector()
        sections: dict[InspectorPlace, Section] = {"adapters": self.adapters, "template": self.template}
        section = sections.get(where, self.loading)
        section.set_open(True)
        self._frame.inspector.reveal_section(section)

    def add_adapters(self, files: Sequence[Path]) -> None:
        """Put these on the chosen model, and show how that went."""
        if self._chosen.file is None:
            what = self.tr("An adapter is put on a model, and none is chosen.")
            self._messages.fail(KnownError(what, self.tr("Choose a model first, then drop the file again.")))
            return
        self.reveal("adapters")
        for file in files:
            self.adapters.add(file)

    def close(self) -> None:
        """Hear nothing more."""
        end_all(self.loading.close_section)
