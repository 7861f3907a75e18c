"""The room Compare: several models side by side, on paper, in action and in numbers.

The pane joins the board (which models), the kept comparison (title, answers) and the three parts that
show them. Every answer is stored before it is counted.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.compare.actions_pane import ColumnActions
from explorer.compare.answers_pane import AnswersPane
from explorer.compare.board import Board
from explorer.compare.board import Slot as BoardSlot
from explorer.compare.columns import Column
from explorer.compare.document import Comparisons, rounds_of
from explorer.compare.export import write_report
from explorer.compare.facts_pane import FactsTable
from explorer.compare.measure import charts_of, conditions_text
from explorer.compare.measure_rows import MeasurementsView
from explorer.compare.run import Result
from explorer.compare.start_rows import StartView
from explorer.compare.title_rows import TitleEdit, TitleGiven
from explorer.compare.top_rows import TopBar
from explorer.domain.places import Go, Place
from explorer.engine.pool import Pool
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.messages import Messages
from explorer.kit.room import RoomPane
from explorer.kit.segmented import Segmented
from explorer.kit.tasks import Context, Tasks
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads
from explorer.transparency.licenses import Licenses

FACTS, ANSWERS, MEASUREMENTS = 0, 1, 2
_PART, _DIFFERENCES = "compare.part", "compare.differences"


class ComparePane(RoomPane):
    """``show_place`` adds a model or a repo as a column."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        downloads: Downloads,
        pool: Pool,
        hub: Hub,
        store: Store,
        settings: SettingsFile,
        licenses: Licenses,
        machine: Machine,
        tasks: Tasks,
        messages: Messages,
        go: Go,
    ) -> None:
        super().__init__()
        self.setObjectName("compare")
        self.setProperty("ground", "window")
        self._store, self._tasks, self._messages = store, tasks, messages
        self._kept = Comparisons(store)
        self._results: tuple[Result, ...] = ()
        self._asked_in = self._kept.current.id  # the comparison that a running prompt belongs to
        self._board = Board(catalog, hub, licenses, machine, tasks)
        self._actions = ColumnActions(self._board, catalog, downloads, machine, messages, go, self)
        self._facts = FactsTable(self._actions.head_words, self._actions.add)
        self._answers = AnswersPane(pool, store, settings, self._actions.absent)
        self._measured = MeasurementsView(Action(self.tr("Ask something first"), self._go_asking, "chat"))
        self._title = TitleEdit(self._title_actions)
        self._build()
        self._download_states: dict[int, str] = {}
        self._leave = (
            self._board.changed.add(self._show_slots),
            downloads.changed.add(self._follow_download),
        )
        self._connect()
        self._open_current()

    def show_place(self, place: Place) -> None:
        """Come forward with the model or repo of the place as a column."""
        if place.model is not None:
            self._actions.add_reference(partial(self._board.add_model, place.model))
        elif place.repo_id:
            self._actions.add_reference(partial(self._board.add, place.repo_id))

    def columns(self) -> tuple[Column, ...]:
        """The columns whose facts are read."""
        return self._board.columns

    def results(self) -> tuple[Result, ...]:
        """Every answer of the open comparison, oldest first."""
        return self._results

    def is_busy(self) -> bool:
        """Whether models are answering."""
        return self._answers.is_busy()

    def show_part(self, part: int) -> None:
        """FACTS, ANSWERS or MEASUREMENTS."""
        self._parts.setCurrentIndex(part)

    def export_to(self, path: Path) -> None:
        """Write the report in the background; where it went is told."""
        title, columns, results = self._kept.current.title, self._board.columns, self._results
        problems = {reference: str(error) for reference, error in self._answers.problems.items()}

        def work(_context: Context[None]) -> Path:
            return write_report(path, title, columns, results, problems)

        self._tasks.run(work, self._tell_written, self._messages.fail, owner=self)

    def close_room(self) -> None:
        """Stop a run and all reading; hear of nothing any more."""
        self._answers.close_room()
        self._board.close()
        for leave in self._leave:
            leave()

    def _build(self) -> None:
        self._start = StartView(self._actions.add, self._actions.discover)
        self._stack = QStackedWidget()
        for part in (self._facts, self._answers, self._measured, self._start):
            self._stack.addWidget(part)
        words = [self.tr("Facts"), self.tr("Answers"), self.tr("Measurements")]
        self._parts = Segmented(self.tr("Part of the comparison"), words)
        self._parts.setObjectName("compare-parts")
        self._differences = Button("outlined", self.tr("Only differences"))
        self._differences.setCheckable(True)
        self._differences.setToolTip(self.tr("Hide the rows in which all models say the same"))
        self._differences.setObjectName("compare-differences")
        self._export = Button("primary", self.tr("Export report"))
        self._export.setObjectName("compare-export")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = TopBar(self._title, self._parts, (self._differences, self._export))
        column.addWidget(self._top)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._parts.currentChanged.connect(self._change_part)
        self._differences.toggled.connect(self._change_differences)
        self._export.clicked.connect(self._ask_where)
        self._title.renamed.connect(self._rename)
        self._answers.answered.connect(self._keep)
        self._answers.busy_changed.connect(self._follow_run)
        self._differences.setChecked(self._store.get_state(_DIFFERENCES) == "1")
        part = self._store.get_state(_PART, "0")
        self._parts.setCurrentIndex(int(part) if part in ("0", "1", "2") else FACTS)

    def _open_current(self) -> None:
        current = self._kept.current
        self._title.show_title(current.title)
        self._results = self._kept.results()
        self._board.show(current.models)
        self._answers.show_rounds(rounds_of(self._results))
        self._show_slots(self._board.slots)

    def _show_slots(self, slots: tuple[BoardSlot, ...]) -> None:
        if self._board.references != self._kept.current.models:
            self._kept.set_models(self._board.references)
        self._facts.show_slots(slots)
        self._answers.show_slots(slots)
        self._show_measured()
        self._show_part()

    def _show_part(self) -> None:
        is_empty = not self._board.slots
        part = self._parts.currentIndex()
        self._stack.setCurrentIndex(self._stack.indexOf(self._start) if is_empty else part)
        self._parts.setVisible(not is_empty)
        self._differences.setVisible(not is_empty and part == FACTS)
        self._differences.setEnabled(len(self._board.columns) > 1)
        self._export.setVisible(not is_empty)
        self._export.setEnabled(bool(self._board.columns))
        self._top.refit()

    def _show_measured(self) -> None:
        columns = self._board.columns
        shown = {column.reference for column in columns}
        results = [result for result in self._results if result.reference in shown]
        self._measured.show_charts(charts_of(columns, results), conditions_text(results))

    @Slot(int)
    def _change_part(self, part: int) -> None:
        self._store.set_state(_PART, str(part))
        self._show_part()

    @Slot(bool)
    def _change_differences(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._store.set_state(_DIFFERENCES, "1" if on else "")
        self._facts.set_only_differences(on)

    @Slot(object)
    def _rename(self, given: TitleGiven) -> None:
        self._kept.rename(given.title)
        self._title.show_title(self._kept.current.title)
        self._top.refit()

    def _title_actions(self) -> list[Action | None]:
        is_free = not self.is_busy()
        others: list[Action | None] = [
            Action(other.label.replace("&", "&&"), partial(self._open, other.id), enabled=is_free)
            for other in self._kept.others()
        ]
        new = Action(self.tr("New comparison"), self._start_new, "plus", enabled=is_free)
        return [new, None, *others] if others else [new]

    def _start_new(self) -> None:
        self._kept.start_new()
        self._open_current()

    def _open(self, number: int) -> None:
        self._kept.open(number)
        self._open_current()

    @Slot(object)
    def _keep(self, result: Result) -> None:
        self._kept.add_result(self._asked_in, result)
        self._results = (*self._results, result)
        self._show_measured()

    @Slot()
    def _follow_run(self) -> None:
        self._asked_in = self._kept.current.id
        if not self.is_busy():
            self._answers.show_slots(self._board.slots)  # what changed meanwhile

    def _follow_download(self, download: Download) -> None:
        """Buttons say what goes on; progress itself stands in the activity bar."""
        if self._download_states.get(download.id) != download.state:
            self._download_states[download.id] = download.state
            self._answers.show_slots(self._board.slots)

    def _go_asking(self) -> None:
        self.show_part(ANSWERS)
        self._answers.composer.field.setFocus()

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Export report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Markdown (*.md)"), self.tr("JSON (*.json)")])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(partial(_follow_filter, dialog))
        dialog.selectFile(_file_name(self._kept.current.title))
        dialog.fileSelected.connect(self._export_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _export_chosen(self, path: str) -> None:
        self.export_to(Path(path))

    def _tell_written(self, path: Path) -> None:
        self._messages.tell(self.tr("The report is in {path}.").format(path=path), "good")


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    dialog.setDefaultSuffix("json" if "json" in chosen else "md")


def _file_name(title: str) -> str:
    """A name any system takes."""
    safe = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
    return f"{' '.join(safe.split())[:80] or 'comparison'}.md"
