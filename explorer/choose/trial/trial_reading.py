"""Reads how far a trial is, from what is stored and what is here. Blocks, on any thread; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.trial.found_here import can_come, download_of, missing_of
from explorer.choose.trial.trial_counts import TrialCounts, wanted
from explorer.choose.trial.trial_state import (
    CandidateState,
    TrialAround,
    TrialDoing,
    TrialStage,
    TrialState,
    TrialTime,
)
from explorer.choose.trial.tried import TriedWith
from explorer.domain.elsewhere import CostLimit
from explorer.domain.errors import KnownError
from explorer.domain.fit import RemoteFileFacts
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, Whereabouts
from explorer.domain.words import Words
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.planner import EvalPlanner, cannot_run
from explorer.local.download_queue.download import DownloadState
from explorer.local.models.included import unseen_terms
from explorer.services import Core

_OF_DOWNLOADS = {
    DownloadState.WAITING: TrialStage.WAITING,
    DownloadState.RUNNING: TrialStage.FETCHING,
    DownloadState.PAUSED: TrialStage.PAUSED,
    DownloadState.FAILED: TrialStage.NOT_FETCHED,
}


@dataclass(frozen=True)
class _Foretold:
    """Of all that a model is asked."""

    time: TrialTime
    unmeasurable: int = 0
    cost: CostLimit | None = None


class TrialReader:
    """What takes a while is remembered."""

    def __init__(self, core: Core, planner: EvalPlanner, counts: TrialCounts) -> None:
        self._core, self._planner, self.counts = core, planner, counts
        self._foretold: tuple[TriedWith | None, dict[object, _Foretold]] = None, {}

    def state(self, decision: Decision, around: TrialAround) -> TrialState:
        tried = self.counts.tried(decision)
        states = self.counts.states(tried, decision.kept, around.models)
        fetched = wanted(decision, states)
        candidates = tuple(
            self._candidate(one, tried, around, is_wanted=one.kept in fetched) for one in states
        )
        trial = decision.trial
        return TrialState(candidates, tried, around.doing, trial.begun_at, trial.is_stopped)

    def plan(self, decision: Decision, models: Sequence[Model]) -> EvalPlan:
        """What these are to be asked now."""
        return self._planner.join(self.counts.assignments(decision), models)

    def _candidate(
        self, state: CandidateState, tried: TriedWith, around: TrialAround, *, is_wanted: bool
    ) -> CandidateState:
        reference = state.model.id if state.model is not None else state.kept.reference
        if state.is_asked and around.doing.asked != reference:
            if not state.failed:
                return replace(state, stage=TrialStage.DONE)
            problem = self.counts.failure(tried, reference)
            stage = TrialStage.FAILED if state.failed >= state.done else TrialStage.DONE
            return replace(state, stage=stage, problem=problem)
        if state.model is None:
            return self._absent(state, tried, around, is_wanted=is_wanted)
        return self._present(state, state.model, tried, around)

    def _absent(
        self, state: CandidateState, tried: TriedWith, around: TrialAround, *, is_wanted: bool
    ) -> CandidateState:
        kept, download = state.kept, download_of(state.kept, around.downloads)
        problem = around.doing.problems.get(kept.id)
        state = replace(
            state,
            download=download,
            missing=missing_of(kept, download),
            problem=problem,
            time=self._remote(kept, tried),
        )
        if download is not None and (is_wanted or download.is_active):
            stage = _OF_DOWNLOADS.get(download.state, TrialStage.WAITING)
            return replace(state, stage=stage, problem=download.problem or problem)
        if not can_come(kept):
            return replace(
                state, stage=TrialStage.CANNOT, missing=0, problem=cannot_run(kept.reference, None)
            )
        if not is_wanted:
            return replace(state, stage=TrialStage.LATER)
        return replace(state, stage=TrialStage.NOT_FETCHED if problem is not None else TrialStage.WAITING)

    def _present(
        self, state: CandidateState, model: Model, tried: TriedWith, around: TrialAround
    ) -> CandidateState:
        if not state.total:
            what = Words("{name} can be asked nothing of this.", name=model.title)
            advice = Words("Choose tests, or fixed questions that are for models of its kind.")
            return replace(state, stage=TrialStage.CANNOT, problem=KnownError(what, advice))
        if (problem := _why_not(model)) is not None:
            return replace(state, stage=TrialStage.CANNOT, problem=problem)
        foretold, doing = self._foretell(tried, model), around.doing
        state = replace(
            state,
            time=_time_left(foretold.time, 1 - state.done / state.total, model.id, doing),
            unmeasurable=foretold.unmeasurable,
            cost=foretold.cost,
        )
        if doing.asked == model.id:
            return replace(state, stage=TrialStage.ASKING, doing=doing.work)
        terms = unseen_terms(model, around.terms_seen) if isinstance(model, LocalModel) else None
        return replace(state, stage=TrialStage.TERMS if terms is not None else TrialStage.HERE, terms=terms)

    def _foretell(self, tried: TriedWith, model: Model) -> _Foretold:
        """Of all of it, as if nothing was asked yet."""
        of, known = self._foretold
        if of is not tried:  # something else is tried now
            known = dict[object, _Foretold]()
            self._foretold = tried, known
        key = model.id, model.size
        if key not in known:
            whole = [replace(one, run=None) for one in tried.assignments]
            (leg,) = self._planner.plan(whole, [model]).legs
            unknown = int(leg.at_most is None)
            time = TrialTime(leg.likely, leg.at_most, unknown)
            known[key] = _Foretold(time, leg.not_measurable, leg.most_cost)
        return known[key]

    def _remote(self, kept: KeptCandidate, tried: TriedWith) -> TrialTime:
        """Of one that is not here, by its size and label: at most, as nothing is known of its answers."""
        facts = RemoteFileFacts(kept.size, label=kept.label, name=kept.title)
        yardstick = self._core.machine.yardstick
        speed, reading = yardstick.fit(facts).speed, yardstick.reading(facts)
        if not (speed and reading):
            return TrialTime(unknown=1)
        return TrialTime(None, tried.work.read / reading + tried.work.written / speed)


def _why_not(model: Model) -> KnownError | None:
    """Why it cannot be asked at all."""
    is_far = model.where is not Whereabouts.HERE
    is_damaged = isinstance(model, LocalModel) and bool(model.problem or not model.writes)
    return cannot_run(model.id, model) if is_damaged or (is_far and model.why_not_usable) else None


def _time_left(whole: TrialTime, share: float, reference: str, doing: TrialDoing) -> TrialTime:
    """What a run that goes on tells counts for more than what was foretold of it."""
    if doing.left is not None and reference in doing.covered:
        left = doing.left if reference == doing.asked else 0.0
        return TrialTime(left, left)
    return TrialTime(_part(whole.likely, share), _part(whole.at_most, share), whole.unknown)


def _part(seconds: float | None, share: float) -> float | None:
    return seconds * share if seconds is not None else None
