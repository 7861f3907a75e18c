"""The group Models: the models folder, moving it, and which model finds documents by what they mean."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.base.settings import Settings
from explorer.base.storage import free_space
from explorer.documents.embedders import choose_embedder, embedders
from explorer.domain.errors import KnownError
from explorer.domain.included_models import MINILM
from explorer.domain.local_model import LocalModel
from explorer.domain.model_names import name_of_reference
from explorer.domain.units import size_text
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.file_dialogs import open_in_system
from explorer.kit.layouts import flowing
from explorer.kit.text import Elided
from explorer.local.folder_move.folder_mover import MoveState
from explorer.local.models.included import is_available
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.move_pane import MovePanel
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import DropDownChoice, SettingsGroup
from explorer.services import models_folder


class ModelsGroup(SettingsGroup):
    """The folder; a choice of another one asks in place what happens to the models."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.MODELS, services.core.settings)
        self._services = services
        self.folder = FolderPanel(services)
        note = self.tr(
            "Downloads and imported files go there. Each model is a plain file in a folder of its own."
        )
        self._row = self.add("models-folder", note, self.folder, wide=True)
        self._row.reset.connect(self._reset)
        note = self.tr(
            "An embedding model finds passages that mean what a question means. The included one knows "
            "English. After a change all documents are read again; with none, they are found by words only."
        )
        choice = DropDownChoice(self.tr("Search in documents by meaning"), {}, name_of_reference)
        self.embedder = self.bind("embedder", "embedder", note, choice)
        self._leave = services.catalog.changed.add(self._offer)

    def close_panels(self) -> None:
        self._leave()
        self.folder.close_panel()

    def show_settings(self, settings: Settings) -> None:
        self.embedder.offer(self._embedders())
        super().show_settings(settings)
        default = self._services.core.paths.models
        current = models_folder(self._services.core.paths, settings)
        self._row.show_default(str(default) if current != default else "", differs=current != default)
        self.folder.show_folder(current)

    def _offer(self, _models: Sequence[LocalModel]) -> None:
        """Others may lie on this disk now."""
        self.show_settings(self._settings.current)

    def _embedders(self) -> dict[str, str]:
        """By their ids, under "" the one that is taken where none is chosen."""
        models = self._services.catalog.models
        usual = choose_embedder(models)
        name = usual.name if usual is not None else MINILM.name if is_available(MINILM) else ""
        automatic = self.tr("Automatic ({n})").format(n=name) if name else self.tr("None on this machine")
        return {"": automatic, **{model.id: model.title for model in embedders(models)}}

    @Slot()
    def _reset(self) -> None:
        self.folder.ask_for(self._services.core.paths.models)


class FolderPanel(QWidget):
    """Path, free space, what is wrong with it, and the move."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self._folder = Path()
        self._path = Elided("", "body")
        self._free = Elided("", "secondary", "muted")
        self.choose = Button("outlined", self.tr("Choose…"), "folder", then=self._choose)
        self._open = Button("quiet", self.tr("Open the folder"), "external", then=self._open_folder)
        self.said = OutcomeLine()
        self.move_panel = MovePanel(services)
        self.move_panel.decided.connect(self._refresh)
        self.setFocusProxy(self.choose)
        buttons = flowing(self.choose, self._open)
        column(self, spacing=4).add(self._path, self._free, 4, buttons, self.said, self.move_panel)

    def show_folder(self, folder: Path) -> None:
        if folder != self._folder:
            self._folder = folder
            self._path.setText(str(folder))
            self._refresh()

    def ask_for(self, target: Path) -> None:
        """The person wants models in ``target``."""
        self.said.clear()
        mover = self._services.mover
        if mover.current.state is MoveState.MOVING:
            self.said.say("info", self.tr("Models are being moved. Stop that first."))
        elif mover.current.state is MoveState.STOPPED:
            self.said.say("info", self.tr("A move has stopped. Go on with it or leave the rest first."))
        elif target != self._folder:
            mover.ask(target)

    def close_panel(self) -> None:
        self.move_panel.close_panel()

    @Slot()
    def _refresh(self) -> None:
        folder, default = self._folder, self._services.core.paths.models

        def work() -> tuple[bool, int]:
            try:
                return folder.is_dir() or folder == default, free_space(folder)
            except OSError:  # a disk that was pulled out
                return False, 0

        self._services.tasks.do(work, self._show_state, self.said.tell, owner=self)

    def _show_state(self, state: tuple[bool, int]) -> None:
        is_there, free = state
        self._open.setEnabled(is_there)
        self._free.setText(self.tr("{size} free").format(size=size_text(free)) if is_there else "")
        if is_there:
            self.said.clear()
        else:
            words = self.tr("This folder is not there. Is its disk connected?")
            self.said.say("caution", words, self.tr("Connect it, or choose another folder."))

    @Slot()
    def _choose(self) -> None:
        title = self.tr("Where models are kept")
        chosen = QFileDialog.getExistingDirectory(self, title, str(self._folder))
        if chosen:
            self.ask_for(Path(chosen))

    @Slot()
    def _open_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.said.tell(KnownError(self.tr("The folder could not be opened."), "", str(error)))
            return
        open_in_system(self._folder)
