"""What a run of a set says in one sentence, and what stands behind it."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.words import Words, joined
from explorer.evaluate.comparison import JudgedModel, compare_models
from explorer.evaluate.results.board import RunBoard

_NOTHING = Words("")
_ALL_PAIRS = {
    3: Words("All three pairs"),
    6: Words("All six pairs"),
    10: Words("All ten pairs"),
    15: Words("All fifteen pairs"),
}


@dataclass(frozen=True)
class RunSummary:
    """``mark``: as of ``kit/pass_marks.py``, "" for none. ``more``: words of what leads to ``pairs``, "" for
    none.
    """

    mark: Literal["", "cannot tell", "running", "unmeasured"]
    headline: Words
    details: Words = _NOTHING
    more: Words = _NOTHING
    pairs: tuple[Words, ...] = ()


def summary_of(board: RunBoard) -> RunSummary:
    """Of two models and more it takes a while: of 100,000 items seconds."""
    if not board.run.end and board.waiting:
        every = len(board.rows) * len(board.run.models)
        words = Words("{n:,} of {count:,} answers so far", n=every - board.waiting, count=every)
        return RunSummary("running", words, Words("Models are compared when all answers are there."))
    judged = [n for n in range(len(board.run.models)) if board.tally(n).judged]
    if not judged:
        return RunSummary("unmeasured", Words("No answer was judged"))
    missing = Words("Stopped before its end: {n:,} answers are missing.", n=board.waiting)
    note = missing if board.waiting else _NOTHING
    if len(judged) == 1:
        return _of_one(board, judged[0], note)
    found = compare_models([_compared(board, column) for column in judged], board.groups)
    pairs = tuple(pair.words for pair in found.pairs)
    more = _ALL_PAIRS.get(len(pairs), _NOTHING)
    mark: Literal["", "cannot tell"] = "" if found.can_tell else "cannot tell"
    return RunSummary(mark, found.headline, joined(" ", (found.details, note)), more, pairs if more else ())


def _of_one(board: RunBoard, column: int, note: Words) -> RunSummary:
    tally, title = board.tally(column), board.run.models[column].title
    told = tally.told
    headline = Words("{model} passed {counted}", model=title, counted=told.counted)
    if told.interval is None:
        return RunSummary("", headline, note)
    details = Words("Plausible on tests like these: {interval}.", interval=told.words)
    return RunSummary("", headline, joined(" ", (details, note)))


def _compared(board: RunBoard, column: int) -> JudgedModel:
    model = board.run.models[column]
    alike = sum(one.title == model.title for one in board.run.models) > 1
    title = f"{model.title} {model.quantization}" if alike else model.title
    size = model.loaded.parameters if model.loaded is not None else 0
    return JudgedModel(title, board.passed_by(column), size)
