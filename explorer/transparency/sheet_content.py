"""What the sheet of one model shows, as plain data. What a button does comes in as an Action."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.domain.facts import Dossier, Evidence
from explorer.kit.actions import Action
from explorer.kit.images import ImageLoader
from explorer.kit.pill import Tone
from explorer.transparency.anatomy import Anatomy
from explorer.transparency.benchmark_result import BenchmarkResult
from explorer.transparency.explained import Explanation
from explorer.transparency.permission import Line
from explorer.transparency.security import SecurityFact


@dataclass(frozen=True)
class Stat:
    """A question people ask, the answer, and what stands behind it."""

    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class FileLine:
    """One variant of a repo in plain words."""

    word: str
    version: str
    size: str
    fit: str
    tone: Tone
    tip: str
    is_recommended: bool
    action: Action

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything but what can be done."""
        return (self.word, self.version, self.size, self.fit, self.tone, self.tip, self.is_recommended)


@dataclass(frozen=True)
class Hop:
    """One model of the lineage: who, what license, and how it leads to the next."""

    name: str
    note: str
    relation: str = ""


@dataclass(frozen=True)
class Banner:
    """Said above everything: offline, gated. ``icon`` is a name of kit/icons."""

    text: str
    icon: str = "info"
    actions: tuple[Action, ...] = ()


def _unexplained(_dimension: str) -> Explanation | None:
    return None


def _no_source(_evidence: Evidence) -> str | None:
    return None


@dataclass(frozen=True)
class SheetTools:
    """What the panel behind a fact can ask: what a question means, and the text a quote stands in."""

    explain: Callable[[str], Explanation | None] = _unexplained
    source: Callable[[Evidence], str | None] = _no_source

    @property
    def has_sources(self) -> bool:
        return self.source is not _no_source


@dataclass(frozen=True)
class Inside:
    """What a header at hand says of how the model is built. ``metadata``: key and value as text."""

    anatomy: Anatomy
    template: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SheetContent:
    """Everything one sheet shows."""

    title: str
    subtitle: str
    stats: tuple[Stat, ...]
    dossier: Dossier
    hops: tuple[Hop, ...] = ()
    broken: tuple[str, ...] = ()  # where the lineage could not be followed
    permission: tuple[Line, ...] = ()
    results: tuple[BenchmarkResult, ...] = ()
    security: tuple[SecurityFact, ...] = ()
    inside: Inside | None = None
    files: tuple[FileLine, ...] = ()
    card: str | None = None
    withheld: str = ""  # why there is a card that cannot be read
    banner: Banner | None = None
    images: ImageLoader | None = None  # how those of the card are fetched when the person asks for them
    tools: SheetTools = SheetTools()
    secondary: Action | None = None
    primary: Action | None = None

    def differs_in_actions_only(self, other: "SheetContent") -> bool:
        """Whether the page may stay as it stands, and only its buttons follow."""
        return self._facts() == other._facts() and self._actions() == other._actions()

    def _facts(self) -> tuple[object, ...]:
        page = (self.title, self.subtitle, self.stats, self.dossier, self.hops, self.card, self.withheld)
        known = (self.broken, self.permission, self.results, self.security, self.inside)
        banner = (self.banner.text, self.banner.icon) if self.banner else None
        return (*page, *known, banner, tuple(line.facts for line in self.files))

    def _actions(self) -> tuple[int, ...]:
        """Which buttons there are."""
        banner = len(self.banner.actions) if self.banner else 0
        return (self.primary is not None, self.secondary is not None, banner)
