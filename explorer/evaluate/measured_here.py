"""What was measured of a file here, in words with their conditions: for its sheet, comparisons and reports.

Blocks. Never to stand unlabelled beside published numbers: these are of other items, wordings and rules.
"""

from dataclasses import dataclass

from explorer.base.store import Store
from explorer.domain.words import Words
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.conditions import caveat_words, machine_words, settings_words
from explorer.evaluate.results.pack_board import lines_of_run
from explorer.evaluate.results.rates import grouped, told_of
from explorer.evaluate.store import EvalRun, EvalStore, RunModel


@dataclass(frozen=True)
class MeasuredHere:
    """One set or pack. ``words``: what came out, in one line. ``began_at``: ISO 8601, UTC; ``settings``,
    ``machine``, ``caveat``: the conditions. ``is_telling``: not "cannot tell" or "not measurable".
    """

    subject: str
    title: str
    words: Words
    began_at: str
    settings: Words
    machine: Words
    caveat: Words
    is_telling: bool = True


def measured_here(store: Store, file: str) -> tuple[MeasuredHere, ...]:
    """Of each set and pack the latest run that came to its end, the latest first. ``file``:
    ``local.fit.measurements.model_key``.
    """
    runs, found = EvalStore(store), dict[str, MeasuredHere]()
    for run in runs.runs_of_file(file):
        if run.end != "done" or run.subject in found:
            continue
        model = next(one for one in run.models if one.file == file)
        told = _of_pack(runs, run, model) if run.terms.document is None else _of_set(store, run, model)
        if told is not None:
            found[run.subject] = told
    return tuple(found.values())


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
    return _told(run, words)


def _of_pack(runs: EvalStore, run: EvalRun, model: RunModel) -> MeasuredHere | None:
    """``None`` of another version of the pack, or of one that is no more: it says nothing any more."""
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    if pack is None or pack.version != run.version:
        return None
    lines = lines_of_run(runs, run, pack)
    result = next(line.result for line, one in zip(lines, run.models, strict=True) if one.key == model.key)
    if result.state == "unfinished":
        return None
    return _told(run, result.words, is_telling=result.state == "told")


def _told(run: EvalRun, words: Words, *, is_telling: bool = True) -> MeasuredHere:
    conditions = settings_words(run), machine_words(run), caveat_words(run)
    return MeasuredHere(run.subject, run.title, words, run.began_at, *conditions, is_telling)
