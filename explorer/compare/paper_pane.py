"""Models on paper: the table of facts, and one row of it opened over the same place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.compare.board import Slot as BoardSlot
from explorer.compare.evidence_pane import EvidencePage
from explorer.compare.facts_pane import FactsTable, RowChosen
from explorer.compare.head_rows import HeadWords
from explorer.compare.widths import Widths
from explorer.transparency.sheet_content import SheetTools


class Paper(QStackedWidget):
    """Shows what it is given; ``moved`` carries Moved where a column was dragged."""

    moved = Signal(object)

    def __init__(
        self,
        head_words: Callable[[BoardSlot], HeadWords],
        add: Callable[[Callable[[], QWidget]], object],
        tools: SheetTools,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tools = tools
        self.table = FactsTable(head_words, add, tools)
        self.table.row_chosen.connect(self._open)
        self.table.drags.moved.connect(self.moved)
        self.addWidget(self.table)
        self._page: EvidencePage | None = None  # built when a row is opened for the first time
        self._row, self._widths = -1, Widths()

    @property
    def is_open(self) -> bool:
        """Whether a row is shown instead of the table."""
        return self._page is not None and self.currentWidget() is self._page

    def show_slots(self, slots: Sequence[BoardSlot]) -> None:
        dimension = self.table.facts.rows[self._row].dimension if self.is_open else ""
        self.table.show_slots(slots)
        if self.is_open:
            rows = [row.dimension for row in self.table.facts.rows]
            self._show(rows.index(dimension)) if dimension in rows else self.leave()

    def show_widths(self, widths: Widths) -> None:
        self._widths = widths
        self.table.show_widths(widths)
        if self._page is not None:
            self._page.view.show_widths(widths)

    def take_focus(self) -> None:
        if self.is_open and self._page is not None:
            self._page.back.setFocus()
        else:
            self.table.setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to the table, where it was left."""
        self.setCurrentWidget(self.table)
        self.table.setFocus()

    @Slot(object)
    def _open(self, chosen: RowChosen) -> None:
        if self._page is None:
            self._page = EvidencePage(self._tools.tasks)
            self._page.left.connect(self.leave)
            self._page.stepped.connect(self._step)
            self._page.view.drags.moved.connect(self.moved)
            self.addWidget(self._page)
        self._show(chosen.row)
        self.setCurrentWidget(self._page)
        self._page.back.setFocus()

    @Slot(int)
    def _step(self, at: int) -> None:
        self._show(self._seen()[at])
        if self._page is not None:
            self._page.steps.take_focus()

    def _seen(self) -> list[int]:
        """The numbers of the rows that are not hidden."""
        rows = enumerate(self.table.facts.rows)
        return [number for number, row in rows if not row.is_group and not self.table.isRowHidden(number)]

    def _show(self, number: int) -> None:
        facts, seen = self.table.facts, self._seen()
        if self._page is None or number not in seen:
            self.leave()
            return
        self._row = number
        group = next(row.title for row in reversed(facts.rows[:number]) if row.is_group)
        self._page.show_row(
            group, facts.rows[number], facts.slots, seen.index(number), len(seen), self._widths
        )
