"""The report of a decision: where it goes is asked, and it is written in the background."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from explorer.base.files import write_export
from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import DecisionRead
from explorer.choose.need_export import need_bytes
from explorer.choose.report.report_file import write_decision_report
from explorer.evaluate.store import EvalStore
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, file_name, open_in_system
from explorer.kit.language import shown, spoken_language, tr
from explorer.rooms.room_services import RoomServices


class DecisionExport(QObject):
    """Where it went is told."""

    def __init__(self, services: RoomServices, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._window = services, parent

    def ask_where(self, title: str, read: DecisionRead) -> None:
        """Which file it is written to."""
        kinds = {
            self.tr("Web page, to read and print (*.html)"): "html",
            self.tr("PDF (*.pdf)"): "pdf",
            self.tr("Markdown (*.md)"): "md",
            self.tr("JSON, for other programs (*.json)"): "json",
            self.tr("What was asked, for omx choose (*.yaml)"): "yaml",
        }
        name = file_name(title, "decision")
        ask_where_to_save(self._window, self.tr("Export report"), kinds, name, partial(self.write, read))

    def write(self, read: DecisionRead, path: Path) -> None:
        core, messages = self._services.core, self._services.messages
        say, language = shown, spoken_language()

        def work() -> Path:
            if path.suffix.lower() == ".yaml":
                return self._write_need(read, path)
            return write_decision_report(path, page_of_read(core, read), read, say, language)

        def done(written: Path) -> None:
            action = Action(tr("Open"), partial(open_in_system, written), "external")
            messages.tell(tr("The report is in {path}.").format(path=written), "good", action)

        going = messages.begin(self.tr("The report is being written…"))
        self._services.tasks.do(work, *messages.during(going, done))

    def _write_need(self, read: DecisionRead, path: Path) -> Path:
        """So that the same is decided anew without a window."""
        number = read.decision.trial.eval_set
        tests = EvalStore(self._services.core.store).set(number) if number else None
        title = tests.title if tests is not None else ""
        return write_export(path, need_bytes(read.title, read.decision, title))
