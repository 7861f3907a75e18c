"""Facts about a model, each with its evidence.

No evidence, no fact: a finding without evidence can only be "not disclosed", "not checked" or "not
applicable", and then says where it was looked for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from explorer.domain.plain_quote import plain_quote
from explorer.domain.words import Words

_GATE = "extra_gated_"  # what a gate asks is Markdown, wherever it was read


class Verdict(StrEnum):
    """How much was disclosed. ``CLOSED`` needs an explicit statement; silence is ``NOT_DISCLOSED``."""

    OPEN = "open"
    PARTIAL = "partial"
    CLOSED = "closed"
    NOT_DISCLOSED = "not_disclosed"
    NOT_CHECKED = "not_checked"
    NOT_APPLICABLE = "not_applicable"


MARK_WORDS: dict[str, Words] = {  # a verdict in a word or two, or that sources disagree
    Verdict.OPEN: Words("Open"),
    Verdict.PARTIAL: Words("Partial"),
    Verdict.CLOSED: Words("Closed"),
    Verdict.NOT_DISCLOSED: Words("Not disclosed"),
    Verdict.NOT_CHECKED: Words("Not checked"),
    Verdict.NOT_APPLICABLE: Words("Not applicable"),
    "conflict": Words("Sources disagree"),
}


class SourceKind(StrEnum):
    """Where a piece of evidence was read."""

    YAML = "yaml"
    CARD = "card"
    API = "api"
    HEADER = "header"
    FILE = "file"


class Proof(StrEnum):
    """How far a statement is proven, apart from how much it says."""

    CLAIMED = "claimed"  # somebody says so
    RESOLVES = "resolves"  # the id or address it names exists
    VERIFIED = "verified"  # bytes were hashed, or a text was matched


class FactGroup(StrEnum):
    """The groups of the rubric, in the order they are shown."""

    RIGHTS = "rights"
    ORIGIN = "origin"
    DATA = "data"
    BUILD = "build"
    USE = "use"
    FILE = "file"


@dataclass(frozen=True)
class Evidence:
    """Where a fact was read. ``quote`` is verbatim.

    ``first_line``/``last_line`` count from 1 in the card or in the file ``path``, 0 where there are none;
    ``hop`` is 0 for the repo itself, 1 for its base, and so on.
    """

    kind: SourceKind
    locator: str  # "license", "Training data", "general.license": key path or heading
    quote: str
    repo: str = ""
    commit: str = ""
    first_line: int = 0
    last_line: int = 0
    hop: int = 0
    read_at: datetime | None = None
    path: str = ""  # of a file of the repo other than its card

    @property
    def plain(self) -> str:
        """The quote as people read it: without Markdown, line by line. ``quote`` stays verbatim."""
        if isinstance(self.quote, Words):  # our own words about a file, which holds no sentence
            return self.quote
        return plain_quote(self.quote) if self._is_markdown else self.quote.strip()

    @property
    def words(self) -> str:
        """The same on one line."""
        plain = self.plain
        return plain if isinstance(plain, Words) else " ".join(plain.split())

    @property
    def _is_markdown(self) -> bool:
        is_file = self.kind is SourceKind.FILE and self.path.lower().endswith((".md", ".markdown"))
        return self.kind is SourceKind.CARD or is_file or _GATE in self.locator

    @property
    def place(self) -> Words:
        """In a few words: "card, line 3", "GGUF header, general.license", "card of ORG/NAME, line 3"."""
        if self.hop and self.kind in (SourceKind.CARD, SourceKind.YAML) and self.first_line:
            return Words("card of {repo}, line {line}", repo=self.repo, line=self.first_line)
        if self.hop:
            return Words("{place} of {repo}", place=self._own_place, repo=self.repo)
        return self._own_place

    @property
    def _own_place(self) -> Words:
        if self.kind is SourceKind.HEADER:
            return Words("GGUF header, {key}", key=self.locator)
        if self.kind is SourceKind.API:
            return Words("Hub answer, {key}", key=self.locator)
        if self.kind is SourceKind.FILE and self.path:
            return self._file_place
        if self.kind is SourceKind.FILE:
            return Words("file, {part}", part=self.locator)
        if self.first_line:
            return Words("card, line {line}", line=self.first_line)
        return Words("card, {part}", part=self.locator)

    @property
    def _file_place(self) -> Words:
        where = Words("{file}, line {line}", file=self.path, line=self.first_line)
        if not self.locator:
            return where
        return Words("{place}, {part}", place=where, part=self.locator)


@dataclass(frozen=True)
class Finding:
    """What is known about one dimension of one model."""

    dimension: str
    verdict: Verdict
    text: str = ""  # the fact in a few words: "Apache 2.0 · open source", "36T tokens"; Words, or quoted
    value: Any = None  # for machines; its form is fixed per dimension
    evidence: tuple[Evidence, ...] = ()
    searched: tuple[str, ...] = ()  # where it was looked for: "card", "GGUF header", "Hub answer"
    conflict: str = ""  # two sources disagree: what each says
    proof: Proof = Proof.CLAIMED
    holder: str = ""  # the repo that says it, where it is not the subject itself
    hops: int = 0  # how far up that repo is
    base: "Finding | None" = None  # what the nearest model above says, which does not count for this one

    def __post_init__(self) -> None:
        disclosed = self.verdict in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)
        if disclosed and not self.evidence:
            raise ValueError(f"{self.dimension}: {self.verdict} without evidence")


def is_said(finding: Finding) -> bool:
    """Whether anything was disclosed."""
    return finding.verdict in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)


@dataclass(frozen=True)
class Dossier:
    """All findings about one model, in the order of the rubric."""

    subject: str  # repo id or file name
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    problems: tuple[str, ...] = ()  # what was wrong with its card, or could not be read of it
    unread: str = ""  # why nothing but its file was read
    bases: tuple[str, ...] = ()  # what its metadata say it was made from, also what is no id of the Hub

    def get(self, dimension: str) -> Finding | None:
        """What is known about one dimension, ``None`` where nothing looked for it."""
        return next((f for f in self.findings if f.dimension == dimension), None)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings without those that would all repeat why nothing was read."""
        silent = (self.unread, "Not checked") if self.unread else ()
        return tuple(f for f in self.findings if f.verdict is not Verdict.NOT_CHECKED or f.text not in silent)
