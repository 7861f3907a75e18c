"""The part Answers: one prompt and the answer of every model, side by side; other prompts are a step away.

One round is shown: a prompt at one point of the grid. Its answers are written on while they come. A column
that fails, or is not on this disk, says so in its place and stops nobody.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.domain.piece import NOTHING
from explorer.kit import boxes
from explorer.kit.language import shown
from explorer.kit.paint_turns import PaintPacer
from explorer.kit.tab_order import put_behind
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.answer_column_controller import AnswerActions, AnswerColumnFiller
from explorer.rooms.compare.answers.answer_grid_pane import GridTable, grid_of
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.difference_rows import DifferenceCache
from explorer.rooms.compare.column_rows import ColumnMoved, ColumnsView
from explorer.rooms.compare.document.answer_settings import point_of, point_text
from explorer.rooms.compare.document.prompt_sets import title_of
from explorer.rooms.compare.document.results import Outcome, Result
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.prompts.composer_rows import PromptBar, PromptComposer
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.session import CompareSession

_LOW = 360  # pixels at 100 %: below it what stands over the answers is put on one line each


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
        self._names: tuple[tuple[str, str], ...] = ()  # keys and titles of those that are built
        self._is_low = False
        self.drags.moved.connect(self._move)
        differences.ready.connect(self._show_differences)
        session.columns_changed.add(self.show_slots)
        session.downloads_changed.add(self.fill)
        session.widths_changed.add(self.show_widths)
        session.outcome_came.add(self._show_outcome)
        session.run.told.add(self._hear)
        session.run.busy_changed.add(self._follow_run)
        self.show_widths(session.widths)

    def columns(self) -> dict[str, AnswerColumn]:
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
        elif self._is_stale:
            self._rebuild()
        else:
            self.fill()

    def set_compact(self, low: bool) -> None:  # noqa: FBT001  as Qt's own setters
        self._is_low = low
        for column in self._built.values():
            column.set_compact(low)
        self.fit()

    def fill(self, _change: object = None) -> None:
        """Show the round that is looked at, under the names that the columns have now."""
        self._is_stale = self._is_stale or self._names != self._names_now()
        if not self._is_stale:
            for slot in self._slots:
                self._fill(slot)
            self.fit()
        elif self.isVisible():  # else all is done anew when it is seen
            self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        self.columns()
        super().showEvent(event)

    def _rebuild(self) -> None:
        self._is_stale, self._names = False, self._names_now()
        self._built = {
            key: AnswerColumn(key, name, partial(self._actions.of_column, key), self._enlarge, self._pacer)
            for key, name in self._names
        }
        for column in self._built.values():
            column.set_compact(self._is_low)
        self.show_columns(tuple(self._built.values()))
        self.fill()
        self.rebuilt.emit()

    def _names_now(self) -> tuple[tuple[str, str], ...]:
        titles = self._session.run.titles
        return tuple((slot.key, titles.get(slot.key, slot.label)) for slot in self._slots)

    def _fill(self, slot: ColumnSlot) -> None:
        column = self._built.get(slot.key)
        if column is not None:
            self._filler.fill(column, slot, self._session.rounds.cell(slot.key))

    def _slot(self, key: str) -> ColumnSlot | None:
        return next((one for one in self._slots if one.key == key), None)

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
        if slot is None or live is None or self._is_stale or change.outcome is not None:
            return
        if change.piece == NOTHING:
            self._fill(slot)
        elif change.cell and change.cell == self._session.rounds.cell(slot.key):
            self._built[slot.key].add(change.piece, live.answer(change.cell).thought_s)

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


class AnswersPane(QWidget):
    """``page_changed``: something else stands in place of the answers, or no more."""

    page_changed = Signal()

    def __init__(self, session: CompareSession, actions: AnswerActions, differences: DifferenceCache) -> None:
        super().__init__()
        self._session = session
        self._asks = True  # on the page that is shown
        self._is_low = False
        self.prompt = PromptBar()
        self.prompt.stepped.connect(self._step)
        self.prompt.gridded.connect(self._show_round)
        self.view = AnswerColumnsView(session, actions, differences, self)
        self.view.rebuilt.connect(self._order_tabs)
        self.grid = GridTable()
        self.grid.chosen.connect(self._choose_point)
        self._stack = QStackedWidget()
        for page in (self.view, self.grid):
            self._stack.addWidget(page)
        self.composer = PromptComposer()
        boxes.column(self).add(self.prompt, boxes.stretched(self._stack), self.composer)
        self._listen()

    def _listen(self) -> None:
        session = self._session
        session.opened.add(self._show_opened)
        session.document_changed.add(self._show_round)
        session.round_changed.add(self._show_round)
        session.outcome_came.add(self._follow_grid)
        session.run.busy_changed.add(self._follow_grid)

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
        return None if current in (self.view, self.grid) else current

    def _show_opened(self, _comparison: object) -> None:
        self.show_page(None)
        self._show_round()

    def _follow_grid(self, _change: object) -> None:
        """What was still to come there may be there now, or come no more."""
        if self._stack.currentWidget() is self.grid:
            self._show_view()

    @Slot()
    def _show_round(self, _change: object = None) -> None:
        rounds, is_grid = self._session.rounds, self._is_grid
        one = rounds.shown
        prompt = self._session.document.prompt(one.key) if one is not None else None
        label = shown(title_of(prompt)) if prompt is not None else ""
        point = shown(point_text(point_of(one.point))) if one is not None else ""
        words = " · ".join(part for part in (label, "" if is_grid else point) if part)
        steps = rounds.place(over_points=is_grid)
        text = one.prompt if one is not None else ""
        self.prompt.show_round(text, words, rounds.place(over_points=True), steps)
        self.prompt.grid.setVisible(len(rounds.siblings) > 1)
        if self.page is None:
            self._show_view()
        self.view.fill()

    def _show_view(self) -> None:
        """The answers in full, or as a grid where the prompt was asked with several settings."""
        points, is_grid = self._session.rounds.siblings, self._is_grid
        if is_grid:
            names = [shown(point_text(point_of(one.point))) or self.tr("As set") for one in points]
            titles = self._session.run.titles
            live = self._session.run.live_here
            comes = live.is_waiting if live is not None else lambda _cell: False
            keys = self._session.board.keys
            named, models = [(key, titles[key]) for key in keys], self._session.run.models()
            self.grid.show_grid(grid_of(points, names, named, comes, models))
        self._stack.setCurrentWidget(self.grid if is_grid else self.view)

    @property
    def _is_grid(self) -> bool:
        """All points of a prompt at once."""
        return self.prompt.grid.isChecked() and len(self._session.rounds.siblings) > 1

    @Slot(int)
    def _choose_point(self, row: int) -> None:
        one = self._session.rounds.siblings[row]
        self._session.rounds.go_to(one.key, one.point)
        self.prompt.grid.setChecked(False)  # which shows it

    @Slot(object)
    def _step(self, by: int) -> None:
        self._session.step(by, over_points=self._is_grid)

    @Slot()
    def _order_tabs(self) -> None:
        put_behind(self.prompt.plan, (self.view, self.grid, self.composer))

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
        if low != self._is_low:
            self._is_low = low
            self.show_composer()
            self.prompt.set_compact(low)
            self.view.set_compact(low)
