"""What stands in a column of the answers: what its run does, its answer, why there is none, or what helps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.compare.asking_pane import Asking
from explorer.compare.board import Slot as BoardSlot
from explorer.compare.column_words import seen_text
from explorer.compare.comparing_pane import Comparing
from explorer.compare.document import Document
from explorer.compare.grid import THINK, point_of
from explorer.compare.live import ColumnState, Phase
from explorer.compare.results import Cell, Failure, Outcome, Result, is_stale
from explorer.compare.thinking import in_vain, switch_for, think_words
from explorer.kit.actions import Action
from explorer.kit.language import shown

if TYPE_CHECKING:
    from explorer.compare.answer_rows import AnswerColumn


@dataclass(frozen=True)
class AnswerHooks:
    """What the columns ask for. ``absent``: why a slot without a local model cannot answer, and what helps.

    ``actions``: of a column's ⋯ menu, by its key. ``ways``: what helps after a failure, ``more``
    where an answer ended within its thought.
    """

    absent: Callable[[BoardSlot], tuple[str, Action | None]]
    actions: Callable[[str], Sequence[Action | None]]
    ways: Callable[[Failure], Sequence[Action]]
    more: Callable[[Result], Action | None]
    enlarge: Callable[[str], object]


class Filling(QObject):
    """Knows the document and what came of it; ``ready`` tells that one more difference is known."""

    ready = Signal()

    def __init__(self, asking: Asking, hooks: AnswerHooks, comparing: Comparing, parent: QObject) -> None:
        super().__init__(parent)
        self._asking, self._hooks, self._comparing = asking, hooks, comparing
        self.document = Document()
        self.slots: tuple[BoardSlot, ...] = ()
        self.cells: dict[Cell, Outcome] = {}
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

    def fill(self, column: "AnswerColumn", slot: BoardSlot, cell: Cell | None) -> None:
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

    def _state_of(self, cell: Cell) -> ColumnState | None:
        """What the run does for this cell, ``None`` where it does nothing."""
        live = self._asking.live_here
        state = live.state(cell.column) if live is not None else None
        if live is None or state is None or (state.cell != cell and not live.is_waiting(cell)):
            return None
        is_elsewhere = state.cell not in (None, cell)
        return ColumnState(Phase.WAITING) if is_elsewhere else state

    def _manner(self, slot: BoardSlot, cell: Cell | None) -> str:
        """That it is no chat model, and how it is to think where that is its own, or cannot be as set."""
        model, own = slot.column.model if slot.column else None, self.document.column(slot.key)
        notes = [self.tr("base model: continues the text")] if model and not model.is_chat else []
        if model is not None and own is not None:
            point = point_of(cell.point) if cell is not None else ()
            asked = self.document.asked(own, point)
            switch = switch_for(model, asked.load.template)
            is_told = own.think is not None or THINK in dict(point) or in_vain(asked.think, switch)
            notes += map(shown, filter(None, think_words(asked.think, switch) if is_told else ()))
        return " · ".join(notes)

    def _note(self, result: Result) -> str:
        notes = [self.tr("asked otherwise than it is set now")] if is_stale(result, self.document) else []
        if self.is_compared and result.cell.column == self.baseline:
            notes.append(self.tr("the others are compared with this one"))
        return " · ".join(notes)
