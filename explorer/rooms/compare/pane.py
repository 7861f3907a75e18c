"""The room Compare: several models side by side: their facts, their answers and their measurements.

The pane connects the columns, the open comparison and the three parts that show them. Every answer is
stored before it is counted.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.current_work import WorkStatus
from explorer.kit.room_pane import RoomPane
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.compare.answers.answer_column_controller import AnswerActions, AnswerColumnHooks
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.answers.prompt_controller import OpenComparisonAccess, PromptController
from explorer.rooms.compare.column_actions_controller import AvailabilityWatch, ColumnActions, ColumnWidths
from explorer.rooms.compare.column_rows import ColumnMoved
from explorer.rooms.compare.commands_controller import ANSWERS, FACTS, MEASUREMENTS, CompareCommands
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Result, results_in
from explorer.rooms.compare.facts.column_board import ColumnBoard
from explorer.rooms.compare.facts.column_board import ColumnSlot as BoardSlot
from explorer.rooms.compare.facts.compared_models import ComparedModel
from explorer.rooms.compare.facts.facts_pane import FactsPane
from explorer.rooms.compare.measurements.charts import MeasurementsContent, measurements_content_of
from explorer.rooms.compare.measurements.measurements_pane import MeasurementsView
from explorer.rooms.compare.measurements.measures import measured
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.page_rows import StartView
from explorer.rooms.compare.parts_pane import PartsView
from explorer.rooms.compare.prompts.plan_pane import DocumentChosen
from explorer.rooms.compare.report.reports_controller import ReportsController, ReportServices
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.run.plan import PlanStep
from explorer.rooms.compare.run.run_controller import RunController
from explorer.rooms.compare.run.run_words import short_text, work_text
from explorer.rooms.compare.run.runner import RunStarter
from explorer.rooms.compare.services import CompareServices
from explorer.transparency.sheet_view.sheet_content import SheetTools

__all__ = ["ANSWERS", "FACTS", "MEASUREMENTS", "ComparePane"]


class ComparePane(RoomPane):
    """``show_place`` adds a model or a repo as a column."""

    def __init__(self, shared: CompareServices) -> None:
        super().__init__()
        self.setObjectName("compare")
        self.setProperty("ground", "window")
        self._shared = shared
        self._kept = Comparisons(shared.store, shared.catalog.name_of)
        self._outcomes: tuple[Outcome, ...] = ()
        self._build_columns()
        self._build_asking()
        self._build_answers()
        self._build_parts()
        boxes.column(self).addWidget(self._parts)
        self._commands = self._build_commands()
        self._around = AvailabilityWatch(shared.downloads, shared.settings, self)
        self._leave = (self._board.changed.add(self._show_slots), *self._around.leave)
        self._connect()
        self._open_current()

    def _build_columns(self) -> None:
        """The models, what can be done with each, and the table of their facts."""
        shared, later = self._shared, partial(QTimer.singleShot, 0, self)
        self._board = ColumnBoard(
            shared.catalog, shared.hub, shared.licenses, shared.machine, shared.tasks, later
        )
        self._widths = ColumnWidths(shared.store, self._board, self)
        picking = ModelPickerOpener(
            shared.catalog, shared.backends, shared.estimates, shared.tasks, self._find_more
        )
        self._actions = ColumnActions(
            self._board,
            self._kept,
            self,
            catalog=shared.catalog,
            downloads=shared.downloads,
            settings=shared.settings,
            estimates=shared.estimates,
            messages=shared.messages,
            go=shared.go,
            widths=self._widths,
            picking=picking,
        )
        tools = SheetTools(tasks=shared.tasks)
        self._facts = FactsPane(self._actions.head_words, self._actions.add, tools)

    def _build_asking(self) -> None:
        """What asks the models, one after the other."""
        shared, answers = self._shared, self._kept.answers
        runner = RunStarter(
            answers, shared.backends, shared.estimates, shared.settings, shared.machine, shared.tasks,
            shared.catalog.memory,
        )  # fmt: skip
        self._asking = RunController(self._kept, self._board, runner, shared.settings, self)
        self._asking.told.connect(self._hear)
        self._asking.ticked.connect(self._show_work)

    def _build_answers(self) -> None:
        """The answers, what can be done with one, and with all of them."""
        shared = self._shared
        self._deeds = AnswerActions(
            self._board, self._kept, self._asking, self._actions, self,
            cell=self._cell, run=self._run, go=shared.go,
        )  # fmt: skip
        hooks = AnswerColumnHooks(
            self._actions.absent,
            self._deeds.of_column,
            self._deeds.ways,
            self._deeds.more,
            self._widths.toggle_focus,
        )
        self._answers = AnswersPane(self._asking, hooks, DifferenceCache(shared.tasks, self))
        deeds = OpenComparisonAccess(self._change, self._all_outcomes, self._titles)
        self._acting = PromptController(
            self._kept, self._asking, self._answers, deeds, shared.store, shared.tasks, shared.messages
        )
        self._measured = MeasurementsView(Action(self.tr("Ask something first"), self._go_asking, "chat"))

    def _build_parts(self) -> None:
        """What is kept under a name, reports of it, and the parts that the room shows by turns."""
        shared = self._shared
        self._named = OpenComparisonController(
            self._kept, shared.store, self._answers.composer, shared.messages, shared.go,
            self._running_number,
        )  # fmt: skip
        in_out = ReportServices(shared.catalog, shared.licenses, shared.tasks, shared.messages)
        self._reports = ReportsController(
            self._kept, self._named, self._board, self._all_outcomes, in_out, self
        )
        start = StartView(
            self._actions.add, self._find_more, self._named.listed.emit, self._reports.ask_which
        )
        views = (self._facts, self._answers, self._measured, start)
        self._parts = PartsView(
            self._board, self._kept, self._named, shared.store, views, self._reports.ask_which, self
        )

    def show_place(self, place: Place) -> None:
        """Come forward with the comparison of the place, or with its model or repo as a column."""
        if place.comparison_id == self._kept.current.id:
            self._read_again()
        elif place.comparison_id is not None:
            self._named.open(place.comparison_id)
        if place.comparison_id is not None or place.model is not None or place.repo_id:
            self._parts.all.close()
        if place.model is not None:
            self._actions.add_reference(partial(self._board.add_model, place.model))
        elif place.repo_id:
            self._actions.add_reference(partial(self._board.add, place.repo_id))
        self._parts.take_focus()

    def columns(self) -> tuple[ComparedModel, ...]:
        """The columns whose facts are read."""
        return self._board.columns

    def results(self) -> tuple[Result, ...]:
        """Every answer of the open comparison, oldest first."""
        return results_in(self._outcomes)

    def is_busy(self) -> bool:
        """Whether models are answering."""
        return self._asking.is_busy

    def show_part(self, part: int) -> None:
        """FACTS, ANSWERS or MEASUREMENTS, and the keys with it."""
        self._parts.show_part(part)

    def export_to(self, path: Path) -> None:
        """Write the report in the background; where it went is told."""
        self._reports.write(path)

    def commands(self) -> Sequence[Action]:
        return (*self._commands.all(), self._reports.action())

    def unfinished(self) -> Sequence[str]:
        if not self.is_busy():
            return ()
        words = self.tr("Models are answering · answers that are complete are kept")
        waits = self.tr("Prompts wait · they can be asked at the next start")
        return (words, waits) if self._kept.waiting() else (words,)

    def end_work(self) -> None:
        """Keep what is typed, stop a run and all reading; hear of nothing any more."""
        end_all(self._named.keep_draft, self._asking.close, self._board.close, *self._leave)

    def _connect(self) -> None:
        modes = self._parts.modes
        modes.export.clicked.connect(self._reports.ask_where)
        modes.repeat.clicked.connect(self._plan_again)
        self._parts.blind_wanted.connect(self._change_blind)
        self._acting.blind_left.connect(self._parts.leave_blind)
        self._named.opened.connect(self._open_current)
        self._around.download_changed.connect(self._follow_download)
        self._around.went_offline.connect(self._show_slots_again)
        self._around.went_online.connect(self._retry)
        self._asking.busy_changed.connect(self._follow_run)
        self._deeds.changed.connect(self._take_change)
        for view in (self._facts, self._answers):
            view.show_widths(self._widths.current)
            view.moved.connect(self._move)
            self._widths.changed.connect(view.show_widths)

    def _build_commands(self) -> CompareCommands:
        return CompareCommands(
            self._board,
            self._named,
            self._asking,
            self._acting,
            show_part=self._parts.show_part,
            move=self._move_current,
            add=self._parts.open_add,
            differences=self._parts.toggle_differences,
            is_differing=self._parts.is_differing,
            blind=self._parts.toggle_blind,
            export=self._reports.ask_where,
            listed=self._parts.all.open,
        )

    def _running_number(self) -> int:
        return self._asking.number if self._asking.is_busy else 0

    @Slot()
    def _open_current(self) -> None:
        self._parts.all.close()
        current = self._kept.current
        self._named.show()
        self._outcomes = self._kept.answers.outcomes(current.id)
        self._parts.leave_blind()
        self._answers.show_page(None)
        self._answers.show_document(current.document, self._outcomes, to_end=True)
        before = self._board.slots
        self._board.show(current.document.columns)
        if self._board.slots == before:  # otherwise the board has told of them
            self._show_slots(before)

    def _read_again(self) -> None:
        """A column may have been put back since."""
        current = self._kept.open(self._kept.current.id)
        self._answers.show_document(current.document, self._outcomes)
        self._board.show(current.document.columns)

    def _show_slots(self, slots: tuple[BoardSlot, ...]) -> None:
        self._keep_columns(slots)
        self._facts.show_slots(slots)
        self._answers.show_slots(slots)
        self._acting.refresh()
        self._show_measured()
        self._parts.refresh()

    def _show_measured(self) -> None:
        self._measured.show_numbers(self._numbers)
        self._parts.modes.repeat.setEnabled(bool(self._outcomes) and not self.is_busy())

    def _numbers(self) -> MeasurementsContent:
        return measurements_content_of(self._titles(), measured(self._kept.current.document, self._outcomes))

    @Slot()
    def _plan_again(self) -> None:
        """The plan of asking all once more, where it is started."""
        self.show_part(ANSWERS)
        self._acting.open_plan(again=True)

    @Slot(bool)
    def _change_blind(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._acting.set_blind(on=on)

    def _titles(self) -> dict[str, str]:
        return self._asking.titles

    @Slot(object)
    def _hear(self, change: RunChange) -> None:
        """What came of a step is stored already."""
        self._show_work()
        if isinstance(change.outcome, Result):
            self._shared.catalog.note_use(change.outcome.reference, change.outcome.at.isoformat())
        if change.outcome is None or self._asking.live_here is None:
            return
        self._outcomes = (*self._outcomes, change.outcome)
        self._answers.show_outcome(change.outcome, self._outcomes)
        self._acting.show_votes()
        self._show_measured()

    def _change(self, document: ComparisonDocument) -> None:
        """The comparison is this now. Raises KnownError for what cannot be."""
        self._kept.change(document)
        self._answers.show_document(self._kept.current.document, self._outcomes)
        self._answers.show_slots(self._board.slots)
        self._acting.refresh()
        self._show_measured()

    @Slot(object)
    def _take_change(self, chosen: DocumentChosen) -> None:
        try:
            self._change(chosen.document)
        except KnownError as error:
            self._shared.messages.fail(error)

    def _all_outcomes(self) -> tuple[Outcome, ...]:
        return self._outcomes

    def _cell(self, key: str) -> AnswerCell | None:
        return self._answers.cell(key)

    def _run(self, steps: Sequence[PlanStep]) -> None:
        self._acting.run(steps)

    def _keep_columns(self, slots: tuple[BoardSlot, ...]) -> None:
        """The document has the columns of the board, each with the settings it had."""
        document = self._kept.current.document
        found = (replace(_candidate(document, slot), reference=slot.reference) for slot in slots)
        self._kept.change(replace(document, columns=tuple(found)))

    @Slot()
    def _follow_run(self) -> None:
        self._show_work()
        if not self.is_busy():
            self._answers.show_slots(self._board.slots)  # what changed meanwhile
        self._show_measured()

    @Slot()
    def _show_slots_again(self) -> None:
        """What can be done with them has changed."""
        self._show_slots(self._board.slots)

    @Slot()
    def _follow_download(self) -> None:
        """Buttons say what goes on; progress itself stands in the activity bar."""
        self._answers.show_slots(self._board.slots)

    @Slot()
    def _retry(self) -> None:
        self._show_slots(self._board.slots)
        self._board.retry_failed()

    @Slot(object)
    def _move(self, moved: ColumnMoved) -> None:
        self._board.move(moved.key, moved.by)

    def _move_current(self, by: int) -> None:
        """The column that the keys are in; they stay in it."""
        if self._parts.current == FACTS:
            key = self._facts.table.current_key
            self._board.move(key, by)
            self._facts.table.stand_in(key)
        elif key := self._answers.current_key:
            self._board.move(key, by)

    @Slot()
    def _show_work(self) -> None:
        """In the activity bar, seen from every room."""
        live = self._asking.live
        if live is None:
            self._shared.working.show(None)
            return
        place = Place(Room.COMPARE, comparison_id=self._asking.number)
        self._shared.working.show(WorkStatus(work_text(live), short_text(live), place))

    def _find_more(self) -> None:
        self._shared.go(Place(Room.DISCOVER))

    def _go_asking(self) -> None:
        self.show_part(ANSWERS)


def _candidate(document: ComparisonDocument, slot: BoardSlot) -> DocumentColumn:
    return document.column(slot.key) or DocumentColumn(slot.key, slot.reference)
