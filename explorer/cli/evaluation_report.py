"""What `omx test` tells of its runs: a line for each model, and how many of its answers passed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.cli.evaluation_run import AskedRun
from explorer.cli.output import table
from explorer.evaluate.exchange.run_results import RunResults, model_text, results_of
from explorer.evaluate.results.pack_comparison import compare_lines
from explorer.evaluate.results.rates import told_of
from explorer.evaluate.store import EvalStore, RunModel


@dataclass(frozen=True)
class PassedTests:
    """Of what could be judged, ``failures`` included, which were no answers; ``unjudged`` beside them."""

    model: str
    passed: int
    count: int
    failures: int
    unjudged: int
    groups: tuple[tuple[int, int], ...] = ()

    @property
    def rate(self) -> float:
        """Of all: what could not be judged did not pass."""
        total = self.count + self.unjudged
        return self.passed / total if total else 0.0


def results_in(store: EvalStore, runs: Sequence[AskedRun]) -> tuple[RunResults, ...]:
    return tuple(results_of(one.run, store.outcomes(one.run.id)) for one in runs)


def passed_tests(results: RunResults, model: RunModel) -> PassedTests:
    came = results.outcomes.get(model.key, {}).values()
    failed = {one.item: False for one in came if one.reply.error is not None}
    judged = {**results.passed(model), **failed}
    counts = sum(judged.values()), len(judged), len(failed), len(came) - len(judged)
    return PassedTests(model_text(model), *counts, results.grouped(judged))


def results_text(results: Sequence[RunResults]) -> str:
    """A line for each model, under the title of each run; below them how packs compare them."""
    return "\n\n".join(
        "\n".join((one.run.title, table([_row(one, model) for model in one.run.models]), *_compared(one)))
        for one in results
    )


def _compared(results: RunResults) -> Iterator[str]:
    found = compare_lines(results.lines)
    if found.words:
        yield from (f"  {found.words}.", *(f"    {pair.words}" for pair in found.pairs))


def _row(results: RunResults, model: RunModel) -> list[str]:
    if (told := results.told.get(model.key)) is not None:
        return [f"  {model_text(model)}", str(told)]
    tests = passed_tests(results, model)
    rate = told_of(tests.passed, tests.count, tests.groups)
    missing = f"{tests.failures} without an answer" if tests.failures else ""
    unjudged = f"{tests.unjudged} not judged" if tests.unjudged else ""
    words = (f"{rate.counted} passed", str(rate.words), missing, unjudged)
    return [f"  {tests.model}", ", ".join(filter(None, words))]
