"""The commands of the room, for the command palette, the sheet of shortcuts and the keys."""

from collections.abc import Callable
from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, Slot

from explorer.kit.actions import Action
from explorer.rooms.compare.answers.prompt_controller import PromptController
from explorer.rooms.compare.column_actions_controller import LEFT, RIGHT
from explorer.rooms.compare.document.document import MOST
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.parts_pane import ANSWERS, FACTS, MEASUREMENTS, PartsView
from explorer.rooms.compare.report.reports_controller import ReportsController
from explorer.rooms.compare.session import CompareSession


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
        prompts, plan = (
            partial(self._go, self._prompts.open_prompts),
            partial(self._go, self._prompts.open_plan),
        )
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
        busy, slots = self._run.is_busy, len(self._board.slots)
        columns = len(self._board.columns)
        return (
            Action(
                self.tr("Add a model"), self._parts.open_add, "plus", shortcut="Ctrl+M", enabled=slots < MOST
            ),
            Action(self.tr("Stop all answers"), self._run.stop, "stop", shortcut="Esc", enabled=busy),
            Action(
                self.tr("Only differences"),
                self._parts.toggle_differences,
                "filter",
                shortcut="Ctrl+D",
                enabled=columns > 1,
                checked=self._parts.is_differing(),
            ),
            Action(
                self.tr("Vote blind"), self._parts.toggle_blind, "eye", shortcut="Ctrl+B", enabled=slots > 1
            ),
            Action(
                self.tr("Export report"),
                self._reports.ask_where,
                "download",
                shortcut="Ctrl+E",
                enabled=columns > 0,
            ),
        )

    def _of_parts(self) -> tuple[Action, ...]:
        some, show = bool(self._board.slots), self._parts.show_part
        measured = partial(show, MEASUREMENTS)
        return (
            Action(self.tr("Facts"), partial(show, FACTS), "columns", shortcut="Alt+1", enabled=some),
            Action(self.tr("Answers"), partial(show, ANSWERS), "chat", shortcut="Alt+2", enabled=some),
            Action(self.tr("Measurements"), measured, "clock", shortcut="Alt+3", enabled=some),
            Action(
                self.tr("Move the column left"),
                partial(self._parts.move_column, -1),
                shortcut=LEFT,
                enabled=some,
            ),
            Action(
                self.tr("Move the column right"),
                partial(self._parts.move_column, 1),
                shortcut=RIGHT,
                enabled=some,
            ),
        )

    def _of_comparisons(self) -> tuple[Action, ...]:
        named, is_free = self._named, self._run.live_here is None
        return (
            Action(self.tr("All comparisons"), self._parts.all.open, "document", shortcut="Ctrl+O"),
            Action(self.tr("New comparison"), named.start_new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("Duplicate the comparison"), named.duplicate, "copy"),
            Action(self.tr("Rename the comparison"), named.title.edit, "edit", shortcut="F2"),
            Action(self.tr("Delete the comparison"), named.delete, "trash", enabled=is_free, danger=True),
        )
