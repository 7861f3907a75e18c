"""One row of the facts, opened: what each model says about it in full, every quote side by side."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.compare.board import Slot as BoardSlot
from explorer.compare.column_rows import ColumnsView, SideColumn
from explorer.compare.page_rows import BackPage
from explorer.compare.report import words_of
from explorer.compare.table import Row, sentence
from explorer.compare.widths import Widths
from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.kit import boxes
from explorer.kit.language import shown
from explorer.kit.marks import VerdictLabel, mark_of
from explorer.kit.scroll import Scroll
from explorer.kit.stepper import Stepper
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Para, plain_tip
from explorer.transparency.evidence_rows import Quotes
from explorer.transparency.source_popup_rows import SourcePopup


class EvidencePage(BackPage):
    """``left`` tells that the table is wanted again; ``stepped`` carries the number of another row."""

    stepped = Signal(int)

    def __init__(self, tasks: Tasks | None = None, parent: QWidget | None = None) -> None:
        """``tasks`` render the card that a quote stands in."""
        super().__init__("", self.tr("Back to the table"), parent)
        self._tasks = tasks
        self.setObjectName("compare-row")
        self._group = Elided("", "secondary", "muted")
        self._title = Elided("", "heading")
        self._question = Elided("", "secondary", "muted")
        self.steps = Stepper(self.tr("The row before"), self.tr("The next row"))
        self.steps.stepped.connect(self.stepped)
        self.view = ColumnsView(self.tr("Evidence side by side"))
        words = boxes.column(spacing=1)
        for label in (self._group, self._title, self._question):
            words.addWidget(label)
        self.line.addLayout(words, 1)
        self.line.addWidget(self.steps)
        self.page.addWidget(self.view, 1)

    def show_row(
        self, group: str, row: Row, slots: Sequence[BoardSlot], at: int, count: int, widths: Widths
    ) -> None:
        """``at``: the row's number among ``count`` that are shown, from 0."""
        self.setAccessibleName(shown(row.title))
        self._group.setText(shown(group))
        self._title.setText(shown(row.title))
        self._question.setText(shown(row.question))
        self.steps.show_place(at, count)
        self.view.show_widths(widths)
        self.view.show_columns([EvidenceColumn(slot, row, self._tasks) for slot in slots])


class EvidenceColumn(SideColumn):
    """One model's word, fact, quotes and sources."""

    def __init__(self, slot: BoardSlot, row: Row, tasks: Tasks | None) -> None:
        super().__init__(slot.key, slot.label)
        self._tasks = tasks
        self._shelf = slot.column.shelf if slot.column is not None else None
        name = Para(slot.label, "heading", most=2)
        name.setToolTip(plain_tip(slot.label))
        boxes.column(self.head, margins=(18, 9, 14, 9)).addWidget(name)
        page = QWidget()
        lines = boxes.column(page, margins=(18, 14, 14, 14), spacing=8)
        finding = slot.column.get(row.dimension) if slot.column is not None else None
        for part in _parts(slot, finding, self._show_source):
            lines.addWidget(part)
        lines.addStretch(1)
        self.body.addWidget(Scroll(page, self.tr("Evidence of {model}").format(model=slot.label)))

    def _show_source(self, evidence: Evidence) -> None:
        """The text that the quote stands in, over the window."""
        source = self._shelf.get(evidence) if self._shelf is not None else None
        if source is not None:
            SourcePopup(evidence, source, self, self._tasks).open_over(self)


def _parts(
    slot: BoardSlot, finding: Finding | None, show_source: Callable[[Evidence], None]
) -> list[QWidget]:
    if slot.problem is not None:
        return [Para(slot.problem.words, tone="muted")]
    if finding is None:
        return [VerdictLabel(Verdict.NOT_CHECKED)]
    shelf = slot.column.shelf if slot.column is not None else None
    fact = sentence(shown(finding.text or words_of(finding)))
    mark = VerdictLabel(mark_of(finding))
    parts: list[QWidget] = [mark]
    if fact != mark.text():
        parts.append(Para(fact, "strong"))
    return [*parts, Quotes(finding, shelf, show_source)]
