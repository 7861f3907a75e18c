"""The part Facts: the table, or one row of it opened with every quote side by side."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.kit import boxes
from explorer.kit.language import shown
from explorer.kit.scroll import Scroll
from explorer.kit.stepper import Stepper
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Para, plain_tip
from explorer.kit.verdict_marks import VerdictLabel, mark_of
from explorer.rooms.compare.column_rows import ColumnMoved, ColumnsView, SideColumn
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.compared_models import (
    FactsTableRow,
    finding_words,
    measured_cell,
    sentence,
)
from explorer.rooms.compare.facts.facts_table_pane import FactsTable
from explorer.rooms.compare.facts.head_rows import ColumnHeadText
from explorer.rooms.compare.page_rows import BackPage
from explorer.rooms.compare.session import CompareSession, WidthShares
from explorer.transparency.sheet_view.evidence_rows import Quotes
from explorer.transparency.sheet_view.sheet_content import SheetTools
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup

if TYPE_CHECKING:
    from explorer.evaluate.measured_here import MeasuredHere


class EvidencePage(BackPage):
    """``left`` tells that the table is wanted again; ``stepped`` carries the number of another row."""

    stepped = Signal(int)

    def __init__(self, tasks: Tasks | None = None) -> None:
        """``tasks`` render the card that a quote stands in."""
        super().__init__("", self.tr("Back to the table"))
        self._tasks = tasks
        self.setObjectName("compare-row")
        self._group = Elided("", "secondary", "muted")
        self._title = Elided("", "heading")
        self._question = Elided("", "secondary", "muted")
        self.steps = Stepper(self.tr("The row before"), self.tr("The next row"))
        self.steps.stepped.connect(self.stepped)
        self.view = ColumnsView(self.tr("Evidence side by side"))
        words = boxes.column(spacing=1).add(self._group, self._title, self._question)
        self.line.add(boxes.stretched(words), self.steps)
        self.page.addWidget(self.view, 1)

    def show_row(
        self, group: str, row: FactsTableRow, slots: Sequence[ColumnSlot], at: int, count: int
    ) -> None:
        """``at``: the row's number among ``count`` that are shown, from 0."""
        self.setAccessibleName(shown(row.title))
        self._group.setText(shown(group))
        self._title.setText(shown(row.title))
        self._question.setText(shown(row.question))
        self.steps.show_place(at, count)
        self.view.show_columns([EvidenceColumn(slot, row, self._tasks) for slot in slots])


class EvidenceColumn(SideColumn):
    """One model's word, fact, quotes and sources."""

    def __init__(self, slot: ColumnSlot, row: FactsTableRow, tasks: Tasks | None) -> None:
        super().__init__(slot.key, slot.label)
        self._tasks = tasks
        self._shelf = slot.column.shelf if slot.column is not None else None
        name = Para(slot.label, "heading", most=2)
        name.setToolTip(plain_tip(slot.label))
        boxes.column(self.head, margins=(18, 9, 14, 9)).addWidget(name)
        page = QWidget()
        lines = boxes.column(page, margins=(18, 14, 14, 14), spacing=8)
        column = slot.column
        finding = column.get(row.dimension) if column is not None else None
        parts = _parts(slot, finding, self._show_source)
        if row.subject and column is not None:
            parts = _measured_parts(column.measured_in(row))
        lines.add(*parts, boxes.STRETCH)
        self.body.addWidget(Scroll(page, self.tr("Evidence of {model}").format(model=slot.label)))

    def _show_source(self, evidence: Evidence) -> None:
        """The text that the quote stands in, over the window."""
        source = self._shelf.get(evidence) if self._shelf is not None else None
        if source is not None:
            SourcePopup(evidence, source, self, self._tasks).open_over(self)


def _parts(
    slot: ColumnSlot, finding: Finding | None, show_source: Callable[[Evidence], None]
) -> list[QWidget]:
    if slot.problem is not None:
        return [Para(slot.problem.words, tone="muted")]
    if finding is None:
        return [VerdictLabel(Verdict.NOT_CHECKED)]
    shelf = slot.column.shelf if slot.column is not None else None
    fact = sentence(shown(finding.text or finding_words(finding)))
    mark = VerdictLabel(mark_of(finding))
    parts: list[QWidget] = [mark]
    if fact != mark.text():
        parts.append(Para(fact, "strong"))
    return [*parts, Quotes(finding, shelf, show_source)]


def _measured_parts(measured: "MeasuredHere | None") -> list[QWidget]:
    told = measured_cell(measured)
    parts: list[QWidget] = [
        Para(sentence(shown(told.fact)), "strong"),
        Para(shown(told.source), tone="muted"),
    ]
    if measured is None:
        return parts[:1]
    return [*parts, Para(shown(measured.caveat), "secondary", "muted")]


class FactsPane(QStackedWidget):
    """The table of what is known of the models, or one row of it."""

    def __init__(
        self,
        session: CompareSession,
        head_words: Callable[[ColumnSlot], ColumnHeadText],
        add: Callable[[Callable[[], QWidget]], object],
        tools: SheetTools,
    ) -> None:
        super().__init__()
        self._session = session
        self.table = FactsTable(head_words, add, tools)
        self.table.row_chosen.connect(self._open)
        self._page = EvidencePage(tools.tasks)
        self._page.left.connect(self.leave)
        self._page.stepped.connect(self._step)
        for drags in (self.table.drags, self._page.view.drags):
            drags.moved.connect(self._move)
        for part in (self.table, self._page):
            self.addWidget(part)
        self._row = -1
        session.columns_changed.add(self.show_slots)
        session.widths_changed.add(self._show_widths)
        self._show_widths(session.widths)

    @property
    def is_open(self) -> bool:
        """Whether a row is shown instead of the table."""
        return self.currentWidget() is self._page

    def show_slots(self, slots: Sequence[ColumnSlot]) -> None:
        shown_row = self.table.facts.rows[self._row] if self.is_open else None
        self.table.show_slots(slots)
        if self.is_open:
            rows = self.table.facts.rows
            self._show(rows.index(shown_row)) if shown_row in rows else self.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.board.measure()

    def _show_widths(self, widths: WidthShares) -> None:
        self.table.show_widths(widths)
        self._page.view.show_widths(widths)

    def take_focus(self) -> None:
        (self._page.back if self.is_open else self.table).setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to the table, where it was left."""
        self.setCurrentWidget(self.table)
        self.table.setFocus()

    @Slot(int)
    def _open(self, row: int) -> None:
        self._show(row)
        self.setCurrentWidget(self._page)
        self._page.back.setFocus()

    @Slot(int)
    def _step(self, at: int) -> None:
        self._show(self._seen()[at])
        self._page.steps.take_focus()

    def _seen(self) -> list[int]:
        """The numbers of the rows that are not hidden."""
        rows = enumerate(self.table.facts.rows)
        return [number for number, row in rows if not row.is_group and not self.table.isRowHidden(number)]

    def _show(self, number: int) -> None:
        facts, seen = self.table.facts, self._seen()
        if number not in seen:
            self.leave()
            return
        self._row = number
        group = next(row.title for row in reversed(facts.rows[:number]) if row.is_group)
        self._page.show_row(group, facts.rows[number], facts.slots, seen.index(number), len(seen))

    @Slot(object)
    def _move(self, moved: ColumnMoved) -> None:
        self._session.board.move(moved.key, moved.by)
