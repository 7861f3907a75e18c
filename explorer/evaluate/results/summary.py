"""What a run says in one sentence, and what stands behind it."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.words import Words
from explorer.evaluate.results.board import RunBoard

_NOTHING = Words("")


@dataclass(frozen=True)
class RunSummary:
    """``mark``: as of ``kit/pass_marks.py``. ``more``: words of what leads to ``pairs``, "" without any."""

    mark: Literal["pass", "cannot tell", "running", "unmeasured"]
    headline: Words
    details: Words = _NOTHING
    more: Words = _NOTHING
    pairs: tuple[Words, ...] = ()


def summary_of(board: RunBoard) -> RunSummary:
    tallies = [board.tally(column) for column in range(len(board.run.models))]
    waiting = sum(tally.waiting for tally in tallies)
    every = len(board.rows) * len(tallies)
    if waiting and not board.run.end:
        return RunSummary(
            "running", Words("{n:,} of {count:,} answers so far", n=every - waiting, count=every)
        )
    return RunSummary("pass", Words("Done"))
