"""What was tried of each candidate: tests, packs and speeds, out of the runs that Evaluate keeps. Blocks.

Of a set and of each pack the newest run of a candidate counts; a set’s runs only under the version and terms
of the newest of all, for another version is another measurement.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from statistics import quantiles

from explorer.choose.deciding.standing import Contests
from explorer.choose.decision import KeptCandidate, Trial
from explorer.choose.uses.starting_sets import is_starting
from explorer.domain.errors import CancelledError
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.evaluate.comparison import JudgedModel, ModelComparison, compare_models
from explorer.evaluate.packs.pack import PackRate
from explorer.evaluate.results.pack_board import PackLine
from explorer.evaluate.results.pack_comparison import PackComparison, compare_lines
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore, RunModel
from explorer.local.fit.measurements import model_key

_NO_FILES: Mapping[str, LocalModel] = {}
_ENDED = ("done", "failed")  # to its end
_MOST = 20  # runs of a subject that are looked into
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
class SubjectResult:
    """A candidate in the newest run of a set or pack that asked it. ``column``: its number in that run."""

    results: RunResults
    column: int

    @property
    def run(self) -> EvalRun:
        return self.results.run

    @property
    def model(self) -> RunModel:
        return self.run.models[self.column]

    @property
    def is_over(self) -> bool:
        """Whether it was asked everything: half a run says nothing."""
        return self.run.end in _ENDED or not self.results.board.tally(self.column).waiting

    @property
    def is_judged(self) -> bool:
        """Whether all is there that is compared: of half a run nothing is said."""
        return self.is_over and self.results.board.tally(self.column).judged > 0

    @property
    def line(self) -> PackLine | None:
        """Of a pack."""
        lines = self.results.lines
        return next((line for line in lines if line.model.key == self.model.key), None)

    @property
    def failed_titles(self) -> tuple[str, ...]:
        """Of the tests that it failed, in their order."""
        board = self.results.board
        cells = ((row, board.cell(number, self.column)) for number, row in enumerate(board.rows))
        return tuple(row.title for row, cell in cells if cell is not None and cell.kind == "fail")


@dataclass(frozen=True)
class TriedCandidates:
    """``tests``: by the ids of candidates; ``packs``: by subject, then by those. ``speeds``: of whom was
    timed. ``task``: all that took the same tests, compared, ``order`` being their ids. ``is_own``: not
    all of the tests came with the app.
    """

    tests: Mapping[str, SubjectResult]
    packs: Mapping[str, Mapping[str, SubjectResult]]
    speeds: Mapping[str, SpeedSeen]
    order: tuple[str, ...] = ()
    task: ModelComparison | None = None
    is_own: bool = True

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
        ids = self._ids
        everyone = {*ids.values(), *self.tests}
        told: dict[str, set[str]] = {}
        for found in self.pack_pairs.values():
            for pair in found.pairs:
                seen = told.setdefault(pair.rate.template, set())
                seen.update(ids[one.reference] for one in (pair.first, pair.other))
        for better, _, rate in self._apart():
            yield from ((better, one) for one in everyone - told[rate])


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


def read_tried(
    store: EvalStore,
    kept: Sequence[KeptCandidate],
    trial: Trial,
    packs: Sequence[str],
    stopped: Callable[[], bool] = lambda: False,
    files: Mapping[str, LocalModel] = _NO_FILES,
) -> TriedCandidates:
    """Of the trial’s own runs; a candidate that is in none of them, of the latest that asked it the same.
    ``files``: as they are now, by the ids of candidates: what another file answered counts for nothing.
    Raises CancelledError.
    """
    subjects = [f"set:{trial.eval_set}"] if trial.eval_set else []
    found: dict[str, dict[str, SubjectResult]] = {}
    for subject in (*subjects, *packs):
        found[subject] = dict(_newest(store, subject, kept, trial.runs, stopped, files))
    tests = _alike(found.pop(subjects[0]), trial.runs) if subjects else {}
    order = tuple(one.id for one in kept if one.id in tests and tests[one.id].is_judged)
    task = _compared(kept, order, tests)
    return TriedCandidates(
        tests, found, _speeds(store, tests, found), order, task, _is_own(store, trial, tests)
    )


def _is_own(store: EvalStore, trial: Trial, tests: Mapping[str, SubjectResult]) -> bool:
    """As it was asked, else as it stands."""
    stored = store.set(trial.eval_set) if trial.eval_set else None
    asked = next((one.run.terms.document for one in tests.values()), None)
    document = asked or (stored.document if stored is not None else None)
    return document is None or not is_starting(document)


def _newest(
    store: EvalStore, subject: str, kept: Sequence[KeptCandidate], own: Sequence[int],
    stopped: Callable[[], bool], files: Mapping[str, LocalModel],
) -> Iterator[tuple[str, SubjectResult]]:  # fmt: skip
    """Of each candidate; those of the trial before others."""
    listed = [one.id for one in store.listed_runs(subject)]
    order = [*(one for one in listed if one in own), *(one for one in listed if one not in own)]
    missing = {one.reference: one.id for one in kept if one.reference}
    for number in order[:_MOST]:
        if not missing:
            return
        if stopped():
            raise CancelledError
        run = store.run(number)
        models = run.models if run is not None else ()
        columns = {
            one.reference: column
            for column, one in enumerate(models)
            if one.reference in missing and not _is_another(one, files.get(missing[one.reference]))
        }
        if run is None or not columns:
            continue
        results = RunResults(store, run).read(stopped)
        for reference, column in columns.items():
            is_own = number in own
            if is_own or _says_something(results, column):
                yield missing.pop(reference), SubjectResult(results, column)


def _is_another(before: RunModel, now: LocalModel | None) -> bool:
    """Whether another file lies there now, as far as that is known."""
    if now is None:
        return False
    pairs = (before.sha256, now.measured_sha256 or now.sha256), (before.file, model_key(now))
    return any(old and new and old != new for old, new in pairs)


def _says_something(results: RunResults, column: int) -> bool:
    tally = results.board.tally(column)
    return bool(tally.judged or tally.unmeasured or tally.plain)


def _alike(results: Mapping[str, SubjectResult], own: Sequence[int]) -> Mapping[str, SubjectResult]:
    """Those of the same version of the set, asked in the same way: that of the trial’s newest run, else of
    the newest.
    """
    if not results:
        return results
    newest = max(results.values(), key=lambda one: (one.run.id in own, one.run.id)).run
    return {
        key: one for key, one in results.items()
        if (one.run.version, one.run.terms.seed) == (newest.version, newest.terms.seed)
    }  # fmt: skip


def _compared(
    kept: Sequence[KeptCandidate], order: Sequence[str], tests: Mapping[str, SubjectResult]
) -> ModelComparison | None:
    """``None`` of fewer than two."""
    if len(order) < 2:
        return None
    titles = titles_of(kept)
    boards = {one: tests[one].results.board for one in order}
    models = [
        JudgedModel(titles[one], boards[one].passed_by(tests[one].column), _parameters(tests[one].model))
        for one in order
    ]
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
