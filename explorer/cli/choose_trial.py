"""The trial of `omx choose`: what is missing is fetched, the smallest first, then all are asked."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from explorer.base.files import is_file, named_path
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.kept import with_references
from explorer.choose.store import DecisionStore, StoredDecision
from explorer.choose.trial.changes import begun, trial_change, with_runs
from explorer.choose.trial.found_here import ordered
from explorer.choose.trial.trial_counts import TrialCounts, missing, wanted
from explorer.choose.trial.trial_state import CandidateState
from explorer.cli.download_verb import bring
from explorer.cli.evaluation_run import run_planned
from explorer.cli.models import show_terms
from explorer.cli.output import Output
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.units import size_text
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.planner import EvalPlanner
from explorer.evaluate.set_store import now_text
from explorer.evaluate.store import EvalRun
from explorer.local.models.app_folders import app_environment
from explorer.local.models.model_lookup import read_model, scan_disk
from explorer.services import Core


def tried(core: Core, stored: StoredDecision, most_minutes: int, out: Output) -> bool:
    """Whether every candidate was asked everything. What comes is kept as it comes; raises KeyboardInterrupt
    or CancelledError when it was stopped, KnownError if nothing can be asked.
    """
    with closing(HeldChecks()) as held:
        trial = _HeadlessTrial(core, stored.id, out, held)
        trial.prepare()
        trial.fetch()
        return trial.ask(most_minutes)


def models_of(core: Core, kept: Sequence[KeptCandidate] = ()) -> tuple[Model, ...]:
    """That can be asked, on this disk and at endpoints; of ``kept`` those too that lie anywhere else."""
    found = scan_disk(core.models_folder, core.store, app_environment()).models
    known = {one.id for one in found}
    paths = (named_path(one.reference) for one in kept if one.reference and one.reference not in known)
    others = [read_model(path) for path in paths if path.is_absolute() and is_file(path)]
    return (*found, *others, *core.endpoints.models)


class _HeadlessTrial:
    """Of one decision. While it goes on here the window does not go on with it by itself."""

    def __init__(self, core: Core, number: int, out: Output, held: HeldChecks) -> None:
        self._core, self._number, self._out = core, number, out
        self._decisions, self._counts = DecisionStore(core.store), TrialCounts(core, held)

    @property
    def _decision(self) -> Decision:
        stored = self._decisions.decision(self._number)
        assert stored is not None  # noqa: S101  it was kept just now
        return stored.decision

    def prepare(self) -> None:
        """The tests to begin with are the person's own from now on."""
        decision = self._decision
        tried = self._counts.tried(decision)
        if tried.assignments or tried.missing_set:  # else nobody wants a trial
            self._change(trial_change(eval_set=self._counts.set_to_ask(decision)))

    def fetch(self) -> None:
        """What patience allows. What cannot be fetched is told, and keeps nobody else waiting."""
        states = self._states()
        fetched = wanted(self._decision, states)
        for one in missing(states):
            if one not in fetched:
                size = size_text(one.size) if one.size else "size not told"
                self._out.note(f"{one.full_title} is not fetched: {size} are more than was allowed.")
        for one in fetched:
            try:
                self._fetch(one)
            except CancelledError:
                raise
            except KnownError as error:
                self._out.note(f"{one.full_title} is not fetched: {error}")

    def _fetch(self, kept: KeptCandidate) -> None:
        repo, order = ordered(self._core.hub, kept)
        self._out.note(f"Fetches {kept.full_title}: {size_text(kept.size)}.")
        bring(self._core, order, repo, self._out)

    def ask(self, most_minutes: int) -> bool:
        """What is missing. Whether nothing is, after that."""
        models = self._adopted()
        for model in models:
            if isinstance(model, LocalModel):
                show_terms(self._core, model, self._out)
        if models and not self._is_whole:
            self._change(partial(begun, self._decision.trial.eval_set))
            self._change(trial_change(is_stopped=True))  # for the window
            planned = partial(self._planned, models)
            run_planned(
                self._core,
                self._counts.store,
                planned,
                models,
                self._out,
                self._keep_runs,
                most_minutes,
                tells_fails=False,
            )
        if self._is_whole:
            self._change(trial_change(is_stopped=False, ended_at=now_text()))
        return self._is_whole

    def _adopted(self) -> tuple[Model, ...]:
        """The models of the candidates that are here, told of in the decision."""
        states = self._states()
        here = tuple(one.model for one in states if one.model is not None)
        self._change(partial(with_references, here))
        for one in states:
            if one.model is None and not one.is_asked:
                self._out.note(f"{one.kept.full_title} is not here, so it is not asked.")
        return here

    def _planned(self, models: Sequence[Model], planner: EvalPlanner) -> EvalPlan:
        return planner.join(self._counts.assignments(self._decision), models)

    def _keep_runs(self, runs: Sequence[EvalRun]) -> None:
        self._decisions.write(self._number, partial(with_runs, [run.id for run in runs]))

    def _states(self) -> list[CandidateState]:
        """What came of each so far."""
        decision = self._decision
        models = models_of(self._core, decision.kept)
        return self._counts.states(self._counts.tried(decision), decision.kept, models)

    @property
    def _is_whole(self) -> bool:
        """Whether each candidate has answered all that one of its kind is asked."""
        return all(not one.failed and one.done >= one.total for one in self._states())

    def _change(self, change: Callable[[Decision], Decision]) -> None:
        self._decisions.update(self._number, change)
