"""How many questions were answered, in words: never a total, never a score.

The terms of a license are no disclosure: its kind is said in words, and not counted here.
"""

from collections import Counter
from collections.abc import Iterable

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined

TERMS = frozenset({"license", "commercial_use", "use_restrictions"})
_ORDER = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED, Verdict.NOT_DISCLOSED, Verdict.NOT_CHECKED)


def counted(findings: Iterable[Finding]) -> tuple[tuple[Verdict, int], ...]:
    """Verdicts that occur, in their order; what does not apply to a model is no answer."""
    counts = Counter(f.verdict for f in findings if f.dimension not in TERMS)
    return tuple((verdict, counts[verdict]) for verdict in _ORDER if counts[verdict])


def count_words(verdict: Verdict, count: int) -> Words:
    match verdict:
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
    return joined(" · ", tuple(count_words(verdict, count) for verdict, count in counted(findings)))
