"""The run of `omx compare`: kept as it goes, so that the same command goes on where it was stopped."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from explorer.cli.model_pool import open_backends
from explorer.cli.output import Output
from explorer.domain.model import Model
from explorer.domain.units import duration_text
from explorer.kit.headless_loop import HeadlessLoop
from explorer.kit.tasks import Tasks
from explorer.local.models.file_cache import FileCache
from explorer.rooms.compare.document.answer_store import AnswerStore, StoredRun
from explorer.rooms.compare.document.comparison_list import Comparison, all_comparisons
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Failure, Outcome, measured_words
from explorer.rooms.compare.run.plan import (
    PlanStep,
    RunListener,
    RunPlan,
    missing_steps,
    steps_of,
)
from explorer.rooms.compare.run.runner import RunStarter
from explorer.services import Core


@dataclass(frozen=True)
class ComparisonJob:
    """What is to be asked. ``models`` that are on this disk, by the columns' keys."""

    comparison: Comparison
    models: Mapping[str, Model]
    labels: Mapping[str, str]


def unfinished(core: Core, kept: Comparisons, document: ComparisonDocument) -> Comparison | None:
    """The last comparison of just these models, prompts and settings, if some answer of it is missing."""
    for one in all_comparisons(core.store):
        if replace(one.document, blind_seed=0) != replace(document, blind_seed=0):
            continue
        return one if _missing(kept.answers, one) else None
    return None


def _missing(answers: AnswerStore, comparison: Comparison) -> tuple[PlanStep, ...]:
    """Of a run that was broken off; else what was never asked."""
    run = answers.interrupted(comparison.id)
    if run is not None:
        return answers.missing(run)
    return missing_steps(comparison.document, answers.outcomes(comparison.id))


def ask_all(core: Core, kept: Comparisons, wanted: ComparisonJob, out: Output) -> None:
    """Ask for what is missing.

    Raises KeyboardInterrupt when it was stopped; what is there by then is kept.
    """
    answers, comparison = kept.answers, wanted.comparison
    interrupted = answers.interrupted(comparison.id)
    steps = [step for step in _missing(answers, comparison) if step.column in wanted.models]
    if steps:
        _run(core, answers, wanted, (steps, interrupted), out)
    elif interrupted is not None:
        answers.end_run(interrupted.id, "done")


def _run(
    core: Core,
    answers: AnswerStore,
    wanted: ComparisonJob,
    what: tuple[Sequence[PlanStep], StoredRun | None],
    out: Output,
) -> None:
    steps, interrupted = what
    memory = FileCache(core.store)
    total = sum(step.column in wanted.models for step in steps_of(wanted.comparison.document))
    with closing(Tasks()) as tasks, open_backends(core) as (backends, loop):
        starter = RunStarter(answers, backends, core, tasks, memory)
        plan = starter.planner.plan(wanted.comparison.document, wanted.models, steps)
        listener = _Teller(loop, out, wanted, (total - len(steps), total))
        _tell_plan(plan, listener, out)
        with closing(starter.run(wanted.comparison, plan, listener, interrupted)) as run:
            try:
                run.start()
                loop.run()
            except KeyboardInterrupt:
                left = len(_missing(answers, wanted.comparison))
                missing = "1 answer is missing" if left == 1 else f"{left} answers are missing"
                out.note(f"{missing}; the same command goes on there.")
                raise


def _tell_plan(plan: RunPlan, listener: "_Teller", out: Output) -> None:
    """What will happen, and how long it will take as far as that can be said."""
    count = len(plan.steps)
    order = "all models at once" if plan.is_parallel else "one model at a time"
    order += ", several prompts at once" if plan.asks_together else ""
    likely = f", about {duration_text(plan.likely)}" if plan.likely is not None else ""
    longest = f", {duration_text(plan.at_most)} at most" if plan.at_most is not None else ""
    answers = "1 answer" if count == 1 else f"{count} answers"
    out.note(f"{answers} to come, {order}{likely}{longest}.")
    for leg in plan.legs:
        if problem := leg.problem or leg.warning:
            out.note(f"{listener.label(leg.column)}: {problem}")


class _Teller(RunListener):
    """Says on stderr what goes on: a line an answer, and what is under way on a terminal."""

    def __init__(self, loop: HeadlessLoop, out: Output, wanted: ComparisonJob, done: tuple[int, int]) -> None:
        self._loop, self._out, self._wanted = loop, out, wanted
        self._done, self._total = done
        self._numbers = {one.key: n for n, one in enumerate(wanted.comparison.document.prompts, 1)}

    def label(self, column: str) -> str:
        return self._wanted.labels.get(column, column)

    def checking(self, column: str, fraction: float) -> None:
        self._out.progress(f"{self.label(column)}: checks the file", round(fraction * 100), 100, None)

    def loading(self, column: str, fraction: float) -> None:
        self._out.progress(f"{self.label(column)}: loads", round(fraction * 100), 100, None)

    def asked(self, step: PlanStep) -> None:
        words = f"{self.label(step.column)} answers prompt {self._numbers.get(step.prompt, 0)}"
        self._out.progress(words, self._done, self._total, None)

    def held_up(self, column: str, _step: PlanStep | None = None) -> None:
        self._out.progress(f"{self.label(column)} waits for the server", self._done, self._total, None)

    def came(self, _step: PlanStep, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            self._note(outcome, f"no answer. {outcome.error}")
        else:
            self._note(outcome, str(measured_words(outcome)) if outcome.is_whole else "stopped")

    def over(self) -> None:
        self._loop.leave()

    def _note(self, outcome: Outcome, words: str) -> None:
        self._done += 1
        cell = outcome.cell
        point = f" ({cell.point})" if cell.point else ""
        where = f"{self.label(cell.column)}, prompt {self._numbers.get(cell.prompt, 0)}{point}"
        self._out.note(f"{self._done}/{self._total} {where}: {words}")
