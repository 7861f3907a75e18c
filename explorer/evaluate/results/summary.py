"""What a run of a set says in one sentence, and what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.comparison import ComparedPair, JudgedModel, compare_models
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
    """``mark``: as of ``kit/pass_marks.py``, "" for none. ``more``: words of what leads to the ``pairs``, ""
    for none; those have the numbers of their models in the run. ``silent``: which gave nothing to compare.
    """

    mark: Literal["", "cannot tell", "running", "unmeasured"]
    headline: Words
    details: Words = _NOTHING
    more: Words = _NOTHING
    pairs: tuple[ComparedPair, ...] = ()
    silent: Words = _NOTHING


def summary_of(board: RunBoard) -> RunSummary:
    """Of two models and more it takes a while: of 100,000 items seconds."""
    columns = range(len(board.run.models))
    judged = [column for column in columns if board.tally(column).judged]
    if not board.run.end and board.waiting:
        return _so_far(board, judged)
    by_judge = [n for n in columns if (judge := board.tally(n).judge) is not None and judge.count]
    silent = _silent(board, [column for column in columns if column not in (*judged, *by_judge)])
    missing = Words("Stopped before its end: {n:,} answers are missing.", n=board.waiting)
    note = joined(" ", (_judge(board), silent, missing if board.waiting else _NOTHING))
    if not judged and by_judge:
        return RunSummary("", Words("A judge model alone says how the answers are"), note)
    if not judged:
        return RunSummary("unmeasured", Words("No answer was judged"), note)
    if len(judged) == 1:
        return _of_one(board, judged[0], note)
    models = [_compared(board, column) for column in judged]
    found = compare_models(models, board.groups, is_named=len(judged) < len(columns))
    pairs = tuple(replace(one, first=judged[one.first], other=judged[one.other]) for one in found.pairs)
    more = _ALL_PAIRS.get(len(pairs), _NOTHING)
    mark: Literal["", "cannot tell"] = "" if found.can_tell else "cannot tell"
    return RunSummary(mark, found.headline, joined(" ", (found.details, note)), more, pairs, silent)


def _so_far(board: RunBoard, judged: Sequence[int]) -> RunSummary:
    """Of the model that answers now; how far the run is stands elsewhere."""
    several = len(board.run.models) > 1
    details = Words("Models are compared when all answers are there.") if several else _NOTHING
    if not judged:
        return RunSummary("running", Words("Nothing is judged so far"), details)
    column = next((one for one in judged if board.tally(one).waiting), judged[-1])
    (title,), counted = _titles(board, [column]), board.tally(column).told.counted
    words = Words("{model} passed {counted} so far", model=title, counted=counted)
    return RunSummary("running", words, details)


def _silent(board: RunBoard, columns: Sequence[int]) -> Words:
    """Which models nothing can be said of: as those that are compared are not all, they are named."""
    mute = [column for column in columns if board.tally(column).error is not None]
    unjudged = [column for column in columns if column not in mute]
    said = []
    if mute:
        said.append(Words("{models} gave no answer.", models=enumerated(_titles(board, mute))))
    if unjudged:
        models = enumerated(_titles(board, unjudged))
        said.append(Words("No answer of {models} was judged.", models=models))
    return joined(" ", said)


def _judge(board: RunBoard) -> Words:
    """What a judge model said of each, which is never mixed with what rules say."""
    titles = _titles(board, range(len(board.run.models)))
    tallies = [(title, board.tally(column).judge) for column, title in enumerate(titles)]
    said = [(title, judge) for title, judge in tallies if judge is not None]
    if not said:
        return _NOTHING
    words = (joined(" ", (title, judge.told)) for title, judge in said)
    return Words("Judge {judge}: {said}.", judge=said[0][1].judge, said=joined("; ", words))


def _of_one(board: RunBoard, column: int, note: Words) -> RunSummary:
    (title,), told = _titles(board, [column]), board.tally(column).told
    headline = Words("{model} passed {counted}", model=title, counted=told.counted)
    if told.interval is None:
        return RunSummary("", headline, note)
    details = Words("Plausible on tests like these: {interval}.", interval=told.words)
    return RunSummary("", headline, joined(" ", (details, note)))


def _compared(board: RunBoard, column: int) -> JudgedModel:
    (title,), loaded = _titles(board, [column]), board.run.models[column].loaded
    return JudgedModel(title, board.passed_by(column), loaded.parameters if loaded is not None else 0)


def _titles(board: RunBoard, columns: Sequence[int]) -> list[str]:
    """With the quantization where another one is called the same."""
    titles = [model.title for model in board.run.models]
    models = (board.run.models[column] for column in columns)
    return [f"{one.title} {one.quantization}" if titles.count(one.title) > 1 else one.title for one in models]
