"""The run of `omx test`: kept as it goes, so that the same command goes on where it was stopped."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from explorer.cli.model_pool import open_backends
from explorer.cli.output import Output
from explorer.domain.elsewhere import most_cost_words
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.domain.model import Model
from explorer.domain.units import answers_text
from explorer.domain.words import Words, enumerated
from explorer.evaluate.items import JudgedByModels, Outcome
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.model_run import RunMeans
from explorer.evaluate.run.plan import Assignment, EvalPlan
from explorer.evaluate.run.planner import EvalPlanner
from explorer.evaluate.run.run_locks import RunLocks
from explorer.evaluate.run.run_words import (
    doing_text,
    goes_text,
    judge_words,
    packs_for_chat,
    plan_text,
    takes_text,
    untold_text,
)
from explorer.evaluate.run.runner import EvaluationRun, Noted
from explorer.evaluate.store import EvalRun, EvalStore
from explorer.kit.headless_loop import HeadlessLoop
from explorer.kit.tasks import Tasks
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.models.app_folders import app_environment
from explorer.local.models.model_lookup import scan_disk
from explorer.services import Core


@dataclass(frozen=True)
class EvaluationJob:
    """What is asked. Of runs that are there already: in their assignments."""

    assignments: Sequence[Assignment]
    models: Sequence[Model]
    load: LoadChoice
    is_forced: bool = False

    @property
    def goes_on(self) -> bool:
        return any(one.run is not None for one in self.assignments)


def gone_on(store: EvalStore, job: EvaluationJob, out: Output, *, with_failed: bool) -> EvaluationJob:
    """With the last runs of just this, if one of them did not come to its end; or, ``with_failed``, has
    items that gave no answer.
    """
    last = [_last_alike(store, one, job) for one in job.assignments]
    begun = [run for run in last if run is not None]
    ends = ("done",) if with_failed else ("done", "failed")
    if len(begun) < len(last) or all(run.end in ends for run in begun):
        return job
    there = sum(len(items) for run in begun for items in store.done_items(run.id).values())
    are = "is" if there == 1 else "are"
    out.note(f"Goes on with a run: {answers_text(there)} {are} there already.")
    pairs = zip(job.assignments, last, strict=True)
    return replace(job, assignments=[replace(one, run=run) for one, run in pairs])


def _last_alike(store: EvalStore, wanted: Assignment, job: EvaluationJob) -> EvalRun | None:
    run = store.last_run(wanted.subject.id)
    if run is None or run.version != wanted.subject.version or run.end == "dropped":
        return None
    terms = run.terms.seed, run.terms.is_quick, [one.reference for one in run.models]
    same = wanted.terms.seed, wanted.terms.is_quick, [model.id for model in job.models]
    return run if terms == same and all(_is_loaded_so(one.options, job) for one in run.models) else None


def _is_loaded_so(options: LoadOptions, job: EvaluationJob) -> bool:
    """As the words of this command say."""
    wanted = job.load.device, job.load.gpu_layers, job.is_forced
    return (options.device, options.gpu_layers, options.is_forced) == wanted


def begun_anew(core: Core, store: EvalStore, job: EvaluationJob) -> None:
    """What was cut off of just this is not to be gone on with."""
    locks = RunLocks(core.paths.root)
    for run in (_last_alike(store, one, job) for one in job.assignments):
        if run is not None and not run.end and not locks.is_held(run.id):
            store.drop_run(run.id)


def models_around(core: Core, named: Sequence[Model]) -> Sequence[Model]:
    """That can judge: those on the command line may lie elsewhere."""
    found = scan_disk(core.models_folder, core.store, app_environment()).models
    return (*named, *found, *core.endpoints.models)


def run_all(core: Core, store: EvalStore, job: EvaluationJob, out: Output) -> tuple[EvalRun, ...]:
    """Ask for what is missing.

    Raises KeyboardInterrupt when it was stopped; what is there by then is kept. Raises KnownError if
    nothing could be asked.
    """

    def planned(planner: EvalPlanner) -> EvalPlan:
        if job.goes_on:
            return planner.go_on(job.assignments, {model.id: model for model in job.models})
        return planner.plan(job.assignments, job.models, job.load, is_forced=job.is_forced)

    return run_planned(core, store, planned, job.models, out)


def run_planned(
    core: Core,
    store: EvalStore,
    planned: Callable[[EvalPlanner], EvalPlan],
    models: Sequence[Model],
    out: Output,
    noted: Noted | None = None,
    most_minutes: int = 0,
    *,
    tells_fails: bool = True,
) -> tuple[EvalRun, ...]:
    """As ``run_all``. ``noted`` as of ``EvaluationRun``; after ``most_minutes`` it stops by
    itself, 0 for no limit. ``tells_fails``: each answer that did not pass, too.
    """
    with closing(Tasks()) as tasks, open_backends(core) as (backends, loop):
        means = RunMeans(store, backends, core, tasks, partial(models_around, core, models))
        plan = planned(means.planner)
        if not plan.total:
            raise _nothing_asked(plan)
        _tell_plan(plan, out)
        _tell_judges(plan, core, out)
        teller = _Teller(plan, loop, out, tells_fails=tells_fails)
        started = closing(EvaluationRun(plan, means, teller.live, noted))
        with started as run, loop.limit(most_minutes, run.stop):
            try:
                run.start()
                loop.run()
            except KeyboardInterrupt:
                left = teller.live.total - teller.live.done
                missing = f"{answers_text(left)} missing" if left else "All answers are there, not all judged"
                out.note(f"{missing}; the same command goes on there.")
                raise
        if teller.error is not None:
            raise teller.error
        return tuple(store.run(run.id) or run for run in teller.live.runs)


def _nothing_asked(plan: EvalPlan) -> KnownError:
    if packs := packs_for_chat(plan.assignments):
        words = Words("{packs} ask only models that take a conversation.", packs=enumerated(packs))
        return KnownError(words, "Name such a model, or another pack.")
    return KnownError("These tests ask nothing.", "Write a prompt into one of them.")


def _tell_plan(plan: EvalPlan, out: Output) -> None:
    """What will happen, and how long it will take as far as that can be said."""
    if plan.count:
        out.note(f"{plan_text(plan)} {takes_text(plan)}")
    for leg in plan.legs:
        cost = most_cost_words([leg.most_cost])
        for words in (leg.problem or leg.warning, goes_text(leg), cost, untold_text(leg)):
            if words:
                out.note(f"{leg.title}: {words}")


def _tell_judges(plan: EvalPlan, core: Core, out: Output) -> None:
    """Those that are told the tests elsewhere."""
    subjects = [one.subject for one in plan.assignments]
    asked = {one.judge_model for one in subjects if isinstance(one, JudgedByModels) and one.needs_models}
    for model in core.endpoints.models:
        if model.id in asked and (words := judge_words(model)):
            out.note(str(words))


class _Teller:
    """Says on stderr what goes on: a line for each answer that failed, the rest on a terminal alone."""

    def __init__(self, plan: EvalPlan, loop: HeadlessLoop, out: Output, *, tells_fails: bool) -> None:
        self._loop, self._out, self._tells_fails = loop, out, tells_fails
        self.error: KnownError | None = None
        self._noted: set[tuple[int, str, str]] = set()
        self.live = EvalLive(plan, self._tell, self._end)
        self._titles = {
            (part.assignment.subject.id, part.key, item.key): (leg.title, item.title)
            for leg in plan.legs
            for part in leg.parts
            for item in part.items
        }

    def _tell(self, came: CameOf | None) -> None:
        live = self.live
        if came is not None:
            for outcome in came.outcomes:
                self._note(came.run, outcome)
        self._out.progress(str(doing_text(live)), live.done, live.total, live.left.seconds)

    def _note(self, run: EvalRun, outcome: Outcome) -> None:
        error = outcome.reply.error
        place = run.id, outcome.model, outcome.item  # judged again, it comes again
        is_wrong = self._tells_fails and outcome.judged.verdict == "fail"
        if (error is None and not is_wrong) or place in self._noted:
            return
        self._noted.add(place)
        model, title = self._titles.get((run.subject, outcome.model, outcome.item), ("", outcome.item))
        why = str(error.error) if error is not None else str(outcome.judged.short.words)
        self._out.note(f"{model}: {title}: {why}")

    def _end(self, error: KnownError | None) -> None:
        self.error = error
        self._loop.leave()
