"""A run on the screen: what it says, its filters, the grid, one answer beside it, and its conditions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.evaluate.results.cells import OwnVerdict
from explorer.evaluate.results.conditions import told_conditions
from explorer.evaluate.results.history import HistoryLine
from explorer.evaluate.results.opened_run import OpenedRun
from explorer.evaluate.store import RunModel
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.keys import EscapeKey
from explorer.kit.language import shown
from explorer.kit.popup import menu, open_below
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.results.detail_pane import DetailPane
from explorer.rooms.evaluate.results.grid_pane import CellPlace, ResultsTable
from explorer.rooms.evaluate.results.history_pane import HistoryPopup
from explorer.rooms.evaluate.results.run_rows import ConditionsFoot, FilterRow, RunTop, SummaryRow
from explorer.rooms.evaluate.results.words_pane import WordsPopup

_SIDES = (643, 331)  # pixels at 100 %: the grid, and one answer
_LOW = 560  # below it the grid takes room from what stands over it
_NARROW = 720  # below it one answer takes the place of the grid
_NARROW_LOW = 900  # likewise where much stands over the grid and height is short too


@dataclass(frozen=True)
class OwnGiven:
    place: CellPlace
    own: OwnVerdict


class RunView(QWidget):
    """``own_given`` carries an OwnGiven; ``edit_wanted`` and ``question_wanted`` an ItemTold; ``run_chosen``
    the number of another run; ``history_wanted`` the RunModel that is looked at over its runs.
    """

    own_given = Signal(object)
    edit_wanted = Signal(object)
    question_wanted = Signal(object)
    run_chosen = Signal(object)
    history_wanted = Signal(object)
    delete_wanted = Signal()

    def __init__(
        self,
        opened: OpenedRun,
        recall: Callable[[str], str],
        keep: Callable[[str, str], object],
        top: RunTop | None = None,
    ) -> None:
        """``top`` stands over the filters, in place of the summary of a set."""
        super().__init__()
        self._opened = opened
        self._place: CellPlace | None = None
        self.top, self._is_pack = top or SummaryRow(), top is not None
        self.filters, self.foot = FilterRow(), ConditionsFoot()
        self.table, self.detail = ResultsTable(opened.results.board, has_tally=top is None), DetailPane()
        self._grid = QWidget()
        boxes.column(self._grid).add(self.top, self.filters, boxes.stretched(self.table), self.foot)
        self._split = RememberedSplitter("evaluate.results", recall, keep)
        for part in (self._grid, self.detail):
            self._split.addWidget(part)
        self._split.setStretchFactor(0, 1)
        px = look_of(self).sizes.px
        self._split.restore([px(side) for side in _SIDES])
        self.detail.hide()
        boxes.column(self).add(self._split)
        self._connect()
        self._show_all()

    def show_run(self, opened: OpenedRun) -> None:
        """Another run, of the same subject or of another."""
        self._opened, self._place = opened, None
        self.table.show_board(opened.results.board)
        self.detail.hide()
        self._grid.show()
        self._show_all()

    def show_changes(self, opened: OpenedRun, rows: tuple[int, ...]) -> None:
        """These rows of the board have more in them now."""
        self._opened, results = opened, opened.results
        self.table.show_changes(rows)
        self.filters.show_counts(results.board)
        self.show_summary()
        self.foot.show_run(results.run, is_current=opened.is_current)
        self.foot.show_runs(results.run, opened.listed)
        if self._place is not None and self._place.row in rows:
            self._show_place(self._place)

    def show_summary(self) -> None:
        """What the run says is another thing now."""
        self.top.show_results(self._opened.results)

    @Slot(object)
    def open_place(self, place: CellPlace) -> None:
        """One answer, beside the grid or in its place."""
        self._place = place
        self._show_place(place)
        self.detail.show()
        self._fit()
        self.table.mark_open(place)

    @Slot()
    def close_detail(self) -> None:
        if self._place is None:
            return
        self._place = None
        self.detail.hide()
        self._grid.show()
        self.table.mark_open(None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_place(self, place: CellPlace) -> None:
        self.detail.show_told(self._opened.results.told(place.row, place.column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filter)
        self.foot.run_chosen.connect(self.run_chosen)
        self.foot.more_wanted.connect(self._show_more)
        self.table.ordered.connect(self._on_filter)
        self.table.cell_opened.connect(self.open_place)
        self.table.entered_detail.connect(self.detail.take_focus)
        EscapeKey(self.table).pressed.connect(self.close_detail)
        detail = self.detail
        detail.closed.connect(self.close_detail)
        detail.stepped.connect(lambda step: self._go(step, only_failed=False))
        detail.failed_wanted.connect(lambda step: self._go(step, only_failed=True))
        detail.own_given.connect(self._emit_own)
        detail.edit_wanted.connect(self.edit_wanted)
        detail.question_wanted.connect(self.question_wanted)

    def _show_all(self) -> None:
        results = self._opened.results
        self.filters.show_board(results.board)
        self.foot.show_run(results.run, is_current=self._opened.is_current)
        self.foot.show_runs(results.run, self._opened.listed)
        self.show_summary()

    @Slot()
    def _show_more(self) -> None:
        """What else there is to tell of the run, and what can be done with it."""
        models = self._opened.results.run.models
        history = (
            Action(self.tr("History of {model}…").format(model=shown(model.full_title)),
                   partial(self.history_wanted.emit, model), "clock")
            for model in models
        )  # fmt: skip
        actions = (
            Action(self.tr("All conditions…"), self.show_conditions, "info"),
            *history,
            None,
            Action(self.tr("Delete this run"), self.delete_wanted.emit, "trash", danger=True),
        )
        open_below(menu(self, actions), self.foot.more)

    @Slot()
    def show_conditions(self) -> None:
        lines = [
            line
            for title, said in told_conditions(self._opened.results.run, self._opened.results.costs)
            for line in ((title, *said) if title else said)
        ]
        WordsPopup(self.tr("Conditions of this run"), lines, self).open_below(self.foot.more)

    def show_history(self, model: RunModel, lines: Sequence[HistoryLine]) -> None:
        """Of a model over its runs."""
        popup = HistoryPopup(model.full_title, lines, self._opened.results.run.id, self)
        popup.chosen.connect(self.run_chosen)
        popup.open_below(self.foot.more)

    def _emit_own(self, own: OwnVerdict) -> None:
        if self._place is not None:
            self.own_given.emit(OwnGiven(self._place, own))

    def _go(self, step: int, *, only_failed: bool) -> None:
        if self._place is None:
            return
        beside = self.table.beside(self._place, step, only_failed=only_failed)
        if beside is not None:
            self.open_place(beside)

    def _fit(self) -> None:
        """Where there is no room for both, the answer stands alone."""
        px = look_of(self).sizes.px
        is_low = self.height() < px(_LOW)
        is_narrow = self.width() < px(_NARROW_LOW if is_low and self._is_pack else _NARROW)
        for part in (self.top, self.foot):
            part.set_low(low=is_low)
        self._grid.setVisible(self._place is None or not is_narrow)

    @Slot()
    def _on_filter(self) -> None:
        self.table.choose(self.filters.chosen)
