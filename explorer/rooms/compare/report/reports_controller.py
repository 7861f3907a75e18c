"""Reports of the open comparison: written to a file or read from one, in the background."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.version import app_words
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, ask_which_file, file_name, open_in_system
from explorer.kit.language import shown, spoken_language, tr
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.results import Failure, results_in
from explorer.rooms.compare.report.portable import with_local_files
from explorer.rooms.compare.report.report_builder import ReportContent
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
        messages = self._services.messages  # this room may be built anew meanwhile

        def done(written: Path) -> None:
            action = Action(tr("Open"), partial(open_in_system, written), "external")
            messages.tell(tr("The report is in {path}.").format(path=written), "good", action)

        work = partial(write_report, path, self._content(), shown, spoken_language())
        going = messages.begin(self.tr("The report is being written…"))
        self._services.tasks.do(work, *messages.during(going, done))

    def action(self) -> Action:
        """Bringing one in, for the palette."""
        return Action(self.tr("Bring in a report"), self.ask_which, "document")

    @Slot()
    def ask_which(self) -> None:
        """Which report is brought in."""
        kinds = self.tr("Report as JSON (*.json)")
        ask_which_file(self._window, self.tr("Bring in a report"), kinds, self.read)

    def read(self, path: Path) -> None:
        """Read in the background; what is no report is told."""
        fail = self._services.messages.fail
        self._services.tasks.do(partial(read_report, path), self._bring_in, fail, owner=self)

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
