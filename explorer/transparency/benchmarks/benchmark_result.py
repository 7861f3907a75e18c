"""One result of a test, as it is stated."""

import math
import re
from dataclasses import dataclass
from typing import Literal

from explorer.domain.facts import Evidence

MAX_NAME = 120  # characters of a benchmark, a model or a value
_NUMBER = re.compile(
    r"[~≈<>≤≥±]?\s?(?P<number>[+-]?(?:\d[\d,]{0,40}(?:\.\d{1,40})?|\.\d{1,40})(?:e[+-]?\d{1,6})?)(?!\.?\d|e[+-]?\d)",
    re.IGNORECASE,
)

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


def stated_value(value: object) -> str | None:
    """A value as written, where it begins with a finite number: "61.2 %", but not "TBD", true or nan."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    found = _NUMBER.match(text)
    is_finite = found is not None and math.isfinite(float(found["number"].replace(",", "")))
    return text[:MAX_NAME] if is_finite else None
