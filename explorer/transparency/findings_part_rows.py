"""The facts of the sheet: how much is disclosed, every fact by its group, and what keeps them all.

While the models above are read the facts change one after the other: each row stays, so that nothing that is
being read jumps away or loses the focus.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Dossier, Evidence, Finding, Group
from explorer.domain.words import joined
from explorer.kit.language import shown, tr
from explorer.kit.section import Section
from explorer.kit.skeleton import Skeleton
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Para
from explorer.transparency.chain import LicenseChain
from explorer.transparency.chain_rows import ChainView
from explorer.transparency.chain_words import disagreeing
from explorer.transparency.count_rows import CountsHead
from explorer.transparency.counts import group_note
from explorer.transparency.finding_rows import FindingRow, source_words
from explorer.transparency.keep_rows import KeepFacts
from explorer.transparency.lineage_rows import LineageView
from explorer.transparency.part_rows import Part
from explorer.transparency.rubric import dimensions, group_title, groups
from explorer.transparency.sheet_content import SheetContent

_LINES = 8  # of a page that is being read


class FindingsPart(Part):
    """Built from which questions there are; what is said to them is shown in their rows."""

    def __init__(self) -> None:
        super().__init__()
        self.keep: KeepFacts | None = None
        self._counts: CountsHead | None = None
        self._groups: tuple[_GroupSection, ...] = ()

    def facts(self, content: SheetContent) -> object:
        if content.dossier is None:
            return None
        return [f.dimension for f in content.dossier.told], content.dossier.problems

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self.keep, self._counts, self._groups = None, None, ()
        if content.dossier is None:
            waiting = Skeleton(_LINES, lines=True)
            waiting.setAccessibleName(tr("The card is being read"))
            return (waiting,)
        self._counts = CountsHead()
        self._groups = tuple(
            _GroupSection(group, found) for group in groups() if (found := _of_group(content.dossier, group))
        )
        self.keep = KeepFacts(content, content.dossier)
        problems = (Para(shown(words), tone="muted") for words in content.dossier.problems)
        return (self._counts, *problems, *self._groups, self.keep)

    def follow(self, content: SheetContent) -> None:
        if self.keep is None or self._counts is None or content.dossier is None:
            return
        self.keep.follow(content)
        self._counts.show_counts(content.dossier)
        for section in self._groups:
            section.show_facts(_of_group(content.dossier, section.group), content)


class _GroupSection(Section):
    """The facts of one group; those of the origin between the picture of the lineage and its licenses."""

    def __init__(self, group: Group, found: Sequence[Finding]) -> None:
        super().__init__(shown(group_title(group)))
        self.group = group
        self._rows = tuple(FindingRow(finding) for finding in found)
        self._said: object = None
        self._lineage, self._chain = None, None
        if group is Group.ORIGIN:
            self._lineage, self._chain = LineageView(), ChainView()
        for widget in (self._lineage, *self._rows, self._chain):
            if widget is not None:
                self.body.addWidget(widget)

    def show_facts(self, found: Sequence[Finding], content: SheetContent) -> None:
        if self._lineage is not None and self._chain is not None:
            are_new = [self._lineage.show_content(content), self._chain.show_content(content)]
            if any(are_new):
                put_behind(self.header, [self._lineage, *self._rows, self._chain])
        said = [_said(finding) for finding in found], content.chain.conflicts
        for row, finding in zip(self._rows, found, strict=True):
            row.show_origin(shown(content.title), content.tools)
            if said != self._said:
                row.show_finding(finding, _source(finding, content.chain))
        self._said = said
        self.header.set_note(shown(group_note(found)))


def _source(finding: Finding, chain: LicenseChain) -> str:
    """The words beside a fact. What the licenses above say stands in full with the chain."""
    if finding.dimension == "license" and chain.conflicts and chain.own is not None:
        return joined(" · ", (source_words(chain.own.finding), disagreeing(chain)))
    return source_words(finding)


def _of_group(dossier: Dossier, group: Group) -> list[Finding]:
    group_of = {dimension.id: dimension.group for dimension in dimensions()}
    return [f for f in dossier.told if group_of.get(f.dimension) is group]


def _said(finding: Finding) -> tuple[object, ...]:
    """All but when it was read: the same facts need no other rows."""
    return (finding.verdict, finding.text, finding.conflict, finding.searched, finding.holder, finding.proof,
            finding.base, [_place(e) for e in finding.evidence])  # fmt: skip


def _place(evidence: Evidence) -> tuple[object, ...]:
    return evidence.quote, evidence.locator, evidence.repo, evidence.commit, evidence.first_line
