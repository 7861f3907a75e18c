"""What was measured of a file here, in words with their conditions: for its sheet, comparisons and reports.

Blocks. Never to stand unlabelled beside published numbers: these are of other items, wordings and rules.
"""

from dataclasses import dataclass

from explorer.base.store import Store
from explorer.domain.words import Words
from explorer.evaluate.results.conditions import caveat_words, conditions_words
from explorer.evaluate.results.history import PastRun, past_run
from explorer.evaluate.store import EvalStore

_MOST_EARLIER = 5


@dataclass(frozen=True)
class MeasuredBefore:
    """An earlier run. ``words``: "" where that is another measurement: of another version of the set or
    pack, or under other settings. ``began_at``: ISO 8601, UTC.
    """

    began_at: str
    words: Words


@dataclass(frozen=True)
class MeasuredHere:
    """One set or pack. ``words``: what came out, in one line. ``began_at``: ISO 8601, UTC; ``conditions``,
    ``caveat``: under which. ``is_telling``: not "cannot tell" or "not measurable". ``earlier``: the latest
    first.
    """

    subject: str
    title: str
    words: Words
    began_at: str
    conditions: Words
    caveat: Words
    is_telling: bool = True
    earlier: tuple[MeasuredBefore, ...] = ()


def measured_here(store: Store, file: str) -> tuple[MeasuredHere, ...]:
    """Of each set and pack the latest run that came to its end, the latest first. ``file``:
    ``local.fit.measurements.model_key``.
    """
    runs, found = EvalStore(store), dict[str, list[PastRun]]()
    for number, subject in runs.ended_with_file(file):
        same = found.setdefault(subject, [])
        run = runs.run(number) if len(same) <= _MOST_EARLIER else None
        model = next((one for one in run.models if one.file == file), None) if run is not None else None
        past = past_run(runs, run, model) if run is not None and model is not None else None
        if past is not None and (same or past.words):
            same.append(past)
    return tuple(_told(same) for same in found.values() if same)


def _told(same: list[PastRun]) -> MeasuredHere:
    latest, *earlier = same
    run = latest.run
    before = tuple(
        MeasuredBefore(one.run.began_at, one.words if one.is_alike(latest) else Words("")) for one in earlier
    )
    conditions = conditions_words(run), caveat_words(run)
    return MeasuredHere(
        run.subject, latest.title, latest.words, run.began_at, *conditions, latest.is_telling, before
    )
