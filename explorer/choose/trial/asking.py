"""What a trial asks: the models that are here, all in one run of the app, each once."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.trial.changes import with_runs
from explorer.choose.trial.trial_means import TrialMeans
from explorer.choose.trial.trial_state import TrialDoing, TrialStage, TrialState
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, Whereabouts
from explorer.domain.places import Room
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.store import EvalRun
from explorer.kit.tasks import Task
from explorer.local.models.included import unseen_terms


class TrialAsking:
    """``look``: there is something new; ``told``: something else goes on; ``fail``: nothing can be asked."""

    def __init__(
        self,
        number: int,
        means: TrialMeans,
        look: Callable[[], None],
        told: Callable[[], object],
        fail: Callable[[KnownError], None],
    ) -> None:
        self._number, self._means = number, means
        self._look, self._told, self._failed = look, told, fail
        self._asked: set[str] = set()  # references: what fails is asked again by a press alone
        self._held: set[str] = set()  # those that are not asked as things are
        self._whole: set[str] = set()  # ids of those that answered everything: never fetched again
        self._tried: object = None
        self._planning: Task | None = None
        self._begun: Sequence[EvalRun] = ()
        self.has_run = False  # one that goes on now

    @property
    def live(self) -> EvalLive | None:
        """The run of this trial that goes on."""
        return self._means.runs.live if self.has_run else None

    def is_done_with(self, kept: KeptCandidate) -> bool:
        """It needs not come here any more."""
        return kept.id in self._whole or kept.reference in self._asked

    def comes(self, models: Sequence[Model]) -> bool:
        """Whether one of these is asked without the person."""
        waiting = (one for one in models if self._waits_for_network(one))
        return self._planning is not None or any(one.id not in self._asked for one in waiting)

    def note_tried(self, trial: Trial) -> None:
        """If something else is tried now, all are asked that."""
        tried = trial.eval_set, trial.is_without_set, trial.packs, trial.is_quick
        if tried != self._tried:
            if self._tried is not None:
                self._whole.clear()
            self._tried = tried
            self._asked.clear()
            self._held.clear()

    def note_asked(self, state: TrialState) -> None:
        """Who answered everything. On any thread."""
        self._whole.update(one.kept.id for one in state.candidates if one.is_asked)

    def note_change(self) -> None:
        """What was held may be asked now."""
        self._held.clear()

    def ask(self, decision: Decision, models: Sequence[Model]) -> None:
        """Those that are here and were not asked yet."""
        if self._means.runs.is_busy or self._planning is not None:
            return
        done = self._asked | self._held
        fresh = [one for one in models if one.id not in done and not self._waits_for_network(one)]
        if fresh:
            work = partial(self._plan, decision, fresh)
            self._planning = self._means.tasks.do(work, self._take_plan, self._fail)

    def stop(self) -> None:
        """Plan nothing more; a run goes on."""
        if self._planning is not None:
            self._planning.stop()

    def end_run(self) -> bool:
        """None goes on any more; whether one of this trial did."""
        was_own, self.has_run = self.has_run, False
        return was_own

    def follow(self, _told: None) -> None:
        """How far a run is."""
        live = self.live
        if live is None:
            return
        if live.runs and live.runs is not self._begun:
            self._begun = live.runs
            decisions = self._means.decisions
            if (stored := decisions.decision(self._number)) is not None:
                decisions.changed.emit(stored)
        self._told()

    def _waits_for_network(self, model: Model) -> bool:
        return model.where is Whereabouts.AWAY and self._means.core.settings.is_offline()

    def _plan(self, decision: Decision, models: Sequence[Model]) -> tuple[EvalPlan | None, Sequence[str]]:
        """On another thread. With the references of those that need no run now."""
        reader = self._means.reader
        state = reader.state(decision, self._means.around(TrialDoing()))
        self.note_asked(state)
        here = (one.model for one in state.candidates if one.stage is TrialStage.HERE or one.failed)
        seen = self._means.core.settings.current.terms_seen
        ready = {one.id for one in here if one is not None and not _has_terms(one, seen)}
        asked = [one for one in models if one.id in ready]
        rest = [one.id for one in models if one.id not in ready]
        return (reader.plan(decision, asked) if asked else None), rest

    def _take_plan(self, planned: tuple[EvalPlan | None, Sequence[str]]) -> None:
        self._planning = None
        plan, rest = planned
        self._held.update(rest)
        if self._means.runs.is_busy:
            return
        if plan is not None:
            self._asked.update(leg.reference for leg in plan.legs)
            if any(leg.count for leg in plan.legs):
                self._begun, self.has_run = (), True
                self._means.runs.start(plan, Room.CHOOSE, self._note_runs)
                self._told()
                return
        self._look()

    def _fail(self, error: KnownError) -> None:
        self._planning = None
        self._failed(error)

    def _note_runs(self, runs: Sequence[EvalRun]) -> None:
        """On another thread: which are of this trial, as they are begun."""
        self._means.decisions.write(self._number, partial(with_runs, [run.id for run in runs]))


def _has_terms(model: Model, seen: Collection[str]) -> bool:
    """That must be seen first."""
    return isinstance(model, LocalModel) and unseen_terms(model, seen) is not None
