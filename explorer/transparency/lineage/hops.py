"""What is known of the models above one: each with how its child was made from it, and where a chain ends."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.facts import Dossier, Finding
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult

type HopState = Literal["read", "gated", "gone", "unread", "asked"]


@dataclass(frozen=True)
class Hop:
    """One model above. ``depth`` 1 is a direct parent; ``relation``: how its child was made from it.

    ``named``: what the child calls it, where the Hub answers with another name since. ``dossier`` is
    ``None`` where it could not be read, and ``why`` says so; behind a gate it holds what the Hub says to
    everybody. ``child``: the repo that names it. ``results`` of tests, as it states them. A parent whose turn
    has not come yet is "asked".
    """

    repo: str
    depth: int
    relation: str
    child: str
    dossier: Dossier | None = None
    named: str = ""
    why: str = ""
    commit: str = ""
    state: HopState = "read"
    results: tuple[BenchmarkResult, ...] = ()

    def finding(self, dimension: str) -> Finding | None:
        """``None`` also where it could not be read."""
        return self.dossier.get(dimension) if self.dossier is not None else None


@dataclass(frozen=True)
class Lineage:
    """All models above one, nearest first. ``broken``: where a chain ends before its root, in words.

    ``unasked``: parents that are named and were not asked for, as too many, too far up, or without an id.
    ``asking``: the repo that is read just now, "" once the walk is over.
    """

    hops: tuple[Hop, ...] = ()
    broken: tuple[str, ...] = ()
    asking: str = ""
    unasked: tuple[str, ...] = ()

    def above(self, depth: int) -> tuple[Hop, ...]:
        return tuple(hop for hop in self.hops if hop.depth == depth)
