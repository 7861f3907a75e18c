"""Reports of runs: written to a file in the background; where it went is told."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, file_name, open_in_system
from explorer.kit.language import shown, spoken_language, tr
from explorer.rooms.evaluate.session import EvaluateSession

if TYPE_CHECKING:  # writers are imported where they work: most people never need them
    from explorer.evaluate.exchange.results import WantedRun


class RunReportsController(QObject):
    def __init__(self, session: EvaluateSession, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def ask_where(self, title: str, wanted: Sequence["WantedRun"], *, is_set: bool) -> None:
        """Which file the report is written to. ``is_set``: else of packs, which pass or fail nothing."""
        kinds = {
            self.tr("Web page, to read and print (*.html)"): "html",
            self.tr("PDF (*.pdf)"): "pdf",
            self.tr("Markdown (*.md)"): "md",
            self.tr("Answers as a table (*.csv)"): "csv",
            self.tr("JSON, with all that was sent and answered (*.json)"): "json",
        }
        if is_set:
            kinds[self.tr("JUnit XML, for programs that test (*.xml)")] = "xml"
        name = file_name(title, "results")
        ask_where_to_save(self._window, self.tr("Export report"), kinds, name, partial(self.write, wanted))

    def write(self, wanted: Sequence["WantedRun"], path: Path) -> None:
        services, store = self._session.services, self._session.store
        messages = services.messages  # this room may be built anew meanwhile

        def work() -> Path:
            from explorer.evaluate.exchange.results import write_results  # noqa: PLC0415  see above
            from explorer.evaluate.quantization.results import QuantizationStore  # noqa: PLC0415

            costs = QuantizationStore(services.core.store)
            return write_results(store, wanted, path, shown, spoken_language(), costs)

        def done(written: Path) -> None:
            action = Action(tr("Open"), partial(open_in_system, written), "external")
            messages.tell(tr("The report is in {path}.").format(path=written), "good", action)

        going = messages.begin(self.tr("The report is being written…"))
        services.tasks.do(work, *messages.during(going, done))
