"""The licenses of a model and of those above it, as they were held against each other."""

from dataclasses import dataclass, replace
from typing import Literal

from explorer.domain.facts import Finding

type ChainVerdict = Literal["same", "stricter", "conflict", "unknown", "not_stated"]


@dataclass(frozen=True)
class Step:
    """What one model of the chain states. ``hops`` 0: the model itself.

    ``forbids_trade``: whatever its license is called, it says no to commercial use.
    """

    repo: str
    hops: int
    finding: Finding
    forbids_trade: bool = False

    @property
    def told(self) -> Finding:
        """The finding with whose word it is."""
        return told_by(self.finding, self.repo, self.hops)


@dataclass(frozen=True)
class LicenseChain:
    """``steps``: every license that is stated, the strictest first. ``conflicts``: those above that bind more
    than the model's own. ``silent``: the models above of which none is known."""

    verdict: ChainVerdict = "not_stated"
    words: str = ""
    steps: tuple[Step, ...] = ()
    conflicts: tuple[Step, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def own(self) -> Step | None:
        """What the model itself states."""
        return next((step for step in self.steps if not step.hops), None)


def told_by(finding: Finding, repo: str, hops: int) -> Finding:
    """The finding of a model ``hops`` up, with whose word it is on every piece of evidence."""
    evidence = tuple(replace(e, repo=e.repo or repo, hop=hops) for e in finding.evidence)
    return replace(finding, evidence=evidence, holder=repo if hops else "", hops=hops, base=None)
