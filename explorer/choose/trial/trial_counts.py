"""What a trial asks, and what came of each candidate so far. Blocks, on any thread; changes nothing."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from threading import Lock

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.need import Purpose
from explorer.choose.proposing.kept import model_of
from explorer.choose.trial.found_here import can_come, to_fetch
from explorer.choose.trial.trial_state import CandidateState, TrialStage
from explorer.choose.trial.tried import TriedWith, read_tried_with
from explorer.choose.uses.starting_sets import StartingSet, starting_of
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.evaluate.asked_counts import AskedCounts
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.run.plan import Assignment
from explorer.evaluate.store import EvalStore
from explorer.services import Core

type Starting = Callable[[Collection[Purpose]], StartingSet]


class TrialCounts:
    """``held``: for who judges; ``starting``: the tests that a decision begins with. What takes a while is
    remembered.
    """

    def __init__(self, core: Core, held: HeldChecks | None, starting: Starting = starting_of) -> None:
        self.store, self.starting, self._held = EvalStore(core.store), starting, held
        self._asked, self._lock = AskedCounts(core.store), Lock()
        self._tried: tuple[object, TriedWith] | None = None

    def tried(self, decision: Decision) -> TriedWith:
        """Read anew where something else is tried now."""
        trial, need, key = decision.trial, decision.need, self._key(decision)
        with self._lock:
            if self._tried is None or self._tried[0] != key:
                is_chosen = trial.eval_set or trial.is_without_set
                starting = None if is_chosen else self.starting(need.purposes)
                self._tried = key, read_tried_with(need, trial, self.store, starting, self._held)
            return self._tried[1]

    def set_to_ask(self, decision: Decision) -> int:
        """Its number; the starting one becomes one of the person's own. Raises NotFoundError where the chosen
        one is in the bin, KnownError if nothing is asked.
        """
        tried, trial = self.tried(decision), decision.trial
        if tried.missing_set:
            raise NotFoundError(Words("The tests that were chosen are gone."), Words("Choose others."))
        if not tried.assignments:
            advice = Words("Choose tests, or fixed questions.")
            raise KnownError(Words("Nothing is asked in this trial."), advice)
        if trial.eval_set or trial.is_without_set:
            return trial.eval_set
        return self.starting(decision.need.purposes).keep(self.store)

    def assignments(self, decision: Decision) -> list[Assignment]:
        """What is asked, with its runs as they are by now."""
        return [
            replace(one, run=self.store.run(one.run.id)) if one.run is not None else one
            for one in self.tried(decision).assignments
        ]

    def states(
        self, tried: TriedWith, candidates: Sequence[KeptCandidate], models: Sequence[Model]
    ) -> list[CandidateState]:
        """What came of each; more is not looked at."""
        counts = self._asked.counts([run.id for run in tried.runs])
        found = []
        for kept in candidates:
            model = model_of(kept, models)
            reference = model.id if model is not None else kept.reference
            own = [one for one in counts if one.is_of(reference, model)]
            came, failed = sum(one.came for one in own), sum(one.failed for one in own)
            total = tried.count(is_chat=model.is_chat if model is not None else True)
            done = min(came, total)
            found.append(CandidateState(kept, TrialStage.HERE, model, done=done, total=total, failed=failed))
        return found

    def failure(self, tried: TriedWith, reference: str) -> KnownError | None:
        """Why a model gave no answer, the last time that it gave none."""
        return self._asked.failure([run.id for run in tried.runs], reference)

    def _key(self, decision: Decision) -> tuple[object, ...]:
        trial, need = decision.trial, decision.need
        changed = next((one.changed_at for one in self.store.listed() if one.id == trial.eval_set), "")
        runs = self._asked.there(trial.runs)
        what = trial.eval_set, trial.is_without_set, trial.packs, trial.is_quick, runs
        return (*what, changed, need.purposes, need.used_at, decision.use)


def missing(states: Sequence[CandidateState]) -> list[KeptCandidate]:
    """What could be fetched, and was not asked everything before it was deleted."""
    return [one.kept for one in states if one.model is None and not one.is_asked and can_come(one.kept)]


def wanted(decision: Decision, states: Sequence[CandidateState]) -> tuple[KeptCandidate, ...]:
    """What is fetched of that."""
    return to_fetch(decision, missing(states))
