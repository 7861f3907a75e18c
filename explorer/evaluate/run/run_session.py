"""Starts, stops and follows the runs of the app: one at a time, whatever is on the screen.

The room Evaluate, a trial of candidates and the activity bar share it, so that all tell one truth.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.run.assignments import of_packs, of_run, of_set
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.live import EvalLive
from explorer.evaluate.run.model_run import RunMeans
from explorer.evaluate.run.plan import Assignment, EvalPlan
from explorer.evaluate.run.run_locks import RunLocks
from explorer.evaluate.run.runner import EvaluationRun, Noted
from explorer.evaluate.store import EvalRun, StoredSet, UnfinishedRun
from explorer.local.models.catalog import Catalog
from explorer.local.models.included import unseen_terms

_TELL_S = 0.3  # between two times that who shows outcomes is told of more


@dataclass(frozen=True)
class RunChoices:
    """What is to be run: a set, or packs by their ids."""

    models: tuple[Model, ...] = ()
    stored: StoredSet | None = None
    packs: tuple[str, ...] = ()
    seed: int = 1
    is_quick: bool = True


class EvalRunSession:
    """``told``: something goes on in ``live``; ``busy_changed``: a run began (true) or ended. ``room``: which
    began it; ``was_stopped``: the last one by a person, ``trouble``: what it could not go on for.

    ``wanted``: whoever shows what is open asks for the panel that plans a run of it. ``consent_wanted``: the
    terms of an included model must be seen first, then ``agree``.
    ``runs_changed`` hears of the subjects of a run, not more often than a screen shows.
    """

    def __init__(self, means: RunMeans, catalog: Catalog, fail: Callable[[KnownError], object]) -> None:
        """``fail`` is told what a run could not go on for."""
        self.means, self._catalog, self._fail = means, catalog, fail
        self._store = means.store
        self._locks = RunLocks(means.core.paths.root)
        self.held = HeldChecks()
        self._run: EvaluationRun | None = None
        self._waiting: tuple[Callable[[], None], TermsOfUse] | None = None  # to be seen first
        self._untold: dict[str, None] = {}  # subjects with more outcomes
        self._told_at = 0.0  # 0: not of this run yet
        self.live: EvalLive | None = None
        self.room = Room.EVALUATE
        self.was_stopped = False
        self.trouble: KnownError | None = None
        self.told = Listeners[None]()
        self.busy_changed = Listeners[bool]()
        self.runs_changed = Listeners[str]()
        self.wanted = Listeners[None]()
        self.consent_wanted = Listeners[TermsOfUse]()

    @property
    def is_busy(self) -> bool:
        return self._run is not None

    def goes_on(self, number: int) -> bool:
        """Whether this run is under way, here or elsewhere."""
        running = self.live.runs if self.live is not None else ()
        return any(run.id == number for run in running) or self._locks.is_held(number)

    def plan(self, choices: RunChoices) -> EvalPlan:
        """On any thread."""
        if choices.stored is not None:
            assignments: Sequence[Assignment] = (of_set(choices.stored, self.held),)
        else:
            assignments = of_packs(choices.packs, choices.seed, is_quick=choices.is_quick)
        return self.means.planner.plan(assignments, choices.models)

    def unfinished(self) -> tuple[tuple[UnfinishedRun, ...], ...]:
        """What can be gone on with, the latest first, and does not go on elsewhere; packs that broke off
        belong together.
        """
        running = {run.id for run in self.live.runs} if self.live is not None else set()
        is_held = self._locks.is_held
        found = [one for one in self._store.unfinished() if one.id not in running and not is_held(one.id)]
        packs = tuple(one for one in found if one.subject.startswith("pack:") and not one.was_stopped)
        alone = [(one,) for one in found if one not in packs]
        return (packs, *alone) if packs else tuple(alone)

    def go_on(self, runs: Sequence[UnfinishedRun]) -> None:
        """Ask for what is missing of them."""
        models = {model.id: model for model in self._catalog.askable}
        work = partial(self._plan_rest, [one.id for one in runs], models)
        self.means.tasks.do(work, self.start, self._refuse)

    def _refuse(self, error: KnownError) -> None:
        self._fail(error)
        self.told.emit(None)

    def _plan_rest(self, numbers: Sequence[int], models: dict[str, Model]) -> EvalPlan:
        """On another thread. Raises KnownError if nothing of it can be gone on with."""
        runs = [run for number in numbers if (run := self._store.run(number)) is not None]
        assignments = [one for run in runs if (one := of_run(run, self.held)) is not None]
        if not assignments:
            raise NotFoundError(
                Words("This run cannot go on: what it asks has another version now."),
                Words("Run it anew."),
            )
        return self.means.planner.go_on(assignments, models)

    def drop(self, runs: Sequence[UnfinishedRun]) -> None:
        """Do not offer them any more; what is there stays."""
        for one in runs:
            self._store.drop_run(one.id)
            self.runs_changed.emit(one.subject)
        self.told.emit(None)

    def last_models(self, subject: str) -> tuple[Model, ...]:
        """Those here that it was run on last; else the one that was used last, rather one that chats."""
        catalog = self._catalog
        last = self._store.last_run(subject)
        models = (catalog.model_of(one.reference) for one in (last.models if last is not None else ()))
        if found := tuple(model for model in models if model is not None and not model.why_not_usable):
            return found
        used = catalog.last_used()
        usable = [model for model in catalog.askable if not model.why_not_usable]
        usable.sort(key=lambda model: (used.get(model.id, ""), model.is_chat), reverse=True)
        return tuple(usable[:1])

    def start(self, plan: EvalPlan, room: Room = Room.EVALUATE, noted: Noted | None = None) -> None:
        """Nothing while a run goes on. ``noted`` as of ``EvaluationRun``. Raises KnownError if the disk
        refuses.
        """
        if self.is_busy:
            return
        if (terms := self._unseen_terms(plan)) is not None:
            self._waiting = partial(self.start, plan, room, noted), terms
            self.consent_wanted.emit(terms)
            return
        self._told_at, self.room = 0.0, room
        self.was_stopped, self.trouble = False, None
        self.live = EvalLive(plan, self._tell, self._end)
        self._run = EvaluationRun(plan, self.means, self.live, noted)
        self.busy_changed.emit(True)
        self._run.start()

    def agree(self) -> None:
        """The terms were accepted."""
        if self._waiting is not None:
            (start, terms), self._waiting = self._waiting, None
            self.means.core.settings.note_terms(terms.url)
            start()

    def _unseen_terms(self, plan: EvalPlan) -> TermsOfUse | None:
        seen = self.means.core.settings.current.terms_seen
        files = (leg.model for leg in plan.running if isinstance(leg.model, LocalModel))
        return next((terms for file in files if (terms := unseen_terms(file, seen))), None)

    def stop(self) -> None:
        """What came so far is kept."""
        if self._run is not None:
            self.was_stopped = True
            self._run.stop()

    def close(self) -> None:
        """Tell nothing any more. What is missing can be asked for at the next start."""
        if self._run is not None:
            self._run.close()
            self._run = None

    def _tell(self, came: CameOf | None) -> None:
        if self._told_at == 0.0 and self.live is not None and self.live.runs:  # they have just begun
            self._told_at = time.monotonic()
            self._tell_subjects(self.live.runs)
        if came is not None:
            self._untold[came.run.subject] = None
            if time.monotonic() - self._told_at >= _TELL_S:
                self.tell_outcomes()
        self.told.emit(None)

    def tell_outcomes(self) -> None:
        """What was held back."""
        subjects, self._untold = self._untold, {}
        self._told_at = time.monotonic()
        for subject in subjects:
            self.runs_changed.emit(subject)

    def _end(self, error: KnownError | None) -> None:
        live, self.live, self._run = self.live, None, None
        self.trouble = error
        self._untold.clear()
        self.held.close()
        if live is not None:
            self._tell_subjects(live.runs)
        self.busy_changed.emit(False)
        if error is not None:
            self._fail(error)

    def _tell_subjects(self, runs: Sequence[EvalRun]) -> None:
        for run in runs:
            self.runs_changed.emit(run.subject)
