"""What stands over a column of the grid, in words."""

from explorer.domain.words import Words
from explorer.evaluate.results.board import Tally
from explorer.evaluate.store import RunModel
from explorer.kit.language import shown, tr


def tally_words(tally: Tally) -> Words:
    """What stands under the count: the interval, or what is to come."""
    if tally.error is not None:
        return Words("did not answer")
    if tally.waiting and not tally.judged + tally.unmeasured + tally.plain:
        return Words("not asked yet")
    if tally.waiting:
        return Words("{n} to come", n=tally.waiting)
    if not tally.judged and tally.judge is not None:
        return Words("judge: {told}", told=tally.judge.counted)
    return tally.told.words


def interval_words() -> str:
    """What a range beside a count means."""
    return tr(
        "The share that it passes of all tests like these lies in this range, with 95 % confidence."
        " The more tests there are, the narrower it gets."
    )


def spoken_head(model: RunModel, tally: Tally) -> str:
    """All that a head says, for screen readers and its tooltip."""
    told = shown(model.elsewhere.told) if model.elsewhere is not None else ""
    passed = tr("Passed {counted}").format(counted=shown(tally.told.counted))
    parts = [shown(model.full_title), told, passed]
    parts.append(shown(tally_words(tally)))
    if tally.unmeasured:
        parts.append(tr("Not measurable: {n}").format(n=tally.unmeasured))
    if tally.judge is not None:
        parts.append(shown(tally.judge.words))
    if tally.error is not None:
        parts.append(shown(tally.error))
    return "\n".join(filter(None, parts))
