"""The part Answers: one prompt and the answer of every model, side by side; other prompts are a step away.

One round is shown: a prompt at one point of the grid. A column that fails, or is not on this disk, says so
in its place and stops nobody. While a run goes on, the round that is answered is followed until the person
steps to another one.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.domain.piece import NOTHING
from explorer.kit import boxes
from explorer.kit.announce import announce
from explorer.kit.language import shown
from explorer.kit.tab_order import put_behind
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.answer_column_controller import AnswerColumnFiller, AnswerColumnHooks
from explorer.rooms.compare.answers.answer_grid_pane import GridTable, PointChosen, grid_of
from explorer.rooms.compare.answers.answer_text_rows import PaintPacer
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.answers.rounds import Rounds
from explorer.rooms.compare.column_rows import ColumnsView
from explorer.rooms.compare.column_widths import WidthShares
from explorer.rooms.compare.document.answer_settings import point_of, point_text
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.prompt_sets import title_of
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Result, Round, latest
from explorer.rooms.compare.facts.column_board import ColumnSlot as BoardSlot
from explorer.rooms.compare.prompts.composer_rows import PromptComposer
from explorer.rooms.compare.prompts.prompt_rows import PromptBar
from explorer.rooms.compare.run.live_run import ColumnPhase, RunChange
from explorer.rooms.compare.run.run_controller import RunController
from explorer.rooms.compare.run.run_words import reach_text, run_text, short_text

if TYPE_CHECKING:
    from explorer.rooms.compare.answers.answer_rows import AnswerColumn

_LOW = 360  # pixels at 100 %: below it what stands over the answers is put on one line each


class AnswersPane(QWidget):
    """``moved`` carries Moved; ``page_changed``: something else stands in place of the answers, or no more.

    Columns are built when they are seen: the room opens with the facts.
    """

    moved = Signal(object)
    page_changed = Signal()

    def __init__(
        self,
        asking: RunController,
        hooks: AnswerColumnHooks,
        comparing: DifferenceCache,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking, self._hooks = asking, hooks
        self._filling = AnswerColumnFiller(asking, hooks, comparing, self)
        self._pacer = PaintPacer(self)
        self._asks = True  # on the page that is shown
        self._is_blind = False
        self._slots: tuple[BoardSlot, ...] = ()
        self._rounds = Rounds()
        self._follows = False  # the run that goes on
        self._columns: dict[str, AnswerColumn] = {}
        self._is_stale = False  # the columns are not those of the slots
        self._is_low = False
        self._build()
        asking.told.connect(self._hear)
        asking.busy_changed.connect(self._follow_busy)
        asking.ticked.connect(self._show_run)
        self._filling.ready.connect(self._show_differences)

    def _build(self) -> None:
        self.prompt = PromptBar()
        self.prompt.stepped.connect(self._step)
        self.prompt.gridded.connect(self._show_round)
        self._view = ColumnsView(self.tr("Answers side by side"))
        self._view.drags.moved.connect(self.moved)
        self._grid = GridTable()
        self._grid.chosen.connect(self._choose_point)
        self._stack = QStackedWidget()
        for page in (self._view, self._grid):
            self._stack.addWidget(page)
        self.composer = PromptComposer()
        self.composer.stopped.connect(self._asking.stop)
        box = boxes.column(self)
        box.addWidget(self.prompt)
        box.addWidget(self._stack, 1)
        box.addWidget(self.composer)

    def columns(self) -> "dict[str, AnswerColumn]":
        """What is shown, by the column's key."""
        self._catch_up()
        return self._columns

    @property
    def current_key(self) -> str:
        """The key of the column that the keyboard is in, "" where it is in none."""
        focused = QApplication.focusWidget()
        if focused is None:
            return ""
        return next((key for key, one in self._columns.items() if one.isAncestorOf(focused)), "")

    @property
    def shown(self) -> Round | None:
        return self._rounds.shown

    def cell(self, key: str) -> AnswerCell | None:
        """The answer that this column shows, or would show."""
        return self._rounds.cell(key)

    def show_page(self, page: QWidget | None, *, asks: bool = False) -> None:
        """Another page in place of the answers, such as the plan; ``None`` for the answers again.

        ``asks``: prompts can be asked there too.
        """
        if page is not None and self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        is_other = page is not None
        self.prompt.setHidden(is_other)
        self._asks = asks or not is_other
        if page is not None:
            self._stack.setCurrentWidget(page)
        else:
            self._show_view()
        self.show_composer()
        self.page_changed.emit()

    def show_composer(self) -> None:
        """Where prompts can be asked; in a low window a pair that is voted on takes its place."""
        page = self.page
        is_crowded = self._is_low and isinstance(page, BlindPage) and page.is_voting
        self.composer.setHidden(not self._asks or is_crowded)

    @property
    def page(self) -> QWidget | None:
        """What stands in place of the answers, ``None`` for nothing."""
        current = self._stack.currentWidget()
        return None if current in (self._view, self._grid) else current

    def show_widths(self, widths: WidthShares) -> None:
        self._view.show_widths(widths)

    def show_slots(self, slots: Sequence[BoardSlot]) -> None:
        before, self._slots = self._slots, tuple(slots)
        self._filling.slots = self._slots
        if not self.isVisible():
            self._is_stale = True
        elif [_look_of(slot) for slot in before] != [_look_of(slot) for slot in slots] or self._is_stale:
            self._rebuild()
        else:
            self._fill_all()
        self._refresh_reach()

    def show_document(
        self, document: ComparisonDocument, outcomes: Sequence[Outcome], *, to_end: bool = False
    ) -> None:
        """``to_end``: show the last prompt, else the one that is shown stays."""
        self._filling.document = document
        self._filling.cells = latest(outcomes)
        self._rounds.show(document, outcomes, to_end=to_end)
        self._show_round()

    def show_outcome(self, outcome: Outcome, outcomes: Sequence[Outcome]) -> None:
        """One more came: the other columns stay as they are."""
        self._filling.cells[outcome.cell] = outcome
        self._rounds.refresh(self._filling.document, outcomes)
        slot = next((one for one in self._slots if one.key == outcome.cell.column), None)
        if slot is not None and self.cell(slot.key) == outcome.cell:
            self._fill(slot)
            self._view.fit()
        if self._stack.currentWidget() is self._grid:
            self._show_view()

    def _rebuild(self) -> None:
        self._is_stale = False
        self._columns = {slot.key: self._column(slot) for slot in self._slots}
        for column in self._columns.values():
            column.set_compact(self._is_low)
        self._view.show_columns(tuple(self._columns.values()))
        put_behind(self.prompt.plan, (self._view, self._grid, self.composer))
        self._show_round()

    def _column(self, slot: BoardSlot) -> "AnswerColumn":
        from explorer.rooms.compare.answers.answer_rows import AnswerColumn  # noqa: PLC0415  see the top of the class

        actions = partial(self._hooks.actions, slot.key)
        enlarge, pacer = self._hooks.enlarge, self._pacer
        return AnswerColumn(slot.key, self._filling.title(slot), actions, enlarge, pacer)

    @Slot()
    def _show_round(self) -> None:
        shown_round = self.shown
        prompt = self._filling.document.prompt(shown_round.key) if shown_round is not None else None
        label = shown(title_of(prompt)) if prompt is not None else ""
        point = shown(point_text(point_of(shown_round.point))) if shown_round is not None else ""
        words = " · ".join(part for part in (label, "" if self._is_grid else point) if part)
        text = shown_round.prompt if shown_round is not None else ""
        steps = self._rounds.place(over_points=self._is_grid)
        self.prompt.show_round(text, words, self._rounds.place(over_points=True), steps)
        self.prompt.grid.setVisible(len(self._rounds.siblings) > 1)
        if self.page is None:
            self._show_view()
        self._fill_all()

    @Slot()
    def _show_view(self) -> None:
        """The answers in full, or as a grid where the prompt was asked with several settings."""
        points, is_grid = self._rounds.siblings, self._is_grid
        if is_grid:
            names = [shown(point_text(point_of(one.point))) or self.tr("As set") for one in points]
            titles = [(slot.key, self._filling.title(slot)) for slot in self._slots]
            live = self._asking.live_here
            comes = live.is_waiting if live is not None else lambda _cell: False
            self._grid.show_grid(grid_of(points, names, titles, comes))
        self._stack.setCurrentWidget(self._grid if is_grid else self._view)

    @property
    def _is_grid(self) -> bool:
        """All points of a prompt at once."""
        return self.prompt.grid.isChecked() and len(self._rounds.siblings) > 1

    @Slot(object)
    def _choose_point(self, chosen: PointChosen) -> None:
        self._rounds.choose(chosen.row)
        self.prompt.grid.setChecked(False)
        self._show_round()

    def _fill_all(self) -> None:
        if self._is_stale:
            return  # all is done anew when it is seen
        for slot in self._slots:
            self._fill(slot)
        self._view.fit()

    def _fill(self, slot: BoardSlot) -> None:
        column = self._columns.get(slot.key)
        if column is not None:
            self._filling.fill(column, slot, self.cell(slot.key))

    def set_compared(self, *, on: bool) -> None:
        """Show where the answers differ from those of one column."""
        if on != self._filling.is_compared:
            self._filling.is_compared = on
            self._fill_all()

    @Slot()
    def _show_differences(self) -> None:
        for key, column in self._columns.items():
            outcome = self._filling.cells.get(self.cell(key) or AnswerCell("", ""))
            if isinstance(outcome, Result):
                self._filling.show_difference(column, outcome)
        self._view.fit()

    @Slot(object)
    def _hear(self, change: RunChange) -> None:
        is_more = change.piece != NOTHING
        if not is_more:  # more text changes nothing of it, and comes hundreds of times a second
            self._show_run()
        live = self._asking.live_here
        state = live.state(change.column) if live is not None else None
        slot = next((one for one in self._slots if one.key == change.column), None)
        if slot is None or live is None or state is None or self._is_stale:
            return
        leads = live.busy[:1] == (change.column,)  # at once, one of them is followed
        if is_more:
            if state.cell and state.cell == self.cell(change.column) and slot.key in self._columns:
                self._columns[slot.key].add(change.piece, live.thought_s(state.cell))
        elif self._follows and leads and state.phase is ColumnPhase.READING and state.cell is not None:
            self._rounds.go_to(state.cell)
            self._show_round()
        elif change.outcome is None:
            self._fill(slot)

    @Slot()
    def _follow_busy(self) -> None:
        if self._follows and not self._asking.is_busy:
            announce(self, self.tr("The models have answered."))
        self._follows = self._asking.is_busy
        self._show_run()
        self._fill_all()
        if self._stack.currentWidget() is self._grid:
            self._show_view()  # what was still to come may come no more
        self._refresh_reach()

    def set_blind(self, *, on: bool) -> None:
        """What goes on may not tell whose answers come."""
        self._is_blind = on
        self._show_run()

    @Slot()
    def _show_run(self) -> None:
        live, run = self._asking.live, ""
        if live is not None and live is not self._asking.live_here:
            run = self.tr("Another comparison is running · {progress}")
            run = run.format(progress=shown(short_text(live)))
        elif live is not None:
            titles = {slot.key: self._filling.title(slot) for slot in self._slots}
            run = shown(run_text(live, None if self._is_blind else titles))
        self.composer.tell(run=run, missing=self._asking.missing_count)

    @Slot(object)
    def _step(self, by: int) -> None:
        self._follows = False
        self._rounds.step(by, over_points=self._is_grid)
        self._show_round()

    def _refresh_reach(self) -> None:
        count = len(self._asking.models())
        reach = shown(reach_text(count, len(self._slots)))
        if count and self._asking.is_busy:
            reach = self.tr("Enter: asks when the models have answered · Esc: stop")
        self.composer.show_reach(reach, can_ask=count > 0)
        self._show_run()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        self._catch_up()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "composer"):
            self._fit()

    def _fit(self) -> None:
        """In a low window the answers keep the room."""
        low = self.height() < look_of(self).sizes.px(_LOW)
        if low == self._is_low:
            return
        self._is_low = low
        self.show_composer()
        self.prompt.set_compact(low)
        for column in self._columns.values():
            column.set_compact(low)
        self._view.fit()


def _look_of(slot: BoardSlot) -> tuple[str, str]:
    """What a column is built of."""
    return slot.key, slot.label
