"""The room Compare: several models side by side: their facts, their answers and their measurements.

The pane builds what shows the session, and answers for it to the window.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.base.shutdown import end_all
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.room_pane import RoomPane
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.compare.answers.answer_column_controller import AnswerActions
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.answers.prompt_controller import PromptController
from explorer.rooms.compare.column_actions_controller import LEFT, RIGHT, ColumnActions
from explorer.rooms.compare.document.document import MOST
from explorer.rooms.compare.document.results import Result, results_in
from explorer.rooms.compare.facts.compared_models import ComparedModel
from explorer.rooms.compare.facts.facts_pane import FactsPane
from explorer.rooms.compare.measurements.measurements_pane import MeasurementsView
from explorer.rooms.compare.measurements.measures import (
    MeasurementsContent,
    measured,
    measurements_content_of,
)
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.page_rows import StartView
from explorer.rooms.compare.parts_pane import ANSWERS, FACTS, MEASUREMENTS, PartsView
from explorer.rooms.compare.prompts.composer_controller import NextPlanController, RunStatusController
from explorer.rooms.compare.report.reports_controller import ReportsController
from explorer.rooms.compare.session import CompareSession
from explorer.rooms.room_services import RoomServices
from explorer.transparency.sheet_view.sheet_content import SheetTools

__all__ = ["ANSWERS", "FACTS", "MEASUREMENTS", "ComparePane"]


class ComparePane(RoomPane):
    """``show_place`` adds a model or a repo as a column."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName("compare")
        self.setProperty("ground", "window")
        self._services = services
        self.session = CompareSession(services, partial(QTimer.singleShot, 0, self))
        self.session.failed.add(services.messages.fail)
        self._build_columns()
        self._build_answers()
        self._build_parts()
        boxes.column(self).addWidget(self._parts)
        self.session.show()

    def _build_columns(self) -> None:
        """The models, what can be done with each, and the table of their facts."""
        services = self._services
        picking = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, services.go
        )
        self._columns = ColumnActions(self.session, services, picking, self)
        tools = SheetTools(tasks=services.tasks)
        self._facts = FactsPane(self.session, self._columns.head_words, self._columns.add, tools)

    def _build_answers(self) -> None:
        """The answers, what asks for them, and what is said of that."""
        session, services = self.session, self._services
        actions = AnswerActions(session, self._columns, services.go, self)
        self._answers = AnswersPane(session, actions, DifferenceCache(services.tasks, self))
        composer = self._answers.composer
        self._named = OpenComparisonController(session, composer, services.messages, services.go)
        RunStatusController(session, composer, services.working)
        NextPlanController(session, composer, services.tasks, services.messages)
        self._prompts = PromptController(session, self._answers, services.core.store)

    def _build_parts(self) -> None:
        """The parts that the room shows by turns, reports of them, and what is done by keys."""
        session, named = self.session, self._named
        ask = Action(self.tr("Ask something first"), partial(self.show_part, ANSWERS), "chat")
        numbers = MeasurementsView(self._measurements, ask)
        for changed in (session.columns_changed, session.document_changed, session.outcome_came):
            changed.add(numbers.refresh)
        reports = ReportsController(session, self._services, named.bring_in, self)
        start = StartView(self._columns.add, self._find_more, named.listed.emit, reports.ask_which)
        views = (self._facts, self._answers, numbers, start)
        self._parts = PartsView(session, named, self._services.core.store, views, reports.ask_which, self)
        self._commands = CompareCommands(session, self._parts, self._prompts, named, reports)
        self._reports = reports
        self._parts.modes.export.clicked.connect(reports.ask_where)
        self._parts.modes.repeat.clicked.connect(self._commands.plan_again)

    def show_place(self, place: Place) -> None:
        """Come forward with the comparison of the place, or with its model or repo as a column."""
        session, number = self.session, place.comparison_id
        if number == session.kept.current.id:
            session.read_again()
        elif number is not None:
            self._named.open(number)
        if number is not None or place.model is not None or place.repo_id:
            self._parts.close_list()
        if place.model is not None:
            session.attempt(partial(session.board.add, place.model.id, place.model))
        elif place.repo_id:
            session.attempt(partial(session.board.add, place.repo_id))
        self._parts.take_focus()

    def columns(self) -> tuple[ComparedModel, ...]:
        """The columns whose facts are read."""
        return self.session.board.columns

    def results(self) -> tuple[Result, ...]:
        """Every answer of the open comparison, oldest first."""
        return results_in(self.session.outcomes)

    def is_busy(self) -> bool:
        """Whether models are answering."""
        return self.session.run.is_busy

    def show_part(self, part: int) -> None:
        """FACTS, ANSWERS or MEASUREMENTS, and the keys with it."""
        self._parts.show_part(part)

    def export_to(self, path: Path) -> None:
        """Write the report in the background; where it went is told."""
        self._reports.write(path)

    def commands(self) -> Sequence[Action]:
        return self._commands.all()

    def unfinished(self) -> Sequence[str]:
        if not self.is_busy():
            return ()
        words = self.tr("Models are answering · answers that are complete are kept")
        waits = self.tr("Prompts wait · they can be asked at the next start")
        return (words, waits) if self.session.kept.waiting() else (words,)

    def end_work(self) -> None:
        """Keep what is typed, stop a run and all reading; hear of nothing any more."""
        end_all(self._named.keep_draft, self.session.close)

    def _measurements(self) -> MeasurementsContent:
        session = self.session
        return measurements_content_of(session.run.titles, measured(session.document, session.outcomes))

    def _find_more(self) -> None:
        self._services.go(Place(Room.DISCOVER))


class CompareCommands(QObject):
    """Builds the actions when they are asked for, so that they are never stale."""

    def __init__(
        self,
        session: CompareSession,
        parts: PartsView,
        prompts: PromptController,
        named: OpenComparisonController,
        reports: ReportsController,
    ) -> None:
        super().__init__(parts)
        self._board, self._run = session.board, session.run
        self._parts, self._prompts, self._named, self._reports = parts, prompts, named, reports

    def all(self) -> tuple[Action, ...]:
        reports = self._reports.action()
        own = self._of_models(), self._of_parts(), self._of_prompts(), self._of_comparisons()
        return (*chain.from_iterable(own), reports)

    def _of_prompts(self) -> tuple[Action, ...]:
        some, busy = bool(self._board.slots), self._run.is_busy
        prompts = partial(self._go, self._prompts.open_prompts)
        plan = partial(self._go, self._prompts.open_plan)
        return (
            Action(self.tr("Prompts"), prompts, "document", shortcut="Ctrl+L", enabled=some),
            Action(self.tr("Plan a run"), plan, "play", shortcut="Ctrl+R", enabled=some and not busy),
        )

    @Slot()
    def plan_again(self) -> None:
        """The plan of asking all once more, where it is started."""
        self._go(partial(self._prompts.open_plan, again=True))

    def _go(self, deed: Callable[[], object]) -> None:
        self._parts.show_part(ANSWERS)
        deed()

    def _of_models(self) -> tuple[Action, ...]:
        parts, export, stop = self._parts, self._reports.ask_where, self._run.stop
        slots, columns, busy = len(self._board.slots), len(self._board.columns), self._run.is_busy
        differ, is_differing = parts.toggle_differences, parts.is_differing()
        return (
            Action(self.tr("Add a model"), parts.open_add, "plus", shortcut="Ctrl+M", enabled=slots < MOST),
            Action(self.tr("Stop all answers"), stop, "stop", shortcut="Esc", enabled=busy),
            Action(self.tr("Only differences"), differ, "filter", columns > 1, is_differing, "Ctrl+D"),
            Action(self.tr("Vote blind"), parts.toggle_blind, "eye", shortcut="Ctrl+B", enabled=slots > 1),
            Action(self.tr("Export report"), export, "download", shortcut="Ctrl+E", enabled=columns > 0),
        )

    def _of_parts(self) -> tuple[Action, ...]:
        some, show, move = bool(self._board.slots), self._parts.show_part, self._parts.move_column
        measured = partial(show, MEASUREMENTS)
        return (
            Action(self.tr("Facts"), partial(show, FACTS), "columns", shortcut="Alt+1", enabled=some),
            Action(self.tr("Answers"), partial(show, ANSWERS), "chat", shortcut="Alt+2", enabled=some),
            Action(self.tr("Measurements"), measured, "clock", shortcut="Alt+3", enabled=some),
            Action(self.tr("Move the column left"), partial(move, -1), shortcut=LEFT, enabled=some),
            Action(self.tr("Move the column right"), partial(move, 1), shortcut=RIGHT, enabled=some),
        )

    def _of_comparisons(self) -> tuple[Action, ...]:
        named, is_free = self._named, self._run.live_here is None
        return (
            Action(self.tr("All comparisons"), self._parts.open_list, "document", shortcut="Ctrl+O"),
            Action(self.tr("New comparison"), named.start_new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("Duplicate the comparison"), named.duplicate, "copy"),
            Action(self.tr("Rename the comparison"), named.title.edit, "edit", shortcut="F2"),
            Action(self.tr("Delete the comparison"), named.delete, "trash", enabled=is_free, danger=True),
        )
