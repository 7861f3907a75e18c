"""The licenses of a model and of those above it, as they were held against each other, and that in words."""

from dataclasses import dataclass, replace
from typing import Literal

from explorer.domain.facts import Finding
from explorer.domain.words import Words, enumerated

type ChainVerdict = Literal["same", "stricter", "conflict", "unknown", "not_stated"]


@dataclass(frozen=True)
class LicenseStep:
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
        return attributed_to(self.finding, self.repo, self.hops)


@dataclass(frozen=True)
class LicenseChain:
    """``steps``: every license that is stated, the strictest first. ``conflicts``: those above that bind more
    than the model's own. ``silent``: the models above of which none is known."""

    verdict: ChainVerdict = "not_stated"
    words: str = ""
    steps: tuple[LicenseStep, ...] = ()
    conflicts: tuple[LicenseStep, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def own(self) -> LicenseStep | None:
        """What the model itself states."""
        return next((step for step in self.steps if not step.hops), None)


def attributed_to(finding: Finding, repo: str, hops: int) -> Finding:
    """The finding of a model ``hops`` up, with whose word it is on every piece of evidence."""
    evidence = tuple(replace(e, repo=e.repo or repo, hop=hops) for e in finding.evidence)
    return replace(finding, evidence=evidence, holder=repo if hops else "", hops=hops, base=None)


_NAMED = 3
CHAIN_TITLE = Words("Licenses along the chain")
RULE = Words(
    "A license adds to those above it and takes nothing away, so both cannot hold. Read both texts "
    "to see which one applies."
)


def chain_note(chain: LicenseChain) -> Words:
    """Beside the title, so that it can stay folded where nothing needs to be read."""
    notes: dict[ChainVerdict, Words] = {
        "conflict": Words("they disagree"),
        "same": Words("those that are known agree") if chain.silent else Words("they agree"),
        "stricter": Words("those that are known allow it") if chain.silent else Words("those above allow it"),
        "unknown": Words("this app cannot compare them"),
        "not_stated": Words("not all are stated"),
    }
    return notes[chain.verdict]


def silent_licenses(chain: LicenseChain) -> Words:
    """Whose licenses nobody knows, so that no agreement reaches as far as them."""
    if not chain.silent:
        return Words("")
    if len(chain.silent) > _NAMED:
        return Words("No license is known of {n} models above it.", n=len(chain.silent))
    return Words("No license is known of {repos}.", repos=enumerated(chain.silent))


def disagreeing(chain: LicenseChain) -> Words:
    """What the row of the license says of those it was made from; what they say stands with the chain."""
    first, count = chain.conflicts[0], len(chain.conflicts)
    if count > 1:
        return Words("differs from the licenses of {n} models above", n=count)
    return Words("differs from the license of {repo}", repo=first.repo)
