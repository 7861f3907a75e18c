"""The facts of several models as the rows of one table: what stands in a cell, and where models differ."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from explorer.compare.columns import Column
from explorer.compare.report import words_of
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Evidence, Finding, Group, Proof, SourceKind, Verdict
from explorer.domain.words import Words, joined
from explorer.local.file_facts import OF_THE_FILE as FILE_ROWS
from explorer.transparency.counts import counts_words
from explorer.transparency.rubric import dimensions, group_title, groups, title_of

_FIRST = "commercial_use"
_QUOTE = 240  # characters: more than two lines never show
_OFTEN = 3  # cells of a column that would say the same


_PROOF = {  # what goes without saying, that somebody claims it, is left out
    Proof.RESOLVES: Words("address exists"),
    Proof.VERIFIED: Words("checked"),
}


@dataclass(frozen=True)
class Row:
    """A dimension, or, with an empty ``dimension``, the title of a group."""

    title: str
    dimension: str = ""
    question: str = ""

    @property
    def is_group(self) -> bool:
        return not self.dimension


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


def rows_of(columns: Sequence[Column]) -> tuple[Row, ...]:
    """The rubric's order, only dimensions that some column has a finding for, then the file's own rows."""
    known = {finding.dimension for column in columns for finding in column.findings}
    return _rows(lambda row: row.dimension in known)


def all_rows() -> tuple[Row, ...]:
    """Every row there may be: the shape of the table while the first column loads."""
    return _rows(lambda _row: True)


def _rows(wanted: Callable[[Row], bool]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for group in groups():
        found = [row for row in _group_rows(group) if wanted(row)]
        if found:
            rows += [Row(group_title(group)), *found]
    return tuple(rows)


def _group_rows(group: Group) -> Iterator[Row]:
    """As the rubric has them, but what people ask first comes first: may I use it at work?"""
    own = (dimension for dimension in dimensions() if dimension.group is group)
    for dimension in sorted(own, key=lambda one: one.id != _FIRST):
        yield Row(title_of(dimension.id), dimension.id, dimension.question)
    if group is Group.FILE:
        for dimension_id in FILE_ROWS:
            yield Row(title_of(dimension_id), dimension_id)


def why_unchecked(column: Column) -> str:
    """The one reason why several rows could not be looked up, to be said once over the column; else ""."""
    reasons = (f.text for f in column.findings if f.verdict is Verdict.NOT_CHECKED)
    told = Counter(text for text in reasons if text and text.casefold() != words_of(None))
    why, often = next(iter(told.most_common(1)), ("", 0))
    return why if often >= _OFTEN else ""


def cell_of(finding: Finding | None, why: str = "") -> CellText:
    """``Words`` begin as they are; ``sentence`` gives what is shown a capital.

    ``why``: what stands over the column, see ``why_unchecked``.
    """
    fact = (finding.text if finding else "") or words_of(finding)
    if finding is None:
        return CellText(fact)
    if why and finding.verdict is Verdict.NOT_CHECKED and fact.casefold() in (why.casefold(), words_of(None)):
        return CellText("", why=why)
    if not finding.evidence:
        return CellText(fact, source=joined(" · ", (searched_text(finding), base_text(finding))))
    first = finding.evidence[0]
    if finding.conflict:
        return CellText(fact, _short(first), Words("sources disagree: {what}", what=finding.conflict))
    return CellText(fact, _short(first), joined(" · ", (source_of(first), _PROOF.get(finding.proof, ""))))


def searched_text(finding: Finding) -> str:
    """Where it was looked for in vain: "searched: card, Hub answer"; "" where nothing was at hand."""
    return Words("searched: {places}", places=enumerated(finding.searched)) if finding.searched else ""


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


def differs(row: Row, columns: Sequence[Column]) -> bool:
    """Whether two columns say something different about this dimension."""
    told = {_essence(column.get(row.dimension)) for column in columns}
    return len(told) > 1


def counts_text(column: Column) -> Words:
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
