"""A report as typed values: the one thing that every format is written from, so that they cannot disagree.

Texts may be ``Words``; they are said in a language when a report is written (``report_blocks.spoken``).
What is not known stays ``None`` or empty and is written as "not disclosed", "not measured", "not told".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explorer.domain.facts import FactGroup, Proof, SourceKind, Verdict
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.results import MachineRecord
from explorer.rooms.compare.document.votes import Pairing
from explorer.rooms.compare.measurements.measures import Estimate, Measurement


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
    publisher: str
    version: str
    size: int | None
    is_local: bool
    as_of: datetime | None
    facts: tuple[ReportFact, ...]
    permission: tuple[ReportPermission, ...]
    counts: tuple[DisclosureCount, ...]
    settings: str = ""
    problem: str = ""  # why its facts could not be read


@dataclass(frozen=True)
class ReportPrompt:
    """One prompt."""

    key: str
    title: str
    text: str
    source: str = ""


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
    prompts: tuple[ReportPrompt, ...]
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
