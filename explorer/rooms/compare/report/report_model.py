"""A report as typed values: the one thing that every format is written from, so that they cannot disagree.

Texts may be ``Words``; they are said in a language when a report is written (``report_blocks.spoken``).
What is not known stays ``None`` or empty and is written as "not disclosed", "not measured", "not told".
Every question of the rubric is there, with verdict, quote, source and proof.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from explorer.base.machine_record import MachineRecord
from explorer.domain.facts import Dossier, Evidence, FactGroup, Finding, Proof, SourceKind, Verdict
from explorer.evaluate.measured_here import MeasuredHere
from explorer.hub.repo_names import is_commit, is_repo_id
from explorer.local.model_facts.file_findings import FILE_DIMENSIONS
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import Prompt
from explorer.rooms.compare.document.votes import Pairing
from explorer.rooms.compare.facts.compared_models import ComparedModel, base_text, finding_words
from explorer.rooms.compare.measurements.measures import Estimate, Measurement
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.rubric import dimensions, groups, title_of


@dataclass(frozen=True)
class ReportSource:
    """Where a fact was read. ``quote`` is verbatim, ``plain`` the same without Markdown, as people read it.

    ``url`` opens it at that commit, "" where none does.
    """

    quote: str
    place: str
    kind: SourceKind
    locator: str
    repo: str = ""
    commit: str = ""
    first_line: int = 0
    last_line: int = 0
    hop: int = 0
    read_at: datetime | None = None
    url: str = ""
    plain: str = ""


@dataclass(frozen=True)
class ReportFact:
    """One question of the rubric and what is known. ``holder``: who says it, where that is a model above.

    ``base``: what the model above says, in words, where that does not count for this one.
    """

    dimension: str
    group: FactGroup
    title: str
    verdict: Verdict
    text: str
    value: Any = None
    conflict: str = ""
    proof: Proof = Proof.CLAIMED
    holder: str = ""
    hops: int = 0
    searched: tuple[str, ...] = ()
    sources: tuple[ReportSource, ...] = ()
    base: str = ""

    @property
    def mark(self) -> str:
        """The shape beside it: the verdict, or "conflict"."""
        return "conflict" if self.conflict else str(self.verdict)


@dataclass(frozen=True)
class ReportPermission:
    """One line of the answer to "May I use it?". ``source``: an address of the license's text, or ""."""

    text: str
    source: str = ""
    dated: str = ""


@dataclass(frozen=True)
class DisclosureCount:
    """How much one group of the rubric discloses: so many ``disclosed`` of those ``asked``.

    What does not apply to a model is not asked; ``unchecked`` of them could not be looked for.
    """

    group: FactGroup
    disclosed: int
    asked: int
    unchecked: int = 0


@dataclass(frozen=True)
class ReportedModel:
    """One column. ``as_of``: when its facts were read from the Hub. ``settings``: only what is its own."""

    key: str
    reference: str
    label: str
    title: str
    publisher: str = ""
    version: str = ""
    size: int | None = None
    is_local: bool = False
    as_of: datetime | None = None
    facts: tuple[ReportFact, ...] = ()
    permission: tuple[ReportPermission, ...] = ()
    counts: tuple[DisclosureCount, ...] = ()
    settings: str = ""
    problem: str = ""  # why its facts could not be read
    measured: tuple[MeasuredHere, ...] = ()


@dataclass(frozen=True)
class ReportAnswer:
    """What stands in one cell: an answer, or why there is no whole one (``problem``).

    ``thought``: what the model thought before, ``thought_s`` seconds long; ``text`` is without it.
    ``numbers`` and ``conditions`` belong to each other. ``repeats``: how often it was asked; the last
    answer is shown. ``is_stale``: it was asked in another way than the comparison says now. ``untold``: why
    its hash, memory, tokens or what was sent are not known.
    """

    column: str
    prompt: str
    point: str
    text: str = ""
    reason: str = ""
    numbers: str = ""
    conditions: str = ""
    sha256: str = ""
    system: str = ""
    at: datetime | None = None
    repeats: int = 1
    is_stale: bool = False
    problem: str = ""
    thought: str = ""
    thought_s: float | None = None
    untold: str = ""


@dataclass(frozen=True)
class OwnConditions:
    """What the numbers of one column hold for, beside what all have in common."""

    column: str
    text: str


@dataclass(frozen=True)
class ReportUnknowns:
    """What is not known of one column: titles of the rubric, and how many prompts it did not answer."""

    column: str
    not_disclosed: tuple[str, ...]
    not_checked: tuple[str, ...]
    unanswered: int


@dataclass(frozen=True)
class Report:
    """Everything a report says. ``comparison`` can be imported again; the rest was read out of it."""

    title: str
    made_at: datetime
    app: str
    system: str
    sampling: str
    models: tuple[ReportedModel, ...]
    prompts: tuple[Prompt, ...]
    cautions: tuple[str, ...]
    said: tuple[ReportAnswer, ...]
    measurements: tuple[Measurement, ...]
    left_out: str  # which answers no number is made of
    conditions: tuple[str, ...]  # every set of them
    shared_conditions: str  # that all numbers have in common
    own_conditions: tuple[OwnConditions, ...]
    estimates: tuple[Estimate, ...]
    preferences: tuple[Pairing, ...]
    unknown: tuple[ReportUnknowns, ...]
    machines: tuple[MachineRecord, ...]
    comparison: ComparisonRecord

    def label(self, column: str) -> str:
        """What a column is called."""
        return next((model.label for model in self.models if model.key == column), column)

    def cell(self, column: str, prompt: str, point: str) -> ReportAnswer | None:
        cells = (one for one in self.said if (one.column, one.prompt, one.point) == (column, prompt, point))
        return next(cells, None)


_HUB = "https://huggingface.co"
_DISCLOSED = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)


def facts_of(column: ComparedModel) -> tuple[ReportFact, ...]:
    """The rubric in its order, then what was read of the file; what nobody looked for is not checked."""
    asked = [(one.id, one.group) for one in dimensions()]
    asked += [(name, FactGroup.FILE) for name in FILE_DIMENSIONS]
    return tuple(_fact(name, group, column.get(name)) for name, group in asked)


def permission_of(column: ComparedModel, licenses: Licenses) -> tuple[ReportPermission, ...]:
    """May I use it commercially? In words anyone understands, the answer first."""
    lines = permission(Dossier(column.reference, column.findings), licenses)
    return tuple(ReportPermission(line.text, line.source, line.dated) for line in lines)


def counts_of(facts: Sequence[ReportFact]) -> tuple[DisclosureCount, ...]:
    """How much each group discloses. A count of answers, never a score: questions weigh differently."""
    return tuple(_count(group, facts) for group in groups())


def unknown_of(key: str, facts: Sequence[ReportFact], unanswered: int) -> ReportUnknowns:
    def titles(verdict: Verdict) -> Iterator[str]:
        return (fact.title for fact in facts if fact.verdict is verdict)

    return ReportUnknowns(
        key, tuple(titles(Verdict.NOT_DISCLOSED)), tuple(titles(Verdict.NOT_CHECKED)), unanswered
    )


def _count(group: FactGroup, facts: Sequence[ReportFact]) -> DisclosureCount:
    own = [f for f in facts if f.group is group and f.dimension not in FILE_DIMENSIONS]
    asked = [fact for fact in own if fact.verdict is not Verdict.NOT_APPLICABLE]
    disclosed = sum(fact.verdict in _DISCLOSED for fact in asked)
    return DisclosureCount(
        group, disclosed, len(asked), sum(fact.verdict is Verdict.NOT_CHECKED for fact in asked)
    )


def _fact(dimension: str, group: FactGroup, finding: Finding | None) -> ReportFact:
    title, text = title_of(dimension), finding_words(finding)
    if finding is None:
        return ReportFact(dimension, group, title, Verdict.NOT_CHECKED, text)
    return ReportFact(
        dimension,
        group,
        title,
        finding.verdict,
        text,
        _plain(finding.value),
        finding.conflict,
        finding.proof,
        finding.holder,
        finding.hops,
        tuple(finding.searched),
        tuple(_source(one) for one in finding.evidence),
        base_text(finding),
    )


def _source(evidence: Evidence) -> ReportSource:
    return ReportSource(
        quote=evidence.quote,
        place=evidence.place,
        kind=evidence.kind,
        locator=evidence.locator,
        repo=evidence.repo,
        commit=evidence.commit,
        first_line=evidence.first_line,
        last_line=evidence.last_line,
        hop=evidence.hop,
        read_at=evidence.read_at,
        url=_url(evidence),
        plain=evidence.plain,
    )


def _url(evidence: Evidence) -> str:
    """The page of the Hub that holds the quote, at the commit that was read; "" for what has none."""
    if not (is_repo_id(evidence.repo) and is_commit(evidence.commit)):
        return ""  # a file of this disk
    repo = f"{_HUB}/{quote(evidence.repo)}"
    if evidence.kind not in (SourceKind.CARD, SourceKind.YAML):
        return f"{repo}/tree/{evidence.commit}"
    line = f"#L{evidence.first_line}" if evidence.first_line else ""
    return f"{repo}/blob/{evidence.commit}/README.md{'?plain=1' if line else ''}{line}"


def _plain(value: Any) -> Any:
    """As it comes back out of JSON, so that a report that was read equals the one that was written."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=str))
