"""One model over the runs of a set or pack: what came of each, and whether it may be set beside another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from explorer.domain.words import Words
from explorer.evaluate.comparison import JudgedModel, compare_models
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.pack_board import lines_of_run
from explorer.evaluate.results.rates import RateTold, grouped, told_of
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

    @cached_property
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
    run, terms = replace(run, models=(model,)), run.terms
    if terms.document is not None:
        groups = {case.key: case.group for case in terms.document.cases if case.group}
        return _of_set(run, store.passed(run.id, model.key), groups)
    pack = pack_of(run.subject, terms.seed, is_quick=terms.is_quick, version=run.version)
    if pack is None:  # of another version of its pack: it is known that it was
        return PastRun(run, run.title, Words(""), is_telling=False, passed={}, groups={})
    result = lines_of_run(store, run, pack)[0].result
    if result.state == "unfinished":
        return None
    return PastRun(run, pack.words, result.words, result.state == "told", {}, {})


def _of_set(run: EvalRun, passed: Mapping[str, bool], groups: Mapping[str, str]) -> PastRun | None:
    if not passed:
        return None
    values = {"hits": sum(passed.values()), "count": len(passed)}
    words = Words("Passed {hits} of {count}: too few for a rate", **values)
    past = PastRun(run, run.title, words, is_telling=True, passed=passed, groups=groups)
    if past.told.interval is None:
        return past
    words = Words("Passed {hits} of {count} (plausible {interval})", **values, interval=past.told.words)
    return replace(past, words=words)


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
