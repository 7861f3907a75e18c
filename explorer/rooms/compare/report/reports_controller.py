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
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.results import Failure, results_in
from explorer.rooms.compare.report.portable import with_local_files
from explorer.rooms.compare.report.report_builder import ReportContent, app_words
from explorer.rooms.compare.report.report_file import read_report, write_report
from explorer.rooms.compare.session import CompareSession
from explorer.rooms.room_services import RoomServices


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
        self._session, self._services, self._open, self._window = session, services, open_record, parent

    @Slot()
    def ask_where(self) -> None:
        """Which file a report is written to."""
        name = file_name(self._session.kept.current.heading, "comparison")
        ask_where_to_save(self._window, self.tr("Export report"), self._kinds(), name, self.write)

    def write(self, path: Path) -> None:
        """Write in the background; where it went is told."""
        content, language = self._content(), spoken_language()

        messages = self._services.messages  # this room may be built anew meanwhile
        end = messages.begin(self.tr("The report is being written…"))

        def done(written: Path) -> None:
            end()
            action = Action(tr("Open"), partial(_open, written), "external")
            messages.tell(tr("The report is in {path}.").format(path=written), "good", action)

        def failed(error: KnownError) -> None:
            end()
            messages.fail(error)

        self._services.tasks.run(lambda _context: write_report(path, content, shown, language), done, failed)

    def action(self) -> Action:
        """Bringing one in, for the palette."""
        return Action(self.tr("Bring in a report"), self.ask_which, "document")

    @Slot()
    def ask_which(self) -> None:
        """Which report is brought in."""
        dialog = QFileDialog(self._window, self.tr("Bring in a report"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        begin_at_documents(dialog)
        dialog.setNameFilters([self.tr("Report as JSON (*.json)")])
        dialog.fileSelected.connect(self._read_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: Path) -> None:
        """Read in the background; what is no report is told."""

        self._services.tasks.run(
            lambda _context: read_report(path), self._bring_in, self._services.messages.fail, owner=self
        )

    @Slot(str)
    def _read_chosen(self, path: str) -> None:
        self.read(Path(path))

    def _bring_in(self, whole: ComparisonRecord) -> None:
        """Columns of files that lie here refer to them again."""
        catalog = self._services.catalog
        self._open(with_local_files(whole, catalog.models, catalog.memory))

    def _content(self) -> ReportContent:
        session, current = self._session, self._session.kept.current
        failures = tuple(one for one in session.outcomes if isinstance(one, Failure))
        votes = session.kept.answers.votes(current.id)
        results = results_in(session.outcomes)
        whole = ComparisonRecord(current.heading, current.document, results, failures, votes)
        board = session.board
        problems = {slot.key: slot.problem.words for slot in board.slots if slot.problem is not None}
        return ReportContent(whole, board.columns, self._services.core.licenses, app_words(), problems)

    def _kinds(self) -> dict[str, str]:
        """Each with its suffix, in the order of the formats."""
        return {
            self.tr("Web page, to read and print (*.html)"): "html",
            self.tr("PDF (*.pdf)"): "pdf",
            self.tr("Markdown (*.md)"): "md",
            self.tr("Measurements as a table (*.csv)"): "csv",
            self.tr("JSON, to import it again (*.json)"): "json",
        }


def _open(path: Path) -> None:
    """In whatever the system opens such a file with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
