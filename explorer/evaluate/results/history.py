"""One model over the runs of a set or pack: what came of each, and whether it may be set beside another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.domain.words import Words
from explorer.evaluate.comparison import JudgedModel, compare_models
from explorer.evaluate.results.rates import RateTold, grouped, told_of
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore, RunModel

_MOST = 40  # runs that are looked into


@dataclass(frozen=True)
class PastRun:
    """``run`` with this ``model`` alone. ``words``: what came out, in one line; "" of a pack’s other version.
    ``is_telling``: not "cannot tell" or "not measurable". ``passed``: of each test that was judged.
    """

    run: EvalRun
    title: str
    words: Words
    is_telling: bool
    passed: Mapping[str, bool]
    groups: Mapping[str, str]

    @property
    def model(self) -> RunModel:
        return self.run.models[0]

    @property
    def told(self) -> RateTold:
        """Of a set."""
        return told_of(sum(self.passed.values()), len(self.passed), grouped(self.passed, self.groups))

    def is_alike(self, other: "PastRun") -> bool:
        """Of other terms, or another file, it is another measurement, and not an earlier or newer one."""
        terms, judges = zip(*(_terms(one.run) for one in (self, other)), strict=True)
        pairs = (
            (self.model.sha256, other.model.sha256),
            (self.model.template_sha256, other.model.template_sha256),
        )
        is_same_file = all(not (one and two) or one == two for one, two in pairs)
        return terms[0] == terms[1] and judges[0] == judges[1] and is_same_file

    def since(self, earlier: "PastRun") -> Words:
        """How it differs from an earlier one that is alike, test by test."""
        models = [JudgedModel("", one.passed) for one in (self, earlier)]
        (pair,) = compare_models(models, self.groups).pairs
        more, less = pair.only_first, pair.only_other
        if pair.first:
            more, less = less, more
        if not more and not less:
            return Words("the same tests passed as before")
        said = {"more": more, "less": less}
        if pair.are_apart:
            return Words("{more} passed that failed before, {less} the other way: more than chance", **said)
        return Words("{more} passed that failed before, {less} the other way: it can be chance", **said)


@dataclass(frozen=True)
class HistoryLine:
    """``note``: how it differs from the run before it that is alike."""

    past: PastRun
    note: Words


def past_run(store: EvalStore, run: EvalRun, model: RunModel) -> PastRun | None:
    """``None`` where it says nothing of this model. Blocks."""
    results = RunResults(store, replace(run, models=(model,))).read()
    found, tally = results.run, results.board.tally(0)
    if results.lines:
        result = results.lines[0].result
        if result.state == "unfinished":
            return None
        return PastRun(found, results.title, result.words, result.state == "told", {}, {})
    if not results.is_set:  # of another version of its pack: it is known that it was
        return PastRun(found, results.title, Words(""), is_telling=False, passed={}, groups={})
    if not tally.judged:
        return None
    values = {"hits": tally.passed, "count": tally.judged}
    words = Words("Passed {hits} of {count}: too few for a rate", **values)
    if tally.told.interval is not None:
        words = Words("Passed {hits} of {count} (plausible {interval})", **values, interval=tally.told.words)
    board = results.board
    return PastRun(
        found, results.title, words, is_telling=True, passed=board.passed_by(0), groups=board.groups
    )


def history_of(store: EvalStore, subject: str, reference: str) -> tuple[HistoryLine, ...]:
    """One model over the runs of a set or pack, the latest first. Blocks."""
    found: list[PastRun] = []
    for listed in store.listed_runs(subject)[:_MOST]:
        run = store.run(listed.id)
        models = run.models if run is not None else ()
        model = next((one for one in models if one.reference == reference), None)
        past = past_run(store, run, model) if run is not None and model is not None else None
        found += [past] if past is not None else []
    return tuple(HistoryLine(past, _note(past, found[number + 1 :])) for number, past in enumerate(found))


def _note(past: PastRun, earlier: Sequence[PastRun]) -> Words:
    alike = next((one for one in earlier if one.is_alike(past)), None)
    if alike is None:
        return Words("first under these conditions") if earlier else Words("")
    return past.since(alike) if past.passed and alike.passed else Words("")


def _terms(run: EvalRun) -> tuple[tuple[object, ...], frozenset[tuple[str, ...]]]:
    return (run.version, run.terms.seed, run.terms.is_quick), frozenset(one.key for one in run.judges)
