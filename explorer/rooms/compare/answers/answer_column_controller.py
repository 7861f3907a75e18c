"""Fills a column of the answers and makes the actions of its menu.

A column shows a state, an answer, an error, or what helps where there is none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import NotFoundError
from explorer.domain.places import Go, Place, Room
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.column_actions_controller import ColumnActions
from explorer.rooms.compare.document.answer_settings import (
    THINK,
    is_unsupported,
    point_of,
    switch_for,
    think_words,
)
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, changed_column
from explorer.rooms.compare.document.results import AnswerCell, Failure, Outcome, Result, is_stale
from explorer.rooms.compare.facts.column_board import ColumnBoard
from explorer.rooms.compare.facts.column_board import ColumnSlot as BoardSlot
from explorer.rooms.compare.facts.column_head_words import seen_text
from explorer.rooms.compare.prompts.column_settings_pane import ColumnSettingsPopup
from explorer.rooms.compare.prompts.plan_pane import DocumentChosen
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState
from explorer.rooms.compare.run.plan import PlanStep, steps_of
from explorer.rooms.compare.run.run_controller import RunController

if TYPE_CHECKING:
    from explorer.rooms.compare.answers.answer_rows import AnswerColumn


@dataclass(frozen=True)
class AnswerColumnHooks:
    """What the columns ask for. ``absent``: why a slot without a local model cannot answer, and what helps.

    ``actions``: of a column's ⋯ menu, by its key. ``ways``: what helps after a failure, ``more``
    where an answer ended within its thought.
    """

    absent: Callable[[BoardSlot], tuple[str, Action | None]]
    actions: Callable[[str], Sequence[Action | None]]
    ways: Callable[[Failure], Sequence[Action]]
    more: Callable[[Result], Action | None]
    enlarge: Callable[[str], object]


class AnswerColumnFiller(QObject):
    """Knows the document and what came of it; ``ready`` tells that one more difference is known."""

    ready = Signal()

    def __init__(
        self, asking: RunController, hooks: AnswerColumnHooks, comparing: DifferenceCache, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._asking, self._hooks, self._comparing = asking, hooks, comparing
        self.document = ComparisonDocument()
        self.slots: tuple[BoardSlot, ...] = ()
        self.cells: dict[AnswerCell, Outcome] = {}
        self.is_compared = False  # with the answers of one column, word by word
        comparing.ready.connect(self.ready)

    def title(self, slot: BoardSlot) -> str:
        own = self.document.column(slot.key)
        return own.label if own is not None and own.label else slot.label

    @property
    def baseline(self) -> str:
        """The key of the column that the others are compared with: the chosen one, or the first."""
        keys = [slot.key for slot in self.slots]
        return self.document.baseline if self.document.baseline in keys else next(iter(keys), "")

    def fill(self, column: "AnswerColumn", slot: BoardSlot, cell: AnswerCell | None) -> None:
        """``cell``: the answer it is to show, ``None`` where nothing was asked at all."""
        column.show_note(self._manner(slot, cell))
        outcome = self.cells.get(cell) if cell is not None else None
        state = self._state_of(cell) if cell is not None else None
        if state is not None and cell is not None and self._asking.live is not None:
            live = self._asking.live
            column.show_state(state, live.written(cell), live.thought_s(cell))
        elif isinstance(outcome, Result):
            column.show_result(outcome, self._note(outcome), self._hooks.more(outcome))
            self.show_difference(column, outcome)
        elif slot.column is None or slot.column.model is None:
            column.show_absent(*self._hooks.absent(slot), seen_text(slot.column) if slot.column else "")
        elif isinstance(outcome, Failure):
            column.show_unasked("")
            column.show_error(outcome.error, *self._hooks.ways(outcome))
        else:
            column.show_unasked(self.tr("not asked yet") if cell is not None else "")

    def show_difference(self, column: "AnswerColumn", result: Result) -> None:
        """If it is wanted, and once it is known."""
        base = self.cells.get(replace(result.cell, column=self.baseline))
        if not self.is_compared or column.key == self.baseline or not isinstance(base, Result):
            return
        if not base.answer.text.strip() or not result.answer.text.strip():
            return
        found = self._comparing.of(base.answer.text.strip(), result.answer.text.strip())
        if found is not None:
            slot = next(one for one in self.slots if one.key == self.baseline)
            column.show_difference(found, self.title(slot))

    def _state_of(self, cell: AnswerCell) -> ColumnState | None:
        """What the run does for this cell, ``None`` where it does nothing."""
        live = self._asking.live_here
        state = live.state(cell.column) if live is not None else None
        if live is None or state is None or (state.cell != cell and not live.is_waiting(cell)):
            return None
        is_elsewhere = state.cell not in (None, cell)
        return ColumnState(ColumnPhase.WAITING) if is_elsewhere else state

    def _manner(self, slot: BoardSlot, cell: AnswerCell | None) -> str:
        """That it is no chat model, and how it is to think where that is its own, or cannot be as set."""
        model, own = slot.column.model if slot.column else None, self.document.column(slot.key)
        notes = [self.tr("base model: continues the text")] if model and not model.is_chat else []
        if model is not None and own is not None:
            point = point_of(cell.point) if cell is not None else ()
            asked = self.document.asked(own, point)
            switch = switch_for(model, asked.load.template)
            is_told = own.think is not None or THINK in dict(point) or is_unsupported(asked.think, switch)
            notes += map(shown, filter(None, think_words(asked.think, switch) if is_told else ()))
        return " · ".join(notes)

    def _note(self, result: Result) -> str:
        notes = [self.tr("asked otherwise than it is set now")] if is_stale(result, self.document) else []
        if self.is_compared and result.cell.column == self.baseline:
            notes.append(self.tr("the others are compared with this one"))
        return " · ".join(notes)


class AnswerActions(QObject):
    """``changed`` carries Chosen. ``cell``: the answer that a column shows; ``run`` asks these steps."""

    changed = Signal(object)

    def __init__(
        self,
        board: ColumnBoard,
        kept: Comparisons,
        asking: RunController,
        columns: ColumnActions,
        window: QWidget,
        *,
        cell: Callable[[str], AnswerCell | None],
        run: Callable[[Sequence[PlanStep]], object],
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
        tokens = max(THINKING_MAX_TOKENS, 2 * result.sampling.max_tokens, now)
        words = self.tr("Ask again with at most {count} tokens").format(count=f"{tokens:,}")
        can_ask = column.key in self._asking.models() and not self._asking.is_busy
        return Action(words, partial(self._ask_longer, result.cell, tokens), "refresh", enabled=can_ask)

    def _ask_longer(self, cell: AnswerCell, tokens: int) -> None:
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
        self.changed.emit(DocumentChosen(document))
        steps = steps_of(self._kept.current.document)
        place = cell.prompt, cell.point
        self._run([one for one in steps if one.column in keys and (one.prompt, one.point) == place])

    def open_settings(self, key: str) -> None:
        """What this column has of its own."""
        title = next(one.label for one in self._board.slots if one.key == key)
        document, switches = self._kept.current.document, self._asking.switches((key,))
        popup = ColumnSettingsPopup(document, key, title, switches, self._window)
        popup.setObjectName("compare-own-settings")
        popup.changed.connect(self.changed)
        popup.open_over(self._window)

    def _is_running(self, key: str) -> bool:
        live = self._asking.live_here
        state = live.state(key) if live is not None else None
        return state is not None and state.phase is not ColumnPhase.OVER

    def _again(self, cell: AnswerCell | None) -> None:
        self._run([step for step in steps_of(self._kept.current.document) if step.cell == cell])

    def _all_again(self, key: str) -> None:
        self._run([step for step in steps_of(self._kept.current.document) if step.column == key])

    def _compare_with(self, key: str) -> None:
        document = self._kept.current.document
        self.changed.emit(DocumentChosen(replace(document, baseline="" if document.baseline == key else key)))
