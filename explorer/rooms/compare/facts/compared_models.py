"""A compared model with its facts, and the facts of several models as the rows of a table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.domain.facts import Evidence, FactGroup, Finding, Proof, SourceKind, Verdict
from explorer.domain.local_model import CARD_UNREAD, LocalModel
from explorer.domain.model import Model
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.clock import near_day
from explorer.local.model_facts.file_findings import FILE_DIMENSIONS as FILE_ROWS
from explorer.transparency.rubric import dimensions, group_title, groups, title_of
from explorer.transparency.sheet_view.counts import counts_words
from explorer.transparency.sheet_view.evidence_words import PROOF_SHORT
from explorer.transparency.source_texts import SourceTexts

if TYPE_CHECKING:  # rules of packs and checks: not before they are asked for
    from explorer.evaluate.measured_here import MeasuredHere


@dataclass(frozen=True)
class ComparedModel:
    """One model of a comparison with its facts. ``model`` is ``None`` until it can be asked: it is
    on this disk, or at an endpoint.

    ``place``: the key of the comparison's column that it stands in; "" outside of one. ``shelf``: the texts
    that its quotes stand in, ``None`` until the models above it were read. ``trouble``: why the Hub, asked
    for a model of this disk, did not answer.
    """

    reference: str  # a local id or a repo id; what is stored
    title: str
    publisher: str
    version: str  # quantization
    size: int | None
    findings: tuple[Finding, ...]
    model: Model | None = None
    variant: Variant | None = None
    repo: Repo | None = None
    place: str = ""
    shelf: SourceTexts | None = None
    trouble: str = ""
    measured: tuple["MeasuredHere", ...] = ()  # of its file, when its facts were read
    claimed: Repo | None = None  # at an endpoint: what the person says it is

    @property
    def file(self) -> LocalModel | None:
        """It, where it lies in a file of this disk."""
        return self.model if isinstance(self.model, LocalModel) else None

    @property
    def key(self) -> str:
        """What answers refer to."""
        return self.place or self.reference

    @property
    def label(self) -> str:
        """Name and quantization: tells two files of one model apart."""
        if self.model is not None:
            return self.model.title
        return f"{self.title} · {self.version}" if self.version else self.title

    def measured_in(self, row: "FactsTableRow") -> "MeasuredHere | None":
        """What was measured here of that set or pack."""
        return next((one for one in self.measured if one.subject == row.subject), None)

    def get(self, dimension: str) -> Finding | None:
        return next((f for f in self.findings if f.dimension == dimension), None)


def is_repo(reference: str) -> bool:
    """Whether it refers to a repo, not to a file of this disk."""
    return reference.count("/") == 1 and not reference.lower().endswith(".gguf")


def downloaded_file(column: ComparedModel, models: Sequence[LocalModel]) -> LocalModel | None:
    """The local file of the variant that a repo's column shows."""
    if column.variant is None:
        return None
    name = column.variant.first.path.rsplit("/", 1)[-1]
    return next((m for m in models if m.path.name == name), None)


def finding_words(finding: Finding | None) -> str:
    """The fact in words, silence included."""
    if finding is None:
        return Words("not checked")
    words = {
        Verdict.NOT_DISCLOSED: Words("not disclosed"),
        Verdict.NOT_CHECKED: Words("not checked"),
        Verdict.NOT_APPLICABLE: Words("not applicable"),
    }
    return words.get(finding.verdict) or finding.text


def is_card_unread(column: ComparedModel) -> bool:
    """Whether its repo is known, and nobody has asked for its card yet."""
    return any(finding.text == CARD_UNREAD for finding in column.findings)


_FIRST = "commercial_use"
_QUOTE = 240  # characters: more than two lines never show
_APART = Words("Measured on this machine, in Evaluate: published results ask and count otherwise.")
_OFTEN = 3  # cells of a column that would say the same


@dataclass(frozen=True)
class FactsTableRow:
    """A dimension, a set or pack that models were measured with (``subject``), or the title of a group."""

    title: str
    dimension: str = ""
    question: str = ""
    subject: str = ""

    @property
    def is_group(self) -> bool:
        return not (self.dimension or self.subject)


@dataclass(frozen=True)
class CellText:
    """What a cell says: the fact, a verbatim quote, and where it was read. Each may be empty."""

    fact: str
    quote: str = ""
    source: str = ""
    why: str = ""  # nothing was looked up: told over the column, so the cell has its mark only

    @property
    def spoken(self) -> str:
        quote = f"“{self.quote}”" if self.quote else ""
        return ", ".join(part for part in (self.why or self.fact, quote, self.source) if part)


def rows_of(columns: Sequence[ComparedModel]) -> tuple[FactsTableRow, ...]:
    """The rubric's order, only dimensions that some column has a finding for, then the file's own rows.

    Without a column every row there may be: the shape of the table while the first one loads.
    """
    known = {finding.dimension for column in columns for finding in column.findings}
    rows: list[FactsTableRow] = []
    for group in groups():
        found = [row for row in _group_rows(group) if not columns or row.dimension in known]
        if found:
            rows += [FactsTableRow(group_title(group)), *found]
    measured = {one.subject: one.title for column in columns for one in column.measured}
    if measured:
        rows.append(FactsTableRow(Words("Measured here")))
        rows += [
            FactsTableRow(title, question=_APART, subject=subject) for subject, title in measured.items()
        ]
    return tuple(rows)


def _group_rows(group: FactGroup) -> Iterator[FactsTableRow]:
    """As the rubric has them, but what people ask first comes first: may I use it at work?"""
    own = (dimension for dimension in dimensions() if dimension.group is group)
    for dimension in sorted(own, key=lambda one: one.id != _FIRST):
        yield FactsTableRow(title_of(dimension.id), dimension.id, dimension.question)
    if group is FactGroup.FILE:
        for dimension_id in FILE_ROWS:
            yield FactsTableRow(title_of(dimension_id), dimension_id)


def why_unchecked(column: ComparedModel) -> str:
    """The one reason why several rows could not be looked up, to be said once over the column; else ""."""
    reasons = (f.text for f in column.findings if f.verdict is Verdict.NOT_CHECKED)
    told = Counter(text for text in reasons if text and text.casefold() != finding_words(None))
    why, often = next(iter(told.most_common(1)), ("", 0))
    return why if often >= _OFTEN else ""


def cell_of(finding: Finding | None, why: str = "") -> CellText:
    """``Words`` begin as they are; ``sentence`` gives what is shown a capital.

    ``why``: what stands over the column, see ``why_unchecked``.
    """
    fact = (finding.text if finding else "") or finding_words(finding)
    if finding is None:
        return CellText(fact)
    if (
        why
        and finding.verdict is Verdict.NOT_CHECKED
        and fact.casefold() in (why.casefold(), finding_words(None))
    ):
        return CellText("", why=why)
    if not finding.evidence:
        return CellText(fact, source=joined(" · ", (searched_text(finding.searched), base_text(finding))))
    first = finding.evidence[0]
    if finding.conflict:
        return CellText(fact, _short(first), Words("sources disagree: {what}", what=finding.conflict))
    proof = PROOF_SHORT[finding.proof] if finding.proof is not Proof.CLAIMED else ""  # goes without saying
    return CellText(fact, _short(first), joined(" · ", (source_of(first), proof)))


def measured_cell(measured: "MeasuredHere | None") -> CellText:
    """What came out, when and on what conditions."""
    if measured is None:
        return CellText(Words("not measured here"))
    day = near_day(datetime.fromisoformat(measured.began_at))
    return CellText(measured.words, source=joined(" · ", (day, measured.conditions)))


def searched_text(places: Sequence[str]) -> str:
    """Where it was looked for in vain: "searched: card, Hub answer"; "" where nothing was at hand."""
    return Words("searched: {places}", places=enumerated(places)) if places else ""


def base_text(finding: Finding) -> str:
    """What the model above says, which does not count for this one; "" where it is silent too."""
    base = finding.base
    return Words("{repo}, its base: {fact}", repo=base.holder, fact=base.text) if base else ""


def source_of(evidence: Evidence) -> Words:
    """Where it was read, in a few words; up the lineage, whose it is."""
    if evidence.hop:
        publisher = evidence.repo.split("/", 1)[0] or Words("a base model")
        return Words("from {publisher}, {hops} up", publisher=publisher, hops=evidence.hop)
    return evidence.place


def differs(row: FactsTableRow, columns: Sequence[ComparedModel]) -> bool:
    """Whether two columns say something different about this dimension."""
    if row.subject:
        words = {one.words if one is not None else "" for one in (c.measured_in(row) for c in columns)}
        return len(words) > 1
    told = {_essence(column.get(row.dimension)) for column in columns}
    return len(told) > 1


def hidden_rows(rows: Sequence[FactsTableRow], columns: Sequence[ComparedModel]) -> frozenset[int]:
    """The numbers of those in which all say the same, and of the groups that have no other."""
    groups = [number for number, row in enumerate(rows) if row.is_group]
    alike = {n for n, row in enumerate(rows) if not row.is_group and not differs(row, columns)}
    empty = {
        first
        for first, end in zip(groups, [*groups[1:], len(rows)], strict=True)
        if alike.issuperset(range(first + 1, end))
    }
    return frozenset(alike | empty)


def counts_text(column: ComparedModel) -> Words:
    """ "9 open · 4 partial · 7 not disclosed", as the sheet counts them."""
    return counts_words(f for f in column.findings if f.dimension not in FILE_ROWS)


def _essence(finding: Finding | None) -> tuple[str, str]:
    if finding is None:
        return ("", "")
    return (str(finding.verdict), finding.text)


def _short(evidence: Evidence) -> str:
    """The quote on one line; a bare number of a header says nothing that the fact does not."""
    quote = evidence.words
    if evidence.kind in (SourceKind.HEADER, SourceKind.API, SourceKind.FILE) and quote.isdecimal():
        return ""
    return quote if len(quote) <= _QUOTE else f"{quote[:_QUOTE]}…"


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    is_name = "/" in text.split(" ", 1)[0]  # a repo or data set is spelled as it is
    return text if is_name else text[:1].upper() + text[1:]
