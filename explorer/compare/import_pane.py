"""Brings a comparison in again that was exported as JSON: asks which file, reads it in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.compare.export import read_report
from explorer.compare.kept_answers import Whole
from explorer.kit.actions import Action
from explorer.kit.dialogs import begin_at_documents
from explorer.kit.messages import Messages
from explorer.kit.tasks import Context, Tasks


class ReportImport(QObject):
    """``take`` gets what was read, on the screen thread."""

    def __init__(
        self, take: Callable[[Whole], None], tasks: Tasks, messages: Messages, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._take, self._tasks, self._messages, self._window = take, tasks, messages, parent

    def action(self) -> Action:
        return Action(self.tr("Bring in a report"), self.ask_which, "document")

    @Slot()
    def ask_which(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Bring in a report"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        begin_at_documents(dialog)
        dialog.setNameFilters([self.tr("Report as JSON (*.json)")])
        dialog.fileSelected.connect(self._read_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: Path) -> None:
        """Read in the background; what is no report is told."""

        def work(_context: Context[None]) -> Whole:
            return read_report(path)

        self._tasks.run(work, self._take, self._messages.fail, owner=self)

    @Slot(str)
    def _read_chosen(self, path: str) -> None:
        self.read(Path(path))
