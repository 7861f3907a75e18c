"""What was measured of a file here, in words with their conditions: for its sheet, comparisons and reports.

Blocks. Never to stand unlabelled beside published numbers: these are of other items, wordings and rules.
"""

from dataclasses import dataclass, replace

from explorer.base.store import Store
from explorer.domain.words import Words
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.conditions import caveat_words, machine_words, settings_words
from explorer.evaluate.results.pack_board import lines_of_run
from explorer.evaluate.results.rates import grouped, told_of
from explorer.evaluate.store import EvalRun, EvalStore, RunModel

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
    """One set or pack. ``words``: what came out, in one line. ``began_at``: ISO 8601, UTC; ``settings``,
    ``machine``, ``caveat``: the conditions. ``is_telling``: not "cannot tell" or "not measurable".
    ``earlier``: the latest first.
    """

    subject: str
    title: str
    words: Words
    began_at: str
    settings: Words
    machine: Words
    caveat: Words
    is_telling: bool = True
    earlier: tuple[MeasuredBefore, ...] = ()


def measured_here(store: Store, file: str) -> tuple[MeasuredHere, ...]:
    """Of each set and pack the latest run that came to its end, the latest first. ``file``:
    ``local.fit.measurements.model_key``.
    """
    runs, found = EvalStore(store), dict[str, tuple[EvalRun, MeasuredHere]]()
    for number, subject in runs.ended_with_file(file):
        known = found.get(subject)
        if known is not None and len(known[1].earlier) == _MOST_EARLIER:
            continue
        run = runs.run(number)
        if run is None:  # deleted meanwhile
            continue
        latest, before = known or (run, None)
        is_alike = _sort(run) == _sort(latest)
        told = _told_of(store, runs, run, file) if is_alike else None
        if before is None and told is not None:
            found[run.subject] = run, told
        elif before is not None and (told is not None or not is_alike):
            words = told.words if told is not None else Words("")
            earlier = (*before.earlier, MeasuredBefore(run.began_at, words))
            found[run.subject] = latest, replace(before, earlier=earlier)
    return tuple(told for _run, told in found.values())


def _sort(run: EvalRun) -> tuple[object, ...]:
    """Another of these is another measurement, not a newer one."""
    return run.version, run.terms.seed, run.terms.is_quick


def _told_of(store: Store, runs: EvalStore, run: EvalRun, file: str) -> MeasuredHere | None:
    model = next(one for one in run.models if one.file == file)
    return _of_pack(runs, run, model) if run.terms.document is None else _of_set(store, run, model)


def _of_set(store: Store, run: EvalRun, model: RunModel) -> MeasuredHere | None:
    sql = (
        "SELECT item, verdict = 'pass' AS passed FROM eval_outcomes"
        " WHERE run = ? AND model = ? AND verdict IN ('pass', 'fail')"
    )
    passed = {str(row["item"]): bool(row["passed"]) for row in store.read(sql, run.id, model.key)}
    cases = run.terms.document.cases if run.terms.document is not None else ()
    if not passed:
        return None
    values = {"hits": sum(passed.values()), "count": len(passed)}
    groups = grouped(passed, {case.key: case.group for case in cases if case.group})
    told = told_of(values["hits"], values["count"], groups)
    words = Words("Passed {hits} of {count}: too few for a rate", **values)
    if told.interval is not None:
        words = Words("Passed {hits} of {count} (plausible {interval})", **values, interval=told.words)
    return _told(run, run.title, words)


def _of_pack(runs: EvalStore, run: EvalRun, model: RunModel) -> MeasuredHere | None:
    """``None`` of another version of the pack, or of one that is no more: it says nothing any more."""
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    if pack is None or pack.version != run.version:
        return None
    lines = lines_of_run(runs, run, pack)
    result = next(line.result for line, one in zip(lines, run.models, strict=True) if one.key == model.key)
    if result.state == "unfinished":
        return None
    return _told(run, pack.words, result.words, is_telling=result.state == "told")


def _told(run: EvalRun, title: str, words: Words, *, is_telling: bool = True) -> MeasuredHere:
    conditions = settings_words(run), machine_words(run), caveat_words(run)
    return MeasuredHere(run.subject, title, words, run.began_at, *conditions, is_telling)
