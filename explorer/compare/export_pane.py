"""Where a report goes: asks for a file, writes it in the background, tells where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.compare.columns import Column
from explorer.compare.export import write_report
from explorer.compare.results import Result
from explorer.kit.messages import Messages
from explorer.kit.tasks import Context, Tasks


@dataclass(frozen=True)
class Content:
    """What a report is made of. ``problems`` by reference says why a column has no answer."""

    title: str
    columns: tuple[Column, ...]
    results: tuple[Result, ...]
    problems: dict[str, str]


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
        dialog.setNameFilters([self.tr("Markdown (*.md)"), self.tr("JSON (*.json)")])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(partial(_follow_filter, dialog))
        dialog.selectFile(_file_name(self._content().title))
        dialog.fileSelected.connect(self._write_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path) -> None:
        """Write in the background; where it went is told."""
        content = self._content()

        def work(_context: Context[None]) -> Path:
            return write_report(path, content.title, content.columns, content.results, content.problems)

        self._tasks.run(work, self._tell_written, self._messages.fail, owner=self)

    @Slot(str)
    def _write_chosen(self, path: str) -> None:
        self.write(Path(path))

    def _tell_written(self, path: Path) -> None:
        self._messages.tell(self.tr("The report is in {path}.").format(path=path), "good")


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    dialog.setDefaultSuffix("json" if "json" in chosen else "md")


def _file_name(title: str) -> str:
    """A name any system takes."""
    safe = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
    return f"{' '.join(safe.split())[:80] or 'comparison'}.md"
