"""Runs a plan: one model after the other is loaded, asked everything and unloaded again.

Whatever happens to one model never stops the others: what is left of it is kept as failed, with the reason.
What came is kept before it is told, so that a run which was killed goes on with what is missing. Window and
``omx`` use the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import groupby
from threading import Lock

from explorer.base.machine_record import machine_record_of
from explorer.domain.errors import ChangedError, KnownError, NotFoundError
from explorer.domain.words import Words
from explorer.evaluate.items import JudgedByModels, Reply
from explorer.evaluate.run.judging import CameOf, Judging
from explorer.evaluate.run.model_run import (
    Conditions,
    LegItem,
    ModelRun,
    ModelRunHost,
    ModelWork,
    RunMeans,
)
from explorer.evaluate.run.plan import Assignment, EvalPlan, LegPart, ModelLeg
from explorer.evaluate.run.planner import run_model_of
from explorer.evaluate.run.run_locks import RunLocks
from explorer.evaluate.run.second_pass import SecondPass
from explorer.evaluate.store import EvalRun, RunModel

type Noted = Callable[[Sequence[EvalRun]], object]


class EvalListener:
    """Called on the screen thread. Of each model: what is done before it is asked, then what came."""

    def begun(self, runs: Sequence[EvalRun]) -> None:
        """They are kept."""

    def doing(self, leg: ModelLeg, what: ModelWork, fraction: float) -> None: ...

    def came(self, came: CameOf) -> None:
        """It is kept."""

    def over(self, error: KnownError | None) -> None:
        """The run has ended, stopped or to its end; ``error``: what it could not go on for."""


class EvaluationRun(ModelRunHost):
    """One run of a plan. Hold it until it is over; everything happens on the screen thread."""

    def __init__(
        self,
        plan: EvalPlan,
        means: RunMeans,
        listener: EvalListener,
        noted: Noted | None = None,
    ) -> None:
        """``noted`` keeps elsewhere whose runs these are, on another thread: both is kept, or nothing."""
        self._plan, self._means, self._listener, self._noted = plan, means, listener, noted
        self._store, self._backends = means.store, means.backends
        self._waiting = [leg for leg in plan.legs if leg.count]
        self._running: ModelRun | None = None
        self._runs: dict[int, EvalRun] = {}  # by the ids of their assignments
        self._judging = Judging(means.store, means.tasks, self._take, self._fail)
        models = (leg.model for leg in plan.legs if leg.model is not None)
        self._ready_before = {one.id for one in models if means.backends.is_ready(one)}
        self._missing = Counter[int]()  # items, by the ids of their runs
        self._second: SecondPass | None = None
        self._noting = Lock()
        self._held = ExitStack()  # so that no other window goes on with them meanwhile
        self._is_stopped = self._is_over = self._is_closed = False

    def start(self) -> None:
        """All is kept before anything is asked."""
        self._means.tasks.do(self._begin_all, self._take_begun, self._fail)

    def _begin_all(self) -> tuple[list[EvalRun], ExitStack]:
        """On another thread: what a large set runs on is large. Raises HeldError of one that goes on,
        NotFoundError of one that is in the bin."""
        locks = RunLocks(self._means.core.paths.root)
        with ExitStack() as held:
            known = [one.run.id for one in self._plan.assignments if one.run]
            held.enter_context(locks.hold(known))
            if any(self._store.run(one) is None for one in known):
                what = Words("This run was deleted, or the set that it is of.")
                raise NotFoundError(what, Words("Restore it from the bin, or run it anew."))
            with self._means.core.store.transaction():
                runs = [self._begin(one) if one.run is None else self._join(one.run, one)
                        for one in self._plan.assignments]  # fmt: skip
                if self._noted is not None:
                    self._noted(runs)
            new = [run.id for run, one in zip(runs, self._plan.assignments, strict=True) if one.run is None]
            held.enter_context(locks.hold(new))
            return runs, held.pop_all()

    def _take_begun(self, begun: tuple[list[EvalRun], ExitStack]) -> None:
        runs, self._held = begun
        if self._is_over:
            self._held.close()
            return
        self._runs = {id(one): run for one, run in zip(self._plan.assignments, runs, strict=True)}
        for part in (part for leg in self._plan.legs for part in leg.parts):
            self._missing[self._run_of(part.assignment).id] += len(part.items)
        self._listener.begun(tuple(runs))
        self._go_on()

    def stop(self) -> None:
        """What came so far is kept."""
        self._waiting, self._is_stopped = [], True
        if self._second is not None:
            self._second.stop()
        if self._running is not None:
            running, self._running = self._running, None
            running.stop()
            self._unload(running)
        self._go_on()

    def close(self) -> None:
        """The app quits: tell nothing more. What is missing can be asked later."""
        self._is_over = self._is_closed = True
        self._held.close()
        if self._second is not None:
            self._second.stop()
        if self._running is not None:
            self._running.stop()

    def doing(self, leg: ModelLeg, what: ModelWork, fraction: float = 0.0) -> None:
        self._listener.doing(leg, what, fraction)

    def known(self, leg: ModelLeg, conditions: Conditions) -> KnownError | None:
        for part in leg.parts:
            run = self._run_of(part.assignment)
            before = next(one for one in run.models if one.key == part.key)
            model = conditions(before)
            if _is_another(before, model):
                return _other_file(leg.title)
            models = tuple(model if one is before else one for one in run.models)
            self._runs[id(part.assignment)] = replace(run, models=models)
        self._means.tasks.do(partial(self._note, leg.parts), _nothing, self._fail)
        return None

    def _note(self, parts: Sequence[LegPart]) -> None:
        """On another thread, as all that writes. Of two at a time none keeps less than is known by now."""
        with self._noting:
            for part in parts:
                run = self._run_of(part.assignment)
                for model in (one for one in run.models if one.key == part.key):
                    self._store.note_model(run.id, model)

    def came(self, items: Sequence[LegItem], replies: Sequence[Reply]) -> None:
        pairs = zip(items, replies, strict=True)
        for _part, group in groupby(pairs, lambda pair: id(pair[0].part)):
            same = list(group)
            part = same[0][0].part
            asked, said = [one.item for one, _reply in same], [reply for _one, reply in same]
            self._judging.add(self._run_of(part.assignment), part, asked, said)

    def leg_over(self, run: ModelRun) -> None:
        self._running = None
        self._unload(run)
        self._go_on()

    def _join(self, run: EvalRun, assignment: Assignment) -> EvalRun:
        """With the models that it was not begun with."""
        known = {one.key for one in run.models}
        models, total = self._asked(assignment, known)
        return self._store.join_run(run, models, total) if models else run

    def _asked(self, assignment: Assignment, known: Collection[str] = ()) -> tuple[list[RunModel], int]:
        """But for those with these keys; and how much they are asked."""
        asked = [
            (leg, part)
            for leg in self._plan.legs
            for part in leg.parts
            if part.assignment is assignment and part.key not in known
        ]
        models = [run_model_of(leg, part.key) for leg, part in asked]
        return models, sum(len(part.items) for _leg, part in asked)

    def _begin(self, assignment: Assignment) -> EvalRun:
        subject = assignment.subject
        models, total = self._asked(assignment)
        terms = replace(assignment.terms, machine=machine_record_of(self._means.core.machine))
        return self._store.begin_run(subject.id, subject.version, subject.title, terms, models, total)

    def _run_of(self, assignment: Assignment) -> EvalRun:
        return self._runs[id(assignment)]

    def _go_on(self) -> None:
        """Begin the next model, once the run is kept; the end, if nothing is left and all is kept."""
        if self._is_over or self._running is not None or not self._runs:
            return
        if self._waiting:
            self._running = ModelRun(self._waiting.pop(0), self._means, self)
            self._running.start()
        elif self._judging.is_over and self._second is None and not self._is_stopped:
            self._begin_second()
        elif (
            self._judging.is_over
            and self._is_stopped
            and (self._second is None or not self._second.is_settling)
        ):
            self._finish(None)

    def _begin_second(self) -> None:
        """What other models must say."""
        begun = [(one, self._run_of(one)) for one in self._plan.assignments]
        self._second = SecondPass(begun, self._means, self._listener.doing, self._listener.came, self._end)
        self._second.start()

    def _end(self, error: KnownError | None) -> None:
        if not self._is_over:
            self._finish(error)

    def _take(self, came: CameOf) -> None:
        if not self._is_over:
            self._missing[came.run.id] -= len(came.outcomes)
            self._listener.came(came)
            self._go_on()

    def _fail(self, error: KnownError) -> None:
        """A disk that keeps no answers ends the run: what is shown is stored, or it is not shown."""
        if not self._is_over:
            running, self._waiting = self._running, []
            self.close()
            if running is not None:
                self._unload(running)
            self._listener.over(error)

    def _finish(self, error: KnownError | None) -> None:
        self._is_over = True
        self._is_stopped |= error is not None
        self._means.tasks.do(self._end_all, lambda _ended: self._tell_end(error), self._tell_end)

    def _end_all(self) -> None:
        """On another thread."""
        with self._held:
            for leg in self._plan.legs:
                self._note(leg.parts)  # what still waits for a thread
            for assignment in self._plan.assignments:
                run, subject = self._run_of(assignment), assignment.subject
                is_judged = isinstance(subject, JudgedByModels) and subject.needs_models
                is_missing = self._missing[run.id] > 0 or (self._is_stopped and is_judged)
                self._store.end_run(run.id, "stopped" if is_missing else "done")

    def _tell_end(self, error: KnownError | None) -> None:
        if not self._is_closed:
            self._listener.over(error)

    def _unload(self, run: ModelRun) -> None:
        """Unless another room loaded it, or it is asked again."""
        model = run.leg.model
        if model is None or not run.is_own_load or model.id in self._ready_before:
            return
        if not any(leg.model is not None and leg.model.id == model.id for leg in self._waiting):
            self._backends.release(model)


def _nothing(_done: None) -> None:
    pass


def _is_another(before: RunModel, now: RunModel) -> bool:
    """Whether it is not what was asked before, as far as that is known."""
    pairs = (before.sha256, now.sha256), (before.template_sha256, now.template_sha256)
    return any(old and new and old != new for old, new in pairs)


def _other_file(title: str) -> ChangedError:
    what = Words("{model} is another file now than the one this run began with.", model=title)
    return ChangedError(what, Words("Run it anew."))
