"""The trial of `omx choose`: what is missing is fetched, the smallest first, then all are asked."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from explorer.base.files import is_file, named_path
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.kept import model_of
from explorer.choose.store import DecisionStore, StoredDecision
from explorer.choose.trial.changes import begun, trial_change, with_references, with_runs
from explorer.choose.trial.found_here import can_come, ordered, to_fetch
from explorer.choose.trial.starting import starting_of
from explorer.choose.trial.trial_reading import TrialReader
from explorer.choose.trial.tried import read_tried
from explorer.cli.download_verb import bring
from explorer.cli.evaluation_run import run_planned
from explorer.cli.models import show_terms
from explorer.cli.output import Output
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.units import size_text
from explorer.evaluate.asked_counts import AskedCounts
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.planner import EvalPlanner
from explorer.evaluate.set_store import now_text
from explorer.evaluate.store import EvalRun, EvalStore
from explorer.local.models.app_folders import app_environment
from explorer.local.models.model_lookup import read_model, scan_disk
from explorer.services import Core


def tried(core: Core, stored: StoredDecision, most_minutes: int, out: Output) -> bool:
    """Whether every candidate was asked everything. What comes is kept as it comes; raises KeyboardInterrupt
    or CancelledError when it was stopped.
    """
    trial = _HeadlessTrial(core, stored.id, out)
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

    def __init__(self, core: Core, number: int, out: Output) -> None:
        self._core, self._number, self._out = core, number, out
        self._decisions, self._store = DecisionStore(core.store), EvalStore(core.store)

    @property
    def _decision(self) -> Decision:
        stored = self._decisions.decision(self._number)
        assert stored is not None  # noqa: S101  it was kept just now
        return stored.decision

    def fetch(self) -> None:
        """What patience allows. What cannot be fetched is told, and keeps nobody else waiting."""
        decision, models = self._decision, models_of(self._core, self._decision.kept)
        absent = [one for one in decision.kept if model_of(one, models) is None and can_come(one)]
        wanted = to_fetch(decision, absent)
        for one in absent:
            if one not in wanted:
                size = size_text(one.size) if one.size else "size not told"
                self._out.note(f"{one.full_title} is not fetched: {size} are more than was allowed.")
        for one in wanted:
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
        with closing(HeldChecks()) as held:
            if models and not self._is_whole(held):
                self._change(partial(begun, self._eval_set()))
                self._change(trial_change(is_stopped=True))  # for the window
                planned = partial(self._planned, models, held)
                run_planned(
                    self._core,
                    self._store,
                    planned,
                    models,
                    self._out,
                    self._keep_runs,
                    most_minutes,
                    tells_fails=False,
                )
            is_whole = self._is_whole(held)
        if is_whole:
            self._change(trial_change(is_stopped=False, ended_at=now_text()))
        return is_whole

    def _eval_set(self) -> int:
        """The chosen one, else the one to begin with, which is one of the person's from now on."""
        decision = self._decision
        if decision.trial.eval_set or decision.trial.is_without_set:
            return decision.trial.eval_set
        return starting_of(decision).keep(self._store)

    def _adopted(self) -> tuple[Model, ...]:
        """The models of the candidates that are here, told of in the decision."""
        models = models_of(self._core, self._decision.kept)
        found = {one.id: model_of(one, models) for one in self._decision.kept}
        here = {key: model for key, model in found.items() if model is not None}
        self._change(partial(with_references, {key: model.id for key, model in here.items()}))
        for one in self._decision.kept:
            if one.id not in here:
                self._out.note(f"{one.full_title} is not here, so it is not asked.")
        return tuple(here.values())

    def _planned(self, models: Sequence[Model], held: HeldChecks, planner: EvalPlanner) -> EvalPlan:
        reader = TrialReader(self._core, self._store, planner, _no_set, held)
        return reader.plan(self._decision, models)

    def _keep_runs(self, runs: Sequence[EvalRun]) -> None:
        self._decisions.write(self._number, partial(with_runs, [run.id for run in runs]))

    def _is_whole(self, held: HeldChecks) -> bool:
        """Whether each candidate has answered all that one of its kind is asked."""
        decision, models = self._decision, models_of(self._core, self._decision.kept)
        tried = read_tried(decision.need, decision.trial, self._store, None, held)
        counts = AskedCounts(self._core.store).counts(decision.trial.runs)
        for one in decision.kept:
            model = model_of(one, models)
            came, failed = counts.get(model.id, (0, 0)) if model is not None else (0, 0)
            if model is None or failed or came < tried.count(is_chat=model.is_chat):
                return False
        return True

    def _change(self, change: Callable[[Decision], Decision]) -> None:
        self._decisions.update(self._number, change)


def _no_set(_decision: Decision) -> None:
    """Its set is one of the person's by now."""
