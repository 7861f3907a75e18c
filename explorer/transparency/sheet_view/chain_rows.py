"""The licenses along the lineage, the strictest first: whether they agree, and each with its quote."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words, joined
from explorer.kit.boxes import Row, column, row
from explorer.kit.buttons import UnfoldLink
from explorer.kit.facts import FactRow
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.section import Section
from explorer.kit.tab_order import put_behind
from explorer.kit.text import IconLabel, Para
from explorer.kit.verdict_marks import Mark, mark_of
from explorer.transparency.licensing.chain import (
    CHAIN_TITLE,
    RULE,
    ChainVerdict,
    LicenseChain,
    LicenseStep,
    chain_note,
    silent_licenses,
)
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.finding_rows import quote_and_place
from explorer.transparency.sheet_view.sheet_content import SheetContent, SheetTools

_MOST = 6  # licenses, until all are wanted
_NAME = 210  # pixels at 100 % for the name of a repo

_SIGNS: dict[ChainVerdict, tuple[str, str]] = {
    "conflict": ("warning", "bad"),
    "same": ("check", "good"),
    "stricter": ("check", "good"),
    "unknown": ("info", "caution"),
    "not_stated": ("info", "muted"),
}


class ChainView(QWidget):
    """Folded while there is nothing to be careful about. Not there where no model above states a license."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: object = None
        self._verdict: ChainVerdict | None = None
        self._page: QWidget | None = None
        self.rows: tuple[StepRow, ...] = ()
        self.section = Section(shown(CHAIN_TITLE), opened=False, role="strong")
        column(self, margins=(0, 2, 0, 4)).addWidget(self.section)
        self.hide()

    def show_content(self, content: SheetContent) -> bool:
        """Whether other rows are shown now."""
        chain = content.chain
        is_whole = not content.asking
        self.setVisible(any(step.hops for step in chain.steps))
        for step_row in self.rows:
            step_row.tools = content.tools
        stated = [(step.repo, step.finding.text) for step in chain.steps]
        facts = stated, chain.silent, chain.verdict, is_whole
        if facts == self._facts:
            return False
        self._facts = facts
        self._show_chain(chain, content, is_whole=is_whole)
        return True

    def _show_chain(self, chain: LicenseChain, content: SheetContent, *, is_whole: bool) -> None:
        """Before all were read only what disagrees is said for sure."""
        is_sure = is_whole or bool(chain.conflicts)
        self.section.header.set_note(
            shown(chain_note(chain) if is_sure else Words("those that were read so far"))
        )
        if is_sure and chain.verdict != self._verdict:
            self._verdict = chain.verdict
            self.section.set_open(chain.verdict in ("conflict", "unknown"))
        discard(self.section.body, self._page)
        self._page = self._build(chain, content.tools, is_sure=is_sure)
        self.section.body.addWidget(self._page)
        put_behind(self.section.header, [self._page])

    def _build(self, chain: LicenseChain, tools: SheetTools, *, is_sure: bool) -> QWidget:
        page = QWidget()
        lines = column(page, spacing=2)
        if is_sure:
            lines.addLayout(_said(chain))
            for told in (RULE if chain.conflicts else "", silent_licenses(chain)):
                if told:
                    lines.addWidget(Para(shown(told), "secondary", "muted"))
        self.rows = tuple(StepRow(step, tools, chain.conflicts) for step in chain.steps)
        lines.add(*self.rows)
        if len(self.rows) > _MOST:
            words = self.tr("Show all {n} licenses").format(n=len(self.rows))
            lines.addWidget(UnfoldLink(words, self.rows[_MOST:]), 0, Qt.AlignmentFlag.AlignLeft)
        return page


def _said(chain: LicenseChain) -> Row:
    """The answer in a sentence, its sign before it."""
    icon, tone = _SIGNS[chain.verdict]
    line = row(spacing=8)
    line.addWidget(IconLabel(icon, tone, 16))
    line.addWidget(Para(shown(chain.words), tone="bad" if chain.conflicts else ""), 1)
    return line


class StepRow(FactRow):
    """What one model of the lineage states; a click shows the quote, and leads to where it stands."""

    def __init__(self, step: LicenseStep, tools: SheetTools, conflicts: Sequence[LicenseStep] = ()) -> None:
        is_part = step in conflicts or (bool(conflicts) and not step.hops)
        mark: Mark = "conflict" if is_part else mark_of(step.finding)
        self.step, self.tools = step, tools
        self._who = shown(step.repo if step.hops else Words("this model"))
        up = Words("{hops} up", hops=step.hops) if step.hops else ""
        said = quote_and_place(step.finding)
        source = joined(" · ", (up, said.place))
        fact, quote = shown(step.finding.text), shown(said.quote)
        spoken = "" if is_part else fact
        super().__init__(self._who, mark, fact, shown(source), quote=quote, spoken=spoken, label_width=_NAME)
        self.clicked.connect(self._open)

    @Slot()
    def _open(self) -> None:
        popup = EvidencePopup(self._who, self.step.told, self.tools, self)
        popup.open_below(self)
