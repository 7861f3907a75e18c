"""Import of model files and folders: chosen or dropped, asked about, then copied, moved or used in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.local_model import OtherApp
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext, Tasks
from explorer.local.models.app_folders import AppEnvironment, owner_of
from explorer.local.models.catalog import Catalog
from explorer.local.models.model_import import check_source
from explorer.local.models.split_files import parts_of
from explorer.rooms.library.import_rows import FilesToImport, ImportCard, ImportDecision
from explorer.rooms.library.jobs.job_kinds import ImportMethod
from explorer.rooms.library.jobs.library_jobs import LibraryJobs


@dataclass(frozen=True)
class _Seen:
    """What can be asked about, and why the rest cannot be taken in."""

    offered: FilesToImport
    problems: tuple[KnownError, ...]


class ModelImport(QObject):
    """``card`` is the question; the pane gives it a place."""

    def __init__(
        self, pane: QWidget, jobs: LibraryJobs, catalog: Catalog, tasks: Tasks, messages: Messages
    ) -> None:
        super().__init__(pane)
        self._pane, self._jobs, self._catalog = pane, jobs, catalog
        self._tasks, self._messages = tasks, messages
        self.card = ImportCard()
        self.card.chosen.connect(self._take)

    def ask(self, paths: Sequence[Path]) -> None:
        """Look at these files in the background, then ask how they come in."""
        if not paths:
            return
        folder, around = self._catalog.models_folder, self._catalog.around

        def work(_context: TaskContext[None]) -> _Seen:
            return _look(tuple(paths), folder, around)

        messages = self._messages
        end = messages.begin(self.tr("Looking at the files…"))

        def done(seen: _Seen) -> None:
            end()
            if shiboken6.isValid(self):  # else the room was built anew
                self._show(seen)

        def failed(error: KnownError) -> None:
            end()
            messages.fail(error)

        self._tasks.run(work, done, failed)

    @Slot()
    def choose_files(self) -> None:
        dialog = QFileDialog(
            self._pane, self.tr("Import models"), str(Path.home()), self.tr("GGUF models (*.gguf)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._files_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def choose_folder(self) -> None:
        """A folder of which all models are used in place, those that come later too."""
        dialog = QFileDialog(self._pane, self.tr("Add a folder"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def drop_folder(self, folder: Path) -> None:
        self._catalog.choose(self._catalog.choice.without_folder(folder))

    @Slot(object, bool)
    def switch_app(self, app: OtherApp, shown: bool) -> None:  # noqa: FBT001  # a slot of app_switched(App, bool)
        self._catalog.choose(self._catalog.choice.with_app(app, shown=shown))

    @Slot(object)
    def _files_chosen(self, names: list[str]) -> None:
        self.ask([Path(name) for name in names])

    @Slot(str)
    def _folder_chosen(self, name: str) -> None:
        if name:
            self._catalog.choose(self._catalog.choice.with_folder(Path(name)))

    @Slot(object)
    def _take(self, chosen: ImportDecision) -> None:
        if chosen.way is ImportMethod.IN_PLACE:
            choice = self._catalog.choice
            for path in chosen.paths:
                choice = choice.with_file(path)
            self._catalog.choose(choice)
            return
        for path in chosen.paths:
            self._jobs.import_file(path, is_move=chosen.way is ImportMethod.MOVE)

    def _show(self, seen: _Seen) -> None:
        for problem in seen.problems:
            self._messages.fail(problem)
        if seen.offered.sizes:
            self.card.ask(seen.offered)


def _look(paths: tuple[Path, ...], models_folder: Path, around: AppEnvironment | None) -> _Seen:
    good: dict[Path, int] = {}
    problems: list[KnownError] = []
    for path in paths:
        try:
            size = check_source(path, models_folder)
        except KnownError as error:
            problems.append(error)
        else:
            good[parts_of(path)[0]] = size
    owner = next((app for path in good if (app := owner_of(path, around)) is not None), None)
    return _Seen(FilesToImport(tuple(good.items()), owner), tuple(problems))
