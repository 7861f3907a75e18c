"""How many questions were answered, in words: never a total, never a score.

The terms of a license are no disclosure: its kind is said in words, and not counted here. Where sources
disagree on them, that is counted.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.rubric import TERMS

type Counted = Verdict | Literal["conflict"]
_ORDER = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED, Verdict.NOT_DISCLOSED, Verdict.NOT_CHECKED)


def counted(findings: Iterable[Finding]) -> tuple[tuple[Counted, int], ...]:
    """Verdicts that occur, in their order, then on how many questions sources disagree, those of the license
    among them; what does not apply to a model is no answer."""
    every = tuple(findings)
    counts = Counter(f.verdict for f in every if f.dimension not in TERMS)
    said = [(verdict, counts[verdict]) for verdict in _ORDER if counts[verdict]]
    disputed = sum(bool(f.conflict) for f in every)
    return (*said, ("conflict", disputed)) if disputed else tuple(said)


def count_words(kind: Counted, count: int) -> Words:
    match kind:
        case "conflict":
            return Words("sources disagree on {n}", n=count)
        case Verdict.OPEN:
            return Words("{n} open", n=count)
        case Verdict.PARTIAL:
            return Words("{n} partial", n=count)
        case Verdict.CLOSED:
            return Words("{n} closed", n=count)
        case Verdict.NOT_DISCLOSED:
            return Words("{n} not disclosed", n=count)
        case _:
            return Words("{n} not checked", n=count)


def counts_words(findings: Iterable[Finding]) -> Words:
    """ "9 open · 4 partial · 7 not disclosed"."""
    return joined(" · ", tuple(count_words(kind, count) for kind, count in counted(findings)))


def group_note(findings: Iterable[Finding]) -> str:
    """What stands beside the title of a group: its counts; for the terms of use the license in words."""
    every = tuple(findings)
    license_ = next((f for f in every if f.dimension == "license"), None)
    if license_ is None:
        return counts_words(every)
    disputed = Words("sources disagree") if any(f.conflict for f in every) else ""
    return joined(" · ", (license_.text, disputed))
