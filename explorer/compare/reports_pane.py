"""Reports of the open comparison: written to a file, and brought in again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.compare.board import Board
from explorer.compare.export_pane import ReportExport
from explorer.compare.import_pane import ReportImport
from explorer.compare.kept import Comparisons
from explorer.compare.kept_answers import Whole
from explorer.compare.kept_pane import KeptComparisons
from explorer.compare.portable import at_home
from explorer.compare.report_build import Content, app_words
from explorer.compare.results import Failure, Outcome, results_in
from explorer.kit.actions import Action
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.transparency.licenses import Licenses


@dataclass(frozen=True)
class InOut:
    """What reports are read and written with."""

    catalog: Catalog
    licenses: Licenses
    tasks: Tasks
    messages: Messages


class Reports(QObject):
    """What stands in a report, and where one that is read goes."""

    def __init__(
        self,
        kept: Comparisons,
        named: KeptComparisons,
        board: Board,
        outcomes: Callable[[], tuple[Outcome, ...]],
        services: InOut,
        parent: QWidget,
    ) -> None:
        """``outcomes`` of the open comparison."""
        super().__init__(parent)
        self._kept, self._named, self._board, self._outcomes = kept, named, board, outcomes
        self._catalog, self._licenses = services.catalog, services.licenses
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

    def _content(self) -> Content:
        current, slots = self._kept.current, self._board.slots
        outcomes = self._outcomes()
        failures = tuple(one for one in outcomes if isinstance(one, Failure))
        votes = self._kept.answers.votes(current.id)
        whole = Whole(current.heading, current.document, results_in(outcomes), failures, votes)
        problems = {slot.key: slot.problem.words for slot in slots if slot.problem is not None}
        return Content(whole, self._board.columns, self._licenses, app_words(), problems)

    def _bring_in(self, whole: Whole) -> None:
        """Columns of files that lie here refer to them again."""
        self._named.bring_in(at_home(whole, self._catalog.models, self._catalog.memory))
