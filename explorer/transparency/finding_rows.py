"""One finding as a row, and every quote behind it with its place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.words import Words, joined
from explorer.kit.facts import FactRow
from explorer.kit.language import shown, tr
from explorer.kit.marks import mark_of
from explorer.kit.popup import Popup
from explorer.kit.text import Label, Para, Quote
from explorer.kit.theme import look_of
from explorer.transparency.rubric import title_of

_QUOTED = 90  # characters of the first quote that stand in the row
_MOST_QUOTES, _LONGEST_QUOTE = 6, 600


class FindingRow(FactRow):
    """One finding; a click shows every quote with its place."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        title, fact = shown(title_of(finding.dimension)), shown(finding.text)
        super().__init__(title, mark_of(finding), fact, shown(source_words(finding)), parent)
        self._finding = finding
        self.clicked.connect(self._open)

    @Slot()
    def _open(self) -> None:
        EvidencePopup(self._finding, self).open_below(self)


def source_words(finding: Finding) -> str:
    """The first quote and its place, or where it was looked for."""
    if finding.conflict:
        return finding.conflict
    if finding.evidence:
        first = finding.evidence[0]
        rest = "…" if len(first.words) > _QUOTED else ""
        quote = Words("“{quote}”", quote=f"{first.words[:_QUOTED]}{rest}")
        return joined(" · ", (quote, _short_place(first)))
    if finding.searched:
        return Words("searched: {places}", places=_list(finding.searched))
    return ""


def _short_place(evidence: Evidence) -> Words:
    """The place without the key that the quote itself begins with."""
    if evidence.words.startswith(f"{evidence.locator}:"):
        if evidence.kind is SourceKind.API:
            return Words("Hub answer")
        if evidence.kind is SourceKind.HEADER:
            return Words("GGUF header")
    return evidence.place


class EvidencePopup(Popup):
    """The quotes of a finding, each with the place it was read at."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        title = shown(title_of(finding.dimension))
        super().__init__(title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(look_of(self).sizes.px(460))
        self.body.addWidget(Label(title, "heading"))
        if finding.conflict:
            self.body.addWidget(Para(shown(finding.conflict), tone="caution"))
        if not finding.evidence:
            self.body.addWidget(Para(shown(_silence(finding)), tone="muted"))
        for evidence in finding.evidence[:_MOST_QUOTES]:
            self.body.addWidget(Quote(evidence.quote.strip()[:_LONGEST_QUOTE]))
            self.body.addWidget(Label(_where(evidence), "source", "muted", selectable=True))


def _where(evidence: Evidence) -> str:
    """Place, repo and commit, date: a line each."""
    repo = evidence.repo
    if evidence.commit:
        repo = tr("{repo} at {commit}").format(repo=repo, commit=evidence.commit[:12])
    read = tr("read {date}").format(date=f"{evidence.read_at:%Y-%m-%d}") if evidence.read_at else ""
    return "\n".join(line for line in (shown(evidence.place), repo, read) if line)


def _silence(finding: Finding) -> str:
    if finding.text:
        return finding.text
    if not finding.searched:
        return Words("Not checked: neither a card nor an answer of the Hub is at hand.")
    return Words("Nothing was found about this. Searched: {places}.", places=_list(finding.searched))


def _list(places: Sequence[str]) -> Words:
    return enumerated(places)
