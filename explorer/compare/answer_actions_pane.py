"""What can be done with an answer and its column while the answers are on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from explorer.compare.actions_pane import ColumnActions
from explorer.compare.asking_pane import Asking
from explorer.compare.board import Board
from explorer.compare.document import changed_column
from explorer.compare.kept import Comparisons
from explorer.compare.live import Phase
from explorer.compare.own_settings_pane import OwnSettings
from explorer.compare.plan import Step, steps_of
from explorer.compare.plan_pane import Chosen
from explorer.compare.results import Cell, Failure, Result
from explorer.domain.errors import NotFoundError
from explorer.domain.places import Go, Place, Room
from explorer.domain.thinking import LONGEST
from explorer.kit.actions import Action


class AnswerActions(QObject):
    """``changed`` carries Chosen. ``cell``: the answer that a column shows; ``run`` asks these steps."""

    changed = Signal(object)

    def __init__(
        self,
        board: Board,
        kept: Comparisons,
        asking: Asking,
        columns: ColumnActions,
        window: QWidget,
        *,
        cell: Callable[[str], Cell | None],
        run: Callable[[Sequence[Step]], object],
        go: Go,
    ) -> None:
        super().__init__(window)
        self._board, self._kept, self._asking, self._columns = board, kept, asking, columns
        self._window, self._cell, self._run, self._go = window, cell, run, go

    def of_column(self, key: str) -> Sequence[Action | None]:
        """The ⋯ menu over its answers."""
        slot = next(one for one in self._board.slots if one.key == key)
        can_ask = key in self._asking.models() and not self._asking.is_busy
        cell, document = self._cell(key), self._kept.current.document
        return [
            Action(self.tr("Answer this prompt again"), partial(self._again, cell), "refresh",
                   enabled=can_ask and cell is not None),
            Action(self.tr("Answer all prompts again"), partial(self._all_again, key), "refresh",
                   enabled=can_ask and bool(document.prompts)),
            Action(self.tr("Stop this column"), partial(self._asking.stop_column, key), "stop",
                   enabled=self._is_running(key)),
            None,
            Action(self.tr("Compare the others with this one"), partial(self._compare_with, key),
                   checked=document.baseline == key),
            Action(self.tr("Settings of this column…"), partial(self.open_settings, key), "settings",
                   enabled=not self._asking.is_busy),
            None,
            *self._columns.of_slot(slot),
        ]  # fmt: skip

    def ways(self, failure: Failure) -> Sequence[Action]:
        """What helps where there is no answer."""
        again = Action(
            self.tr("Try again"),
            partial(self._again, failure.cell),
            "refresh",
            enabled=not self._asking.is_busy,
        )
        if isinstance(failure.error, NotFoundError):
            return (
                Action(self.tr("Find it in Discover"), partial(self._go, Place(Room.DISCOVER)), "search"),
            )
        return (again,)

    def more(self, result: Result) -> Action | None:
        """Where the limit came while it still thought: a higher one, and what it is for asked again."""
        document = self._kept.current.document
        column = document.column(result.cell.column)
        is_varied = any(axis.path == "max_tokens" for axis in document.grid.axes)
        if column is None or is_varied or not result.is_unsaid or result.answer.reason != "length":
            return None
        now = document.asked(column).sampling.max_tokens
        tokens = max(LONGEST, 2 * result.sampling.max_tokens, now)
        words = self.tr("Ask again with at most {count} tokens").format(count=f"{tokens:,}")
        can_ask = column.key in self._asking.models() and not self._asking.is_busy
        return Action(words, partial(self._ask_longer, result.cell, tokens), "refresh", enabled=can_ask)

    def _ask_longer(self, cell: Cell, tokens: int) -> None:
        """All columns that share the limit, so that they stay comparable."""
        document = self._kept.current.document
        column = document.column(cell.column)
        if column is None:
            return
        if column.sampling is not None:
            keys = {column.key}
            sampling = replace(column.sampling, max_tokens=tokens)
            document = changed_column(document, column.key, sampling=sampling)
        else:
            keys = {one.key for one in document.columns if one.sampling is None}
            document = replace(document, sampling=replace(document.sampling, max_tokens=tokens))
        self.changed.emit(Chosen(document))
        steps = steps_of(self._kept.current.document)
        place = cell.prompt, cell.point
        self._run([one for one in steps if one.column in keys and (one.prompt, one.point) == place])

    def open_settings(self, key: str) -> None:
        """What this column has of its own."""
        title = next(one.label for one in self._board.slots if one.key == key)
        document, switches = self._kept.current.document, self._asking.switches((key,))
        popup = OwnSettings(document, key, title, switches, self._window)
        popup.setObjectName("compare-own-settings")
        popup.changed.connect(self.changed)
        popup.open_over(self._window)

    def _is_running(self, key: str) -> bool:
        live = self._asking.live_here
        state = live.state(key) if live is not None else None
        return state is not None and state.phase is not Phase.OVER

    def _again(self, cell: Cell | None) -> None:
        self._run([step for step in steps_of(self._kept.current.document) if step.cell == cell])

    def _all_again(self, key: str) -> None:
        self._run([step for step in steps_of(self._kept.current.document) if step.column == key])

    def _compare_with(self, key: str) -> None:
        document = self._kept.current.document
        self.changed.emit(Chosen(replace(document, baseline="" if document.baseline == key else key)))
