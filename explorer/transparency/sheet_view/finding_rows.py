"""One finding as a row, and every quote behind it with its place."""

from dataclasses import dataclass

from PySide6.QtCore import Slot

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.facts import FactRow
from explorer.kit.language import shown
from explorer.kit.verdict_marks import mark_of
from explorer.transparency.rubric import TERMS, title_of
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.evidence_words import PROOF_SHORT, short_place
from explorer.transparency.sheet_view.sheet_content import SheetTools

_SENTENCE = 20  # characters that are more than a word or a name
_QUOTED = 90  # characters of the first quote that stand in the row


@dataclass(frozen=True)
class QuoteAndPlace:
    """What stands beside a fact: words of its source, "" where they say no more, and our own about them."""

    quote: str
    place: str


class FindingRow(FactRow):
    """One finding; a click shows every quote with its place."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(shown(title_of(finding.dimension)), mark_of(finding))
        self.show_origin("", SheetTools())
        self.show_finding(finding, quote_and_place(finding))
        self.clicked.connect(self._open)

    def show_origin(self, model: str, tools: SheetTools) -> None:
        """Of which model it is, and what the panel behind it can ask."""
        self._model, self.tools = model, tools

    def show_finding(self, finding: Finding, said: QuoteAndPlace, answer: str = "") -> None:
        """Another answer to the same question. ``answer``: said instead of the finding's own few words."""
        # Of what nobody read the reason stands beside it, in ``said``.
        is_unread = finding.verdict is Verdict.NOT_CHECKED and not finding.evidence
        self.finding, fact = finding, shown(answer) or ("" if is_unread else shown(finding.text))
        spoken = fact if finding.dimension in TERMS else ""  # no license is "partial"
        self.show_fact(
            shown(title_of(finding.dimension)),
            mark_of(finding),
            fact,
            shown(said.place),
            quote=shown(said.quote),
            spoken=spoken,
        )

    @Slot()
    def _open(self) -> None:
        popup = EvidencePopup(self._model, self.finding, self.tools, self)
        popup.open_below(self)


def quote_and_place(finding: Finding) -> QuoteAndPlace:
    """The first quote, and where it was read; or where it was looked for."""
    return QuoteAndPlace(_quote_words(finding), _place_words(finding))


def _quote_words(finding: Finding) -> str:
    """Where it says more than the fact."""
    if finding.conflict or not finding.evidence or _is_the_fact(finding, finding.evidence[0]):
        return ""
    return _quoted(finding.evidence[0])


def _place_words(finding: Finding) -> str:
    """Where it was read, how far up and how far proven; or where it was looked for."""
    if finding.conflict:
        return joined(" · ", (finding.conflict, *_standing(finding)))
    if finding.evidence:
        return joined(" · ", (short_place(finding.evidence[0]), *_standing(finding)))
    if finding.verdict is Verdict.NOT_CHECKED and finding.text:
        return finding.text
    searched = Words("searched: {places}", places=enumerated(finding.searched)) if finding.searched else ""
    base = (
        Words("{repo}, its base: {fact}", repo=finding.base.holder, fact=finding.base.text)
        if finding.base
        else ""
    )
    return joined(" · ", (searched, base))


def _quoted(evidence: Evidence) -> Words:
    rest = "…" if len(evidence.words) > _QUOTED else ""
    return Words("“{quote}”", quote=f"{evidence.words[:_QUOTED]}{rest}")


def _is_the_fact(finding: Finding, evidence: Evidence) -> bool:
    """Whether the fact is the quoted sentence, whole, which then need not stand twice in a row."""
    return len(finding.text) >= _SENTENCE and evidence.words.lstrip("-*• ").startswith(finding.text)


def _standing(finding: Finding) -> tuple[Words, ...]:
    """How far up the one is that says it, and how far that is proven."""
    if finding.verdict not in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED):
        return ()
    up = (Words("{hops} up", hops=finding.hops),) if finding.hops else ()
    return (*up, PROOF_SHORT[finding.proof])
