"""One model over the runs of a set or pack: what came of each, and whether it may be set beside another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from explorer.domain.words import Words
from explorer.evaluate.comparison import JudgedModel, compare_models
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore, RunModel


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

    def is_alike(self, other: "PastRun") -> bool:
        """Of other terms, or another file, it is another measurement, and not an earlier or newer one."""
        terms = ((one.run.version, one.run.terms.seed, one.run.terms.is_quick) for one in (self, other))
        pairs = (
            (self.model.sha256, other.model.sha256),
            (self.model.template_sha256, other.model.template_sha256),
        )
        return len(set(terms)) == 1 and all(not (one and two) or one == two for one, two in pairs)

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


def past_runs(store: EvalStore, subject: str, reference: str, most: int) -> Iterator[PastRun]:
    """Of one model, the latest first; ``most`` of them. Blocks."""
    for listed in store.listed_runs(subject)[:most]:
        run = store.run(listed.id)
        models = run.models if run is not None else ()
        model = next((one for one in models if one.reference == reference), None)
        past = past_run(store, run, model) if run is not None and model is not None else None
        if past is not None:
            yield past
