"""Where a report goes: asks for a file, writes it in the background, tells where it is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.compare.export import FORMATS, USUAL, write_report
from explorer.compare.report_build import Content
from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.dialogs import begin_at_documents
from explorer.kit.language import shown, spoken_language, tr
from explorer.kit.messages import Messages
from explorer.kit.tasks import Context, Tasks


class ReportExport(QObject):
    """``content`` is asked for when a report is written."""

    def __init__(
        self, content: Callable[[], Content], tasks: Tasks, messages: Messages, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._content, self._tasks, self._messages, self._window = content, tasks, messages, parent

    @Slot()
    def ask_where(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Export report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        begin_at_documents(dialog)
        dialog.setNameFilters(self._filters())
        dialog.setDefaultSuffix(USUAL[1:])
        dialog.filterSelected.connect(partial(_follow_filter, dialog))
        dialog.selectFile(_file_name(self._content().comparison.title))
        dialog.fileSelected.connect(self._write_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path) -> None:
        """Write in the background; where it went is told."""
        content, language = self._content(), spoken_language()

        def work(_context: Context[None]) -> Path:
            return write_report(path, content, shown, language)

        end = self._messages.begin(self.tr("The report is being written…"))

        messages = self._messages  # this room may be built anew meanwhile

        def done(written: Path) -> None:
            end()
            _tell_written(written, messages)

        def failed(error: KnownError) -> None:
            end()
            messages.fail(error)

        self._tasks.run(work, done, failed)

    @Slot(str)
    def _write_chosen(self, path: str) -> None:
        self.write(Path(path))

    def _filters(self) -> list[str]:
        """In the order of the formats."""
        return [
            self.tr("Web page, to read and print (*.html)"),
            self.tr("PDF (*.pdf)"),
            self.tr("Markdown (*.md)"),
            self.tr("Measurements as a table (*.csv)"),
            self.tr("JSON, to bring it in again (*.json)"),
        ]


def _tell_written(path: Path, messages: Messages) -> None:
    action = Action(tr("Open"), partial(_open, path), "external")
    messages.tell(tr("The report is in {path}.").format(path=path), "good", action)


def _open(path: Path) -> None:
    """In whatever the system opens such a file with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    ending = next((ending for ending in FORMATS if f"*{ending})" in chosen), USUAL)
    dialog.setDefaultSuffix(ending[1:])


def _file_name(title: str) -> str:
    """A name any system takes."""
    safe = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
    return f"{' '.join(safe.split())[:80] or 'comparison'}{USUAL}"
