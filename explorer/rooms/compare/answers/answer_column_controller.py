"""Fills a column of the answers and makes the actions of its menu.

A column shows a state, an answer, an error, or what helps where there is none.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import NotFoundError
from explorer.domain.model import Whereabouts
from explorer.domain.places import Go, Place, Room
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.column_actions_controller import ColumnActions, seen_text
from explorer.rooms.compare.document.answer_settings import (
    THINK,
    is_unsupported,
    point_of,
    switch_for,
    think_words,
)
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.document.results import AnswerCell, Failure, Result, is_stale
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.prompts.settings_pane import ColumnSettingsPopup
from explorer.rooms.compare.run.live_run import ColumnPhase
from explorer.rooms.compare.run.plan import steps_of
from explorer.rooms.compare.session import CompareSession


class AnswerColumnFiller(QObject):
    """Shows in a column what came of its cell, what goes on in it, or what helps where there is nothing."""

    def __init__(
        self, session: CompareSession, actions: "AnswerActions", differences: DifferenceCache, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._actions, self._differences = session, actions, differences

    @property
    def _baseline(self) -> str:
        """The key of the column that the others are compared with: the chosen one, or the first."""
        keys, chosen = self._session.board.keys, self._session.document.baseline
        return chosen if chosen in keys else next(iter(keys), "")

    def fill(self, column: AnswerColumn, slot: ColumnSlot, cell: AnswerCell | None) -> None:
        """``cell``: the answer it is to show, ``None`` where nothing was asked at all."""
        column.show_note(self._manner(slot, cell))
        outcome = self._session.cells.get(cell) if cell is not None else None
        model = slot.column.model if slot.column is not None else None
        column.show_where(model, outcome.elsewhere if outcome is not None else None)
        live = self._session.run.live_here
        state = live.state_of(cell) if live is not None and cell is not None else None
        if live is not None and cell is not None and state is not None:
            answer = live.answer(cell)
            column.show_state(state, answer.piece, answer.thought_s)
        elif isinstance(outcome, Result):
            column.show_result(outcome, self._note(outcome), self._actions.more(outcome))
            self.show_difference(column, outcome)
        elif slot.column is None or slot.column.model is None:
            column.show_absent(
                *self._actions.columns.absent(slot), seen_text(slot.column) if slot.column else ""
            )
        elif isinstance(outcome, Failure):
            column.show_failure(outcome, *self._actions.ways(outcome))
        else:
            column.show_unasked(self.tr("not asked yet") if cell is not None else "")

    def show_difference(self, column: AnswerColumn, result: Result) -> None:
        """If it is wanted, and once it is known."""
        base = self._session.cells.get(replace(result.cell, column=self._baseline))
        if not self._session.is_compared or column.key == self._baseline or not isinstance(base, Result):
            return
        if not base.answer.text.strip() or not result.answer.text.strip():
            return
        found = self._differences.of(base.answer.text.strip(), result.answer.text.strip())
        if found is not None:
            column.show_difference(found, self._session.run.titles[self._baseline])

    def _manner(self, slot: ColumnSlot, cell: AnswerCell | None) -> str:
        """That it is no chat model, and how it is to think where that is its own, or cannot be as set."""
        document, model = self._session.document, slot.column.model if slot.column else None
        own = document.column(slot.key)
        notes = [self.tr("base model: continues the text")] if model and not model.is_chat else []
        if model is not None and own is not None:
            point = point_of(cell.point) if cell is not None else ()
            asked = document.asked(own, point)
            switch = switch_for(model, asked.load.template)
            is_told = own.think is not None or THINK in dict(point) or is_unsupported(asked.think, switch)
            notes += map(shown, filter(None, think_words(asked.think, switch) if is_told else ()))
        return " · ".join(notes)

    def _note(self, result: Result) -> str:
        notes = []
        if is_stale(result, self._session.document):
            notes.append(self.tr("asked otherwise than it is set now"))
        if self._session.is_compared and result.cell.column == self._baseline:
            notes.append(self.tr("the others are compared with this one"))
        return " · ".join(notes)


class AnswerActions(QObject):
    """What can be done with the answers of a column; ``columns``: with its model."""

    def __init__(self, session: CompareSession, columns: ColumnActions, go: Go, window: QWidget) -> None:
        super().__init__(window)
        self.columns = columns
        self._session, self._window, self._go = session, window, go

    def of_column(self, key: str) -> Sequence[Action | None]:
        """The ⋯ menu over its answers."""
        slot = next(one for one in self._session.board.slots if one.key == key)
        can_ask = key in self._session.run.askable and not self._session.run.is_busy
        cell, document = self._session.rounds.cell(key), self._session.document
        return [
            Action(self.tr("Answer this prompt again"), partial(self._again, cell), "refresh",
                   enabled=can_ask and cell is not None),
            Action(self.tr("Answer all prompts again"), partial(self._all_again, key), "refresh",
                   enabled=can_ask and bool(document.prompts)),
            Action(self.tr("Stop this column"), partial(self._session.run.stop_column, key), "stop",
                   enabled=self._is_running(key)),
            None,
            Action(self.tr("Compare the others with this one"), partial(self._compare_with, key),
                   checked=document.baseline == key),
            Action(self.tr("Settings of this column…"), partial(self.open_settings, key), "settings",
                   enabled=not self._session.run.is_busy),
            None,
            *self.columns.of_slot(slot),
        ]  # fmt: skip

    def ways(self, failure: Failure) -> Sequence[Action]:
        """What helps where there is no answer."""
        if isinstance(failure.error, NotFoundError):
            find = partial(self._go, Place(Room.DISCOVER))
            return (Action(self.tr("Find it in Discover"), find, "search"),)
        model = self._session.run.models().get(failure.column)
        if model is not None and model.where is not Whereabouts.HERE and model.why_not_usable:
            return (self.columns.online(),)  # until then, it would say the same
        again, can_ask = partial(self._again, failure.cell), not self._session.run.is_busy
        return (Action(self.tr("Try again"), again, "refresh", enabled=can_ask),)

    def more(self, result: Result) -> Action | None:
        """Where the limit came while it still thought: a higher one, and what it is for asked again."""
        document = self._session.document
        column = document.column(result.cell.column)
        is_varied = any(axis.path == "max_tokens" for axis in document.grid.axes)
        if column is None or is_varied or not result.is_unsaid or result.answer.reason != "length":
            return None
        now = document.asked(column).sampling.max_tokens
        tokens = max(THINKING_MAX_TOKENS, 2 * result.sampling.max_tokens, now)
        words = self.tr("Ask again with at most {count} tokens").format(count=f"{tokens:,}")
        can_ask = column.key in self._session.run.askable and not self._session.run.is_busy
        return Action(words, partial(self._ask_longer, result.cell, tokens), "refresh", enabled=can_ask)

    def _ask_longer(self, cell: AnswerCell, tokens: int) -> None:
        """All columns that share the limit, so that they stay comparable."""
        document = self._session.document
        column = document.column(cell.column)
        if column is None:
            return
        if column.sampling is not None:
            keys = frozenset((column.key,))
            sampling = replace(column.sampling, max_tokens=tokens)
            document = changed_column(document, column.key, sampling=sampling)
        else:
            shared = (one.key for one in document.columns if one.sampling is None)
            keys = self._session.run.askable.intersection(shared)
            document = replace(document, sampling=replace(document.sampling, max_tokens=tokens))
        self._session.change(document)
        steps = steps_of(self._session.document)
        place = cell.prompt, cell.point
        self._session.ask([one for one in steps if one.column in keys and (one.prompt, one.point) == place])

    def open_settings(self, key: str) -> None:
        """What this column has of its own."""
        title = next(one.label for one in self._session.board.slots if one.key == key)
        document, switches = self._session.document, self._session.run.switches((key,))
        popup = ColumnSettingsPopup(document, key, title, switches, self._window)
        popup.setObjectName("compare-own-settings")
        popup.changed.connect(self._session.change)
        popup.open_over(self._window)

    def _is_running(self, key: str) -> bool:
        live = self._session.run.live_here
        state = live.state(key) if live is not None else None
        return state is not None and state.phase is not ColumnPhase.OVER

    def _again(self, cell: AnswerCell | None) -> None:
        self._session.ask([step for step in steps_of(self._session.document) if step.cell == cell])

    def _all_again(self, key: str) -> None:
        self._session.ask([step for step in steps_of(self._session.document) if step.column == key])

    def _compare_with(self, key: str) -> None:
        document = self._session.document
        self._session.change(replace(document, baseline="" if document.baseline == key else key))
