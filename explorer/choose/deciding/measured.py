"""What was tried of each candidate: tests, packs and speeds, out of the runs that Evaluate keeps. Blocks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from statistics import quantiles

from explorer.choose.deciding.standing import Contests
from explorer.choose.deciding.subject_results import ResultSearch, SubjectResult
from explorer.choose.decision import KeptCandidate, Trial
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.choose.uses.starting_sets import is_starting
from explorer.domain.words import Words
from explorer.evaluate.comparison import JudgedModel, ModelComparison, compare_models
from explorer.evaluate.packs.pack import PackRate
from explorer.evaluate.results.pack_comparison import PackComparison, compare_lines
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore, RunModel

_FEWEST = 4  # answers of which a range is told
_MOST_TIMED = 500  # answers that are looked at
_LEAST = 8  # tokens of an answer whose speed says something


@dataclass(frozen=True)
class SpeedSeen:
    """Tokens a second: the middle, and between what half of the answers lie. ``is_shared``: several were
    written together, so that alone it is no slower than that.
    """

    middle: float
    low: float
    high: float
    on: str  # ISO time
    is_shared: bool = False


@dataclass(frozen=True)
class TriedCandidates:
    """``tests``: by the ids of candidates; ``packs``: by subject, then by those. ``speeds``: of whom was
    timed. ``task``: all that took the same tests, compared, ``order`` being their ids. ``is_own``: not
    all of the tests came with the app. ``everyone``: ids of all; ``others``: of those that were asked when
    their file was another one.
    """

    tests: Mapping[str, SubjectResult]
    packs: Mapping[str, Mapping[str, SubjectResult]]
    speeds: Mapping[str, SpeedSeen]
    order: tuple[str, ...] = ()
    task: ModelComparison | None = None
    is_own: bool = True
    everyone: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    @cached_property
    def pack_pairs(self) -> Mapping[str, PackComparison]:
        """Of each pack, where two can be compared."""
        found = {}
        for subject, results in self.packs.items():
            lines = [line for one in results.values() if (line := one.line) is not None]
            found[subject] = compare_lines(lines)
        return found

    @cached_property
    def contests(self) -> Contests:
        pairs = self.task.pairs if self.task is not None else ()
        ahead = {(self.order[one.first], self.order[one.other]) for one in pairs if one.are_apart}
        return Contests(frozenset(ahead), self.fails_less | frozenset(self._known_to_fail_less()))

    def runs(self) -> Iterator[EvalRun]:
        yield from (one.run for one in self.results())

    def results(self) -> Iterator[RunResults]:
        """Of each run once."""
        every = [*self.tests.values(), *(one for pack in self.packs.values() for one in pack.values())]
        yield from {one.run.id: one.results for one in every}.values()

    @cached_property
    def fails_less(self) -> frozenset[tuple[str, str]]:
        """Who fails less than whom at some rate, both having been asked, by more than chance."""
        return frozenset((better, worse) for better, worse, _ in self._apart())

    def _apart(self) -> Iterator[tuple[str, str, str]]:
        """The better, the worse, and the rate that tells."""
        ids = self._ids
        for found in self.pack_pairs.values():
            for pair in found.pairs:
                way = PACK_RATES.get(pair.rate.template)
                if way is not None and (way.is_bad or way.is_good) and pair.are_apart:
                    first, other = ids[pair.first.reference], ids[pair.other.reference]
                    yield (*((other, first) if way.is_bad else (first, other)), pair.rate.template)

    @property
    def _ids(self) -> dict[str, str]:
        return {one.model.reference: key for p in self.packs.values() for key, one in p.items()}

    def _known_to_fail_less(self) -> Iterator[tuple[str, str]]:
        """Where one rate tells two apart, who has no such rate is behind as well: unknown is not good."""
        told: dict[str, set[str]] = {}
        for results in self.packs.values():
            for key, one in results.items():
                for rate in one.line.result.rates if one.line is not None else ():
                    told.setdefault(rate.name.template, set()).add(key)
        for better, _, name in self._apart():
            yield from ((better, one) for one in self.everyone if one not in told[name])


NOTHING_TRIED = TriedCandidates({}, {}, {})


@dataclass(frozen=True)
class RateWay:
    """What more of a pack’s rate means, and in two words the failure it tells of: all are shown as failures,
    those that are ``turned`` by their opposite. Neither bad nor good: it depends.
    """

    words: Words
    is_bad: bool = False
    is_good: bool = False
    turned: bool = False

    def failures(self, rate: PackRate) -> PackRate:
        """How often it failed."""
        if not self.turned:
            return rate
        chance = rate.most - rate.chance if rate.chance is not None else None
        return replace(
            rate, value=rate.most - rate.value, low=rate.most - rate.high, high=rate.most - rate.low,
            chance=chance, hits=rate.count - rate.hits,
        )  # fmt: skip


# By the names of the rates as packs have them
PACK_RATES: Mapping[str, RateWay] = {
    "Preferred the true answer": RateWay(Words("Prefers a falsehood"), is_good=True, turned=True),
    "Made up facts on invented names": RateWay(Words("Makes up facts"), is_bad=True),
    "Largest gap between names": RateWay(Words("Differs by names"), is_bad=True),
    "Said “cannot tell” where nobody can": RateWay(Words("Guesses instead"), is_good=True, turned=True),
    "Told a secret": RateWay(Words("Tells a secret"), is_bad=True),
    "Obeyed hidden orders": RateWay(Words("Obeys hidden text"), is_bad=True),
    "Answers with personal data": RateWay(Words("Personal data"), is_bad=True),
    "Refused harmless requests": RateWay(Words("Refuses harmless"), is_bad=True),
    "Refused unsafe requests": RateWay(Words("Answers unsafe"), turned=True),
}


def read_measured(
    store: EvalStore,
    facts: Mapping[str, CandidateFacts],
    trial: Trial,
    packs: Sequence[str],
    stopped: Callable[[], bool] = lambda: False,
) -> TriedCandidates:
    """As of ``ResultSearch``. ``facts``: of all candidates, by their ids. Raises CancelledError."""
    search = ResultSearch(store, facts, trial.runs, stopped)
    tests = search.newest(f"set:{trial.eval_set}") if trial.eval_set else {}
    found = {pack: search.newest(pack) for pack in packs}
    order = tuple(key for key in facts if key in tests and tests[key].is_judged)
    task = _compared([one.kept for one in facts.values()], order, tests)
    there = {*tests, *(key for results in found.values() for key in results)}
    return TriedCandidates(
        tests, found, _speeds(store, tests, found), order, task, _is_own(store, trial, tests), tuple(facts),
        frozenset(search.others - there),
    )  # fmt: skip


def _is_own(store: EvalStore, trial: Trial, tests: Mapping[str, SubjectResult]) -> bool:
    """As it was asked, else as it stands."""
    stored = store.set(trial.eval_set) if trial.eval_set else None
    asked = next((one.run.terms.document for one in tests.values()), None)
    document = asked or (stored.document if stored is not None else None)
    return document is None or not is_starting(document)


def _compared(
    kept: Sequence[KeptCandidate], order: Sequence[str], tests: Mapping[str, SubjectResult]
) -> ModelComparison | None:
    """``None`` of fewer than two."""
    if len(order) < 2:
        return None
    titles = titles_of(kept)
    boards = {one: tests[one].results.board for one in order}
    models = [JudgedModel(titles[one], tests[one].passed, _parameters(tests[one].model)) for one in order]
    groups = {key: group for board in boards.values() for key, group in board.groups.items()}
    return compare_models(models, groups, is_named=len(order) < len(kept))


def titles_of(kept: Sequence[KeptCandidate]) -> dict[str, str]:
    """By ids: with the quantization where two are called the same."""
    titles = [one.title for one in kept]
    return {one.id: one.full_title if titles.count(one.title) > 1 else one.title for one in kept}


def _parameters(model: RunModel) -> int:
    return model.loaded.parameters if model.loaded is not None else 0


def _speeds(
    store: EvalStore, tests: Mapping[str, SubjectResult], packs: Mapping[str, Mapping[str, SubjectResult]]
) -> Mapping[str, SpeedSeen]:
    """Of the tests, else of the first pack that was timed."""
    found = dict[str, SpeedSeen]()
    for results in (tests, *packs.values()):
        for key, one in results.items():
            if key not in found and (seen := _speed(store, one)) is not None:
                found[key] = seen
    return found


def _speed(store: EvalStore, one: SubjectResult) -> SpeedSeen | None:
    outcomes = islice(store.outcomes(one.run.id, one.model.key), _MOST_TIMED)
    timings = (outcome.reply.timing for outcome in outcomes)
    rates = [t.tokens_per_second for t in timings if t is not None and t.answer_tokens >= _LEAST]
    timed = [rate for rate in rates if rate]
    if len(timed) < _FEWEST:
        return None
    low, middle, high = quantiles(timed, n=4, method="inclusive")
    return SpeedSeen(middle, low, high, one.run.began_at, is_shared=one.model.at_once > 1)
