"""The head of the facts: how many questions are answered in which way, each with its mark and its word."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Dossier, Evidence, FactGroup, Finding
from explorer.domain.words import joined
from explorer.kit.boxes import column
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout, discard
from explorer.kit.section import Section
from explorer.kit.skeleton import Skeleton
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.verdict_marks import VerdictLabel
from explorer.transparency.licensing.chain import LicenseChain, disagreeing
from explorer.transparency.rubric import group_title, of_group
from explorer.transparency.sheet_view.chain_rows import ChainView
from explorer.transparency.sheet_view.counts import Counted, count_words, counted, group_note
from explorer.transparency.sheet_view.finding_rows import FindingRow, QuoteAndPlace, quote_and_place
from explorer.transparency.sheet_view.lineage_rows import LineageView
from explorer.transparency.sheet_view.part_rows import BuiltPart, SheetPart
from explorer.transparency.sheet_view.sheet_content import SheetContent


class CountsHead(QWidget):
    """A heading, and the counts beside each other; on to the next line where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        page = column(self, margins=(0, 8, 0, 0), spacing=4)
        page.addWidget(Label(self.tr("What it discloses"), "heading"))
        counts = QWidget()
        self._flow = FlowLayout(spacing=look_of(self).sizes.px(18))
        counts.setLayout(self._flow)
        page.addWidget(counts)
        self._counts: tuple[tuple[Counted, int], ...] = ()
        self._labels: list[VerdictLabel] = []

    def show_counts(self, dossier: Dossier) -> None:
        counts = counted(dossier.findings)
        if counts == self._counts:
            return
        discard(self._flow, *self._labels)
        self._counts = counts
        self._labels = [VerdictLabel(kind, shown(count_words(kind, count))) for kind, count in counts]
        self._flow.add(*self._labels)


_LINES = 8  # of a page that is being read


def counts_part() -> SheetPart:
    """How many questions are answered in which way, and what was odd about the card; before, its outline."""
    return SheetPart(lambda now: now.dossier.problems if now.dossier is not None else None, _counts)


def _counts(content: SheetContent) -> BuiltPart:
    dossier = content.dossier
    if dossier is None:
        waiting = Skeleton(_LINES, lines=True)
        waiting.setAccessibleName(tr("The card is being read"))
        return BuiltPart((waiting,))
    head = CountsHead()
    notes = (Para(shown(words), tone="muted") for words in dossier.problems)
    return BuiltPart((head, *notes), lambda now: head.show_counts(now.dossier or dossier))


def group_part(
    group: FactGroup,
    tab: str = "",
    make: "Callable[[FactGroup, Sequence[Finding]], GroupSection] | None" = None,
) -> SheetPart:
    """Built from which questions there are; what is said to them is shown in their rows."""

    def found(content: SheetContent) -> list[Finding]:
        return of_group(content.dossier.told, group) if content.dossier is not None else []

    def build(content: SheetContent) -> BuiltPart:
        if not found(content):
            return BuiltPart()
        section = (make or GroupSection)(group, found(content))
        return BuiltPart((section,), lambda now: section.show_facts(found(now), now))

    return SheetPart(lambda content: [finding.dimension for finding in found(content)], build, tab)


class GroupSection(Section):
    """The facts of one group; those of the origin between the picture of the lineage and its licenses."""

    def __init__(self, group: FactGroup, found: Sequence[Finding]) -> None:
        super().__init__(shown(group_title(group)))
        self.rows = tuple(FindingRow(finding) for finding in found)
        self._said: object = None
        self._lineage, self._chain = None, None
        if group is FactGroup.ORIGIN:
            self._lineage, self._chain = LineageView(), ChainView()
        for widget in (self._lineage, *self.rows, self._chain):
            if widget is not None:
                self.body.addWidget(widget)

    def show_facts(self, found: Sequence[Finding], content: SheetContent) -> None:
        if self._lineage is not None and self._chain is not None:
            are_new = [self._lineage.show_content(content), self._chain.show_content(content)]
            if any(are_new):
                put_behind(self.header, [self._lineage, *self.rows, self._chain])
        told = [self.told(finding, content) for finding in found]
        said = [_said(finding) for finding in found], told
        for row, finding, (source, answer) in zip(self.rows, found, told, strict=True):
            row.show_origin(shown(content.title), content.tools)
            if said != self._said:
                row.show_finding(finding, source, answer)
        self._said = said
        self.header.set_note(shown(group_note(found)))

    def told(self, finding: Finding, content: SheetContent) -> tuple[QuoteAndPlace, str]:
        """What stands beside a fact, and what is said instead of its own few words."""
        return _source(finding, content.chain), ""


def _source(finding: Finding, chain: LicenseChain) -> QuoteAndPlace:
    """What the licenses above say stands in full with the chain."""
    if finding.dimension == "license" and chain.conflicts and chain.own is not None:
        own = quote_and_place(chain.own.finding)
        return QuoteAndPlace(own.quote, joined(" · ", (own.place, disagreeing(chain))))
    return quote_and_place(finding)


def _said(finding: Finding) -> tuple[object, ...]:
    """All but when it was read: the same facts need no other rows."""
    return (finding.verdict, finding.text, finding.conflict, finding.searched, finding.holder, finding.proof,
            finding.base, [_place(e) for e in finding.evidence])  # fmt: skip


def _place(evidence: Evidence) -> tuple[object, ...]:
    return evidence.quote, evidence.locator, evidence.repo, evidence.commit, evidence.first_line
