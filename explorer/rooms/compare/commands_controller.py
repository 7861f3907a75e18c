"""The commands of the room, for the command palette, the sheet of shortcuts and the keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from explorer.kit.actions import Action
from explorer.rooms.compare.answers.prompt_controller import PromptController
from explorer.rooms.compare.column_actions_controller import LEFT, RIGHT
from explorer.rooms.compare.document.document import MOST
from explorer.rooms.compare.facts.column_board import ColumnBoard
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.run.run_controller import RunController

FACTS, ANSWERS, MEASUREMENTS = 0, 1, 2


class CompareCommands(QObject):
    """Builds the actions when they are asked for, so that they are never stale."""

    def __init__(
        self,
        board: ColumnBoard,
        kept: OpenComparisonController,
        asking: RunController,
        acting: PromptController,
        *,
        show_part: Callable[[int], None],
        move: Callable[[int], None],
        add: Callable[[], None],
        differences: Callable[[], None],
        is_differing: Callable[[], bool],
        blind: Callable[[], None],
        export: Callable[[], None],
        listed: Callable[[], None],
    ) -> None:
        super().__init__(asking)
        self._board, self._kept, self._asking, self._acting = board, kept, asking, acting
        self._show_part, self._add, self._differences, self._export = show_part, add, differences, export
        self._is_differing = is_differing
        self._move, self._blind, self._listed = move, blind, listed

    def all(self) -> tuple[Action, ...]:
        return (*self._of_models(), *self._of_parts(), *self._of_prompts(), *self._of_comparisons())

    def _of_prompts(self) -> tuple[Action, ...]:
        some, busy = bool(self._board.slots), self._asking.is_busy
        prompts, plan = (
            partial(self._go, self._acting.open_prompts),
            partial(self._go, self._acting.open_plan),
        )
        return (
            Action(self.tr("Prompts"), prompts, "document", shortcut="Ctrl+L", enabled=some),
            Action(self.tr("Plan a run"), plan, "play", shortcut="Ctrl+R", enabled=some and not busy),
        )

    def _go(self, deed: Callable[[], object]) -> None:
        self._show_part(ANSWERS)
        deed()

    def _of_models(self) -> tuple[Action, ...]:
        busy, slots = self._asking.is_busy, len(self._board.slots)
        columns = len(self._board.columns)
        return (
            Action(self.tr("Add a model"), self._add, "plus", shortcut="Ctrl+M", enabled=slots < MOST),
            Action(self.tr("Stop all answers"), self._asking.stop, "stop", shortcut="Esc", enabled=busy),
            Action(
                self.tr("Only differences"),
                self._differences,
                "filter",
                shortcut="Ctrl+D",
                enabled=columns > 1,
                checked=self._is_differing(),
            ),
            Action(self.tr("Vote blind"), self._blind, "eye", shortcut="Ctrl+B", enabled=slots > 1),
            Action(
                self.tr("Export report"), self._export, "download", shortcut="Ctrl+E", enabled=columns > 0
            ),
        )

    def _of_parts(self) -> tuple[Action, ...]:
        some, show = bool(self._board.slots), self._show_part
        measured = partial(show, MEASUREMENTS)
        return (
            Action(self.tr("Facts"), partial(show, FACTS), "columns", shortcut="Alt+1", enabled=some),
            Action(self.tr("Answers"), partial(show, ANSWERS), "chat", shortcut="Alt+2", enabled=some),
            Action(self.tr("Measurements"), measured, "clock", shortcut="Alt+3", enabled=some),
            Action(self.tr("Move the column left"), partial(self._move, -1), shortcut=LEFT, enabled=some),
            Action(self.tr("Move the column right"), partial(self._move, 1), shortcut=RIGHT, enabled=some),
        )

    def _of_comparisons(self) -> tuple[Action, ...]:
        kept, is_free = self._kept, self._asking.live_here is None
        return (
            Action(self.tr("All comparisons"), self._listed, "document", shortcut="Ctrl+O"),
            Action(self.tr("New comparison"), kept.start_new, "plus", shortcut="Ctrl+N"),
            Action(self.tr("Duplicate the comparison"), kept.duplicate, "copy"),
            Action(self.tr("Rename the comparison"), kept.title.edit, "edit", shortcut="F2"),
            Action(self.tr("Delete the comparison"), kept.delete, "trash", enabled=is_free, danger=True),
        )
