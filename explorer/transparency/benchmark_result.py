"""One result of a test, as it is stated."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.facts import Evidence

MAX_NAME = 120  # characters of a benchmark, a model or a value

Proof = Literal["claimed", "verified", "community"]


@dataclass(frozen=True)
class BenchmarkResult:
    """``value`` as written; ``model`` whose it is where that is another one, "" for this model.

    ``setting``: shots, harness, notes; ``source``: an address or a name that is given for it; ``dated`` as
    stated. ``proof``: a claim of the model's own repo, verified by the Hub, or somebody else's word.
    """

    benchmark: str
    value: str
    evidence: Evidence
    setting: str = ""
    metric: str = ""
    model: str = ""
    proof: Proof = "claimed"
    source: str = ""
    dated: str = ""
