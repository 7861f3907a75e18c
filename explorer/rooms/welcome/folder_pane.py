"""The second step: where models go, and how much room there is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.tasks import LatestTask
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.folder_state import FolderState, folder_warning, measure_folder
from explorer.rooms.welcome.step_pane import CautionCard, StepFace, StepPoint, WelcomeStep


class FolderStep(WelcomeStep):
    """``keep`` makes a change of the settings. The disk is read in the background."""

    def __init__(self, services: RoomServices, keep: Callable[[Callable[[], object]], None]) -> None:
        super().__init__()
        self._settings, self._keep = services.core.settings, keep
        self._catalog, self._machine = services.catalog, services.core.machine
        self._measuring = LatestTask(services.tasks)
        self.state: FolderState | None = None
        self.choose = Button("outlined", self.tr("Change…"), "folder", then=self._on_choose)
        self.choose.setAccessibleName(self.tr("Change the models folder"))
        self.choose.setToolTip(self.choose.accessibleName())
        self._folder = StepPoint(
            "folder", "", self.tr("Every model you download lies in this folder."), self.choose
        )
        self._folder.title.setProperty("data", True)  # a path is the same in every language
        sizes = self.tr("A small model takes 0.3 to 2 GB, one that knows and reasons more takes 4 to 20 GB.")
        self._free = StepPoint("disk", "", sizes)
        memory = self.tr("{total} of memory").format(total=size_text(self._machine.memory_total))
        self._memory = StepPoint("cpu", memory, self._memory_words())
        self._caution = CautionCard("")
        self.body.add(self._folder, self._free, self._memory, self._caution)
        self._measure()

    def face(self) -> StepFace:
        lead = self.tr("Models are large. They lie in one folder, which you can change now or later.")
        is_ready = self.state is not None and not self.state.problem
        return StepFace(self.tr("Where models go"), lead, is_ready=is_ready)

    def close_step(self) -> None:
        self._measuring.stop()

    def take(self, folder: Path) -> None:
        """Keep models in ``folder`` from now on."""
        self._keep(partial(self._settings.change, models_folder=str(folder)))
        self._measure()

    @Slot()
    def _on_choose(self) -> None:
        start = str(self._catalog.models_folder)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where models are kept"), start)
        if chosen:
            self.take(Path(chosen))

    def _measure(self) -> None:
        folder = self._catalog.models_folder
        self.state = None
        self._folder.title.setText(str(folder))
        self._free.title.setText(self.tr("Measuring the free space…"))
        self._caution.hide()
        self.changed.emit()
        self._measuring.do(partial(measure_folder, folder), self._show, self._fail)

    def _show(self, state: FolderState) -> None:
        self.state = state
        free = self.tr("The free space is not known")
        if state.free is not None:
            free = self.tr("{free} free on this disk").format(free=size_text(state.free))
        self._free.title.setText(free)
        warning = folder_warning(state)
        self._caution.text.setText(shown(warning))
        self._caution.setVisible(bool(warning))
        self.changed.emit()

    def _fail(self, error: KnownError) -> None:
        self._show(FolderState(self._catalog.models_folder, None, error.what))

    def _memory_words(self) -> str:
        largest = size_text(self._machine.yardstick.largest_file)
        words = self.tr(
            "A model is read into memory to answer. Files of up to about {size} fit here with room to spare"
            " (estimate)."
        )
        return words.format(size=largest)
