"""What came of the candidates in a set or pack: of each in the newest run that asked it. Blocks.

The trial’s own runs come first, whatever else was run since; who is in none of them is taken from the latest
that asked it the same. What was asked of another file is of no use: it is only said that it is so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.errors import CancelledError
from explorer.evaluate.asked_counts import is_another_file
from explorer.evaluate.results.board import Tally
from explorer.evaluate.results.pack_board import PackLine
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore, RunModel

_ENDED = ("done", "failed")  # to its end
_MOST = 20  # runs of a subject that are looked into


@dataclass(frozen=True)
class SubjectResult:
    """A candidate in the newest run of a set or pack that asked it. ``column``: its number in that run;
    ``is_own``: it is one of the trial’s.
    """

    results: RunResults
    column: int
    is_own: bool = True

    @property
    def run(self) -> EvalRun:
        return self.results.run

    @property
    def model(self) -> RunModel:
        return self.run.models[self.column]

    @property
    def tally(self) -> Tally:
        return self.results.board.tally(self.column)

    @property
    def is_over(self) -> bool:
        """Whether it was asked all of it: of half a run nothing is said."""
        return self.run.end in _ENDED or not self.results.waiting(self.column)

    @property
    def is_judged(self) -> bool:
        return self.is_over and self.tally.judged > 0

    @property
    def passed(self) -> dict[str, bool]:
        """Whether it passed, of each item that was judged; where it gave no answer, it did not."""
        board = self.results.board
        cells = ((row.key, board.cell(number, self.column)) for number, row in enumerate(board.rows))
        unanswered = {key: False for key, cell in cells if cell is not None and cell.error is not None}
        return unanswered | board.passed_by(self.column)

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
class ResultSearch:
    """``facts``: of candidates, by their ids; ``own``: numbers of the trial’s runs. ``others``: gets the ids
    of those that were asked when their file was another one.
    """

    store: EvalStore
    facts: Mapping[str, CandidateFacts]
    own: Sequence[int]
    stopped: Callable[[], bool]
    others: set[str] = field(default_factory=set)

    def newest(self, subject: str) -> dict[str, SubjectResult]:
        """By ids of candidates. Raises CancelledError."""
        found = dict[str, SubjectResult]()
        missing = {one.kept.reference: key for key, one in self.facts.items() if one.kept.reference}
        way = None
        for run in self._runs(subject):
            if not missing:
                break
            columns = dict(self._columns(run, missing))
            if not columns or (way is not None and way != _way(run)):
                continue
            results, is_own = RunResults(self.store, run).read(self.stopped), run.id in self.own
            for reference, column in columns.items():
                if is_own or _says_something(results.board.tally(column)):
                    found[missing.pop(reference)] = SubjectResult(results, column, is_own)
                    way = _way(run)
        return found

    def _runs(self, subject: str) -> Iterator[EvalRun]:
        """Those of the trial before others, the newest first."""
        listed = [one.id for one in self.store.listed_runs(subject)]
        order = [*(one for one in listed if one in self.own), *(one for one in listed if one not in self.own)]
        for number in order[:_MOST]:
            if self.stopped():
                raise CancelledError
            if (run := self.store.run(number)) is not None:
                yield run

    def _columns(self, run: EvalRun, missing: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        for column, model in enumerate(run.models):
            key = missing.get(model.reference)
            if key is None:
                continue
            facts = self.facts[key]
            if is_another_file(model.file, model.sha256, facts.model, facts.measured_sha256):
                self.others.add(key)
            else:
                yield model.reference, column


def _way(run: EvalRun) -> tuple[object, ...]:
    """Another version of a set or pack, and others of its items, are another measurement."""
    return run.version, run.terms.seed, run.terms.is_quick


def _says_something(tally: Tally) -> bool:
    return bool(tally.judged or tally.unmeasured or tally.plain)
