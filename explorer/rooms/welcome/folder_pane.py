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
from explorer.kit.tasks import Task, TaskContext
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.folder_state import FolderState, folder_warning, measure_folder
from explorer.rooms.welcome.step_pane import CautionCard, StepPoint, WelcomeStep


class FolderStep(WelcomeStep):
    """``keep`` makes a change of the settings. The disk is read in the background."""

    def __init__(self, services: RoomServices, keep: Callable[[Callable[[], object]], None]) -> None:
        super().__init__()
        self._settings, self._keep = services.core.settings, keep
        self._catalog, self._machine, self._tasks = services.catalog, services.core.machine, services.tasks
        self._task: Task | None = None
        self.state: FolderState | None = None
        self.choose = Button("outlined", self.tr("Change…"), "folder", then=self._on_choose)
        self.choose.setAccessibleName(self.tr("Change the models folder"))
        self.choose.setToolTip(self.choose.accessibleName())
        self._folder = StepPoint(
            "folder", "", self.tr("Every model you download lies in this folder."), self.choose
        )
        self._folder.title.setProperty("data", True)  # a path is the same in every language
        self._free = StepPoint("disk", "", self._size_words())
        self._memory = StepPoint("cpu", self._memory_title(), self._memory_words())
        self._caution = CautionCard("")
        self.body.add(self._folder, self._free, self._memory, self._caution)
        self._measure()

    def title(self) -> str:
        return self.tr("Where models go")

    def lead(self) -> str:
        return self.tr("Models are large. They lie in one folder, which you can change now or later.")

    def is_ready(self) -> bool:
        return self.state is not None and self.state.can_save

    def close_step(self) -> None:
        if self._task is not None:
            self._task.stop()

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
        self.close_step()
        folder = self._catalog.models_folder
        self.state = None
        self._folder.title.setText(str(folder))
        self._free.title.setText(self.tr("Measuring the free space…"))
        self._caution.hide()
        self.changed.emit()

        def work(_context: TaskContext[None]) -> FolderState:
            return measure_folder(folder)

        self._task = self._tasks.run(work, self._show, self._fail, owner=self)

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

    def _size_words(self) -> str:
        return self.tr("A small model takes 0.3 to 2 GB, one that knows and reasons more takes 4 to 20 GB.")

    def _memory_title(self) -> str:
        return self.tr("{total} of memory").format(total=size_text(self._machine.memory_total))

    def _memory_words(self) -> str:
        largest = size_text(self._machine.yardstick.largest_file)
        words = self.tr(
            "A model is read into memory to answer. Files of up to about {size} fit here with room to spare"
            " (estimate)."
        )
        return words.format(size=largest)
