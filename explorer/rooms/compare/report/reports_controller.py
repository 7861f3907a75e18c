"""Reports of the open comparison: written to a file or read from one, in the background."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, begin_at_documents, file_name
from explorer.kit.language import shown, spoken_language, tr
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext, Tasks
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.results import Failure, results_in
from explorer.rooms.compare.report.portable import with_local_files
from explorer.rooms.compare.report.report_builder import ReportContent, app_words
from explorer.rooms.compare.report.report_file import read_report, write_report
from explorer.rooms.compare.session import CompareSession
from explorer.rooms.room_services import RoomServices


class ReportExport(QObject):
    """``content`` is asked for when a report is written."""

    def __init__(
        self, content: Callable[[], ReportContent], tasks: Tasks, messages: Messages, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._content, self._tasks, self._messages, self._window = content, tasks, messages, parent

    @Slot()
    def ask_where(self) -> None:
        name = file_name(self._content().comparison.title, "comparison")
        ask_where_to_save(self._window, self.tr("Export report"), self._kinds(), name, self.write)

    def write(self, path: Path) -> None:
        """Write in the background; where it went is told."""
        content, language = self._content(), spoken_language()

        def work(_context: TaskContext[None]) -> Path:
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

    def _kinds(self) -> dict[str, str]:
        """Each with its suffix, in the order of the formats."""
        return {
            self.tr("Web page, to read and print (*.html)"): "html",
            self.tr("PDF (*.pdf)"): "pdf",
            self.tr("Markdown (*.md)"): "md",
            self.tr("Measurements as a table (*.csv)"): "csv",
            self.tr("JSON, to bring it in again (*.json)"): "json",
        }


def _tell_written(path: Path, messages: Messages) -> None:
    action = Action(tr("Open"), partial(_open, path), "external")
    messages.tell(tr("The report is in {path}.").format(path=path), "good", action)


def _open(path: Path) -> None:
    """In whatever the system opens such a file with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class ReportImport(QObject):
    """``take`` gets what was read, on the screen thread."""

    def __init__(
        self, take: Callable[[ComparisonRecord], None], tasks: Tasks, messages: Messages, parent: QWidget
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

        def work(_context: TaskContext[None]) -> ComparisonRecord:
            return read_report(path)

        self._tasks.run(work, self._take, self._messages.fail, owner=self)

    @Slot(str)
    def _read_chosen(self, path: str) -> None:
        self.read(Path(path))


class ReportsController(QObject):
    """What stands in a report, and where one that is read goes."""

    def __init__(
        self,
        session: CompareSession,
        services: RoomServices,
        open_record: Callable[[ComparisonRecord], object],
        parent: QWidget,
    ) -> None:
        """``open_record`` opens a comparison that was exported."""
        super().__init__(parent)
        self._session, self._open = session, open_record
        self._catalog, self._licenses = services.catalog, services.core.licenses
        self._export = ReportExport(self._content, services.tasks, services.messages, parent)
        self._import = ReportImport(self._bring_in, services.tasks, services.messages, parent)

    @Slot()
    def ask_where(self) -> None:
        """Which file a report is written to."""
        self._export.ask_where()

    def write(self, path: Path) -> None:
        self._export.write(path)

    @Slot()
    def ask_which(self) -> None:
        """Which report is brought in."""
        self._import.ask_which()

    def action(self) -> Action:
        """Bringing one in, for the palette."""
        return self._import.action()

    def _content(self) -> ReportContent:
        session, current = self._session, self._session.kept.current
        failures = tuple(one for one in session.outcomes if isinstance(one, Failure))
        votes = session.kept.answers.votes(current.id)
        results = results_in(session.outcomes)
        whole = ComparisonRecord(current.heading, current.document, results, failures, votes)
        slots = session.board.slots
        problems = {slot.key: slot.problem.words for slot in slots if slot.problem is not None}
        return ReportContent(whole, session.board.columns, self._licenses, app_words(), problems)

    def _bring_in(self, whole: ComparisonRecord) -> None:
        """Columns of files that lie here refer to them again."""
        self._open(with_local_files(whole, self._catalog.models, self._catalog.memory))
