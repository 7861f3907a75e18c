"""The answers of one round side by side, a column for each model; written on while they come."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.piece import NOTHING
from explorer.kit.paint_turns import PaintPacer
from explorer.rooms.compare.answers.answer_area_rows import DifferenceCache
from explorer.rooms.compare.answers.answer_column_controller import AnswerActions, AnswerColumnFiller
from explorer.rooms.compare.column_rows import ColumnMoved, ColumnsView
from explorer.rooms.compare.document.results import Outcome, Result
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.session import CompareSession

if TYPE_CHECKING:
    from explorer.rooms.compare.answers.answer_rows import AnswerColumn


class AnswerColumnsView(ColumnsView):
    """``rebuilt`` tells that the columns are others. They are built when they are seen: the room opens with
    the facts."""

    rebuilt = Signal()

    def __init__(
        self, session: CompareSession, actions: AnswerActions, differences: DifferenceCache, parent: QWidget
    ) -> None:
        super().__init__(self.tr("Answers side by side"), parent)
        self._session, self._actions = session, actions
        self._filler = AnswerColumnFiller(session, actions, differences, self)
        self._pacer = PaintPacer(self)
        self._slots: tuple[ColumnSlot, ...] = ()
        self._built: dict[str, AnswerColumn] = {}
        self._is_stale = True  # the columns are not those of the slots
        self._names: dict[str, str] = {}  # of those that are built
        self._is_low = False
        self.drags.moved.connect(self._move)
        differences.ready.connect(self._show_differences)
        session.columns_changed.add(self.show_slots)
        session.document_changed.add(self._follow_names)
        session.downloads_changed.add(self._fill_again)
        session.widths_changed.add(self.show_widths)
        session.outcome_came.add(self._show_outcome)
        session.run.told.add(self._hear)
        session.run.busy_changed.add(self._follow_run)
        self.show_widths(session.widths)

    def columns(self) -> "dict[str, AnswerColumn]":
        """What is shown, by the column's key."""
        if self._is_stale:
            self._rebuild()
        return self._built

    @property
    def current_key(self) -> str:
        """The key of the column that the keyboard is in, "" where it is in none."""
        focused = QApplication.focusWidget()
        if focused is None:
            return ""
        return next((key for key, one in self._built.items() if one.isAncestorOf(focused)), "")

    def show_slots(self, slots: Sequence[ColumnSlot]) -> None:
        self._slots = tuple(slots)
        if not self.isVisible():
            self._is_stale = True
        elif self._is_stale or list(self._names_now().items()) != list(self._names.items()):
            self._rebuild()
        else:
            self.fill()

    def set_compact(self, low: bool) -> None:  # noqa: FBT001  as Qt's own setters
        self._is_low = low
        for column in self._built.values():
            column.set_compact(low)
        self.fit()

    def fill(self) -> None:
        """Show the round that is looked at."""
        if self._is_stale:
            return  # all is done anew when it is seen
        for slot in self._slots:
            self._fill(slot)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        self.columns()
        super().showEvent(event)

    def _rebuild(self) -> None:
        from explorer.rooms.compare.answers.answer_rows import AnswerColumn  # noqa: PLC0415  built when seen

        self._is_stale, self._names = False, self._names_now()
        self._built = {
            key: AnswerColumn(key, name, partial(self._actions.of_column, key), self._enlarge, self._pacer)
            for key, name in self._names.items()
        }
        for column in self._built.values():
            column.set_compact(self._is_low)
        self.show_columns(tuple(self._built.values()))
        self.fill()
        self.rebuilt.emit()

    def _names_now(self) -> dict[str, str]:
        """What the columns are called, by their keys and in their order."""
        titles = self._session.run.titles
        return {slot.key: titles.get(slot.key, slot.label) for slot in self._slots}

    def _follow_names(self, _document: object) -> None:
        """A column may have another name of its own."""
        if not self._is_stale and list(self._names_now().items()) != list(self._names.items()):
            self.show_slots(self._slots)

    def _fill(self, slot: ColumnSlot) -> None:
        column = self._built.get(slot.key)
        if column is not None:
            self._filler.fill(column, slot, self._session.rounds.cell(slot.key))

    def _slot(self, key: str) -> ColumnSlot | None:
        return next((one for one in self._slots if one.key == key), None)

    def _fill_again(self, _change: object) -> None:
        """What can be done where there is no answer is another."""
        self.fill()

    def _show_outcome(self, outcome: Outcome) -> None:
        """The other columns stay as they are."""
        slot = self._slot(outcome.cell.column)
        if slot is not None and self._session.rounds.cell(slot.key) == outcome.cell and not self._is_stale:
            self._fill(slot)
            self.fit()

    @Slot()
    def _show_differences(self) -> None:
        for key, column in self._built.items():
            cell = self._session.rounds.cell(key)
            outcome = self._session.cells.get(cell) if cell is not None else None
            if isinstance(outcome, Result):
                self._filler.show_difference(column, outcome)
        self.fit()

    def _hear(self, change: RunChange) -> None:
        live, slot = self._session.run.live_here, self._slot(change.column)
        state = live.state(change.column) if live is not None else None
        if slot is None or live is None or state is None or self._is_stale or change.outcome is not None:
            return
        if change.piece == NOTHING:
            self._fill(slot)
        elif state.cell and state.cell == self._session.rounds.cell(slot.key):
            self._built[slot.key].add(change.piece, live.thought_s(state.cell))

    def _follow_run(self, busy: bool) -> None:  # noqa: FBT001  a listener
        """At its end the models may be others than at its beginning."""
        if busy:
            self.fill()
        else:
            self.show_slots(self._session.board.slots)

    def _enlarge(self, key: str) -> None:
        self._session.set_widths(self._session.widths.toggled_focus(key))

    @Slot(object)
    def _move(self, moved: ColumnMoved) -> None:
        self._session.board.move(moved.key, moved.by)
