"""One column of a run: its file is loaded, warmed up and hashed, then asked one prompt after the other, or
several at once where that is planned.

A prompt that cannot be answered is a failure in its cell, and the next one is asked. Where a model dies while
several are under way, they are asked again one by one. A model that cannot be loaded, or ends twice in a row
while it answers, fails in all cells that are left.
"""

from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from explorer.answers.recorder import CrashPolicy
from explorer.base.energy import EnergyMeter
from explorer.base.machine_record import MachineRecord
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import Together
from explorer.engine.backend import AnswersTogether, Backend, Resident
from explorer.engine.backends import Backends
from explorer.local.models.file_hashes import FileHashes
from explorer.local.warm_up import WarmUp, WarmUpListener
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import (
    Failure,
    Outcome,
    gone_error,
    unknown_endpoint,
)
from explorer.rooms.compare.run.answer_run import AnswerContext, AnswerRun, failure_of
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunListener


@dataclass(frozen=True)
class RunEnvironment:
    """What every leg needs."""

    backends: Backends
    setting: MachineRecord
    energy: EnergyMeter
    hashes: FileHashes


class ColumnRunHost(Protocol):
    """The run, as one of its legs knows it."""

    def beside(self, leg: "ColumnRun") -> int:
        """How many other columns run now."""

    def keep(self, step: PlanStep, outcome: Outcome) -> None:
        """Store it, then tell it."""

    def postpone(self, leg: "ColumnRun", error: KnownError) -> bool:
        """Whether it is tried again later instead of failing with this; then it is over here."""

    def leg_over(self, leg: "ColumnRun") -> None:
        """Nothing more comes; called once."""


class ColumnRun(WarmUpListener):
    """Drives one leg of the plan."""

    def __init__(
        self,
        leg: ColumnPlan,
        document: ComparisonDocument,
        means: RunEnvironment,
        host: ColumnRunHost,
        listener: RunListener,
    ) -> None:
        self.leg = leg
        self._document, self._means, self._host, self._listener = document, means, host, listener
        self._left = deque(leg.steps)
        self._died: list[PlanStep] = []  # with the model, beside others
        self._alone: deque[PlanStep] = deque()  # suspected of that: asked one by one
        self.engine: Backend | None = None
        self._warm_up: WarmUp | None = None
        self._running: dict[PlanStep, AnswerRun] = {}
        self._crashes = CrashPolicy()
        self._is_stopped = self._is_over = False

    def start(self) -> None:
        """Load it, where there is a file."""
        model = self.leg.model
        if model is None or self.leg.problem is not None:
            self._fail_rest(self.leg.problem or gone_error(self.leg.title))
        else:
            self._load(model)

    def stop(self) -> None:
        """Leave out what is left; an answer under way is kept as far as it is."""
        self._is_stopped = True
        self.leave_out()
        for running in tuple(self._running.values()):
            running.stop()  # and what came of the last one ends the leg
        if not self._running:
            self._end_work()
            self._end()

    def drop(self) -> None:
        """Tell nothing any more; nothing of what is under way is kept."""
        self._is_over = True
        self._end_work()

    @property
    def is_own_load(self) -> bool:
        """Whether this run loaded it, or does so now."""
        return self._warm_up is not None and self._warm_up.is_own_load

    def _end_work(self) -> None:
        self.leave_out()
        for running in self._running.values():
            running.drop()
        if self._warm_up is not None:
            self._warm_up.stop()

    def leave_out(self) -> tuple[PlanStep, ...]:
        """All that is still to be asked, by somebody else now."""
        left = (*self._died, *self._alone, *self._left)
        for steps in (self._died, self._alone, self._left):
            steps.clear()
        return left

    def checking(self, fraction: float) -> None:
        self._listener.checking(self.leg.column, fraction)

    def loading(self, fraction: float) -> None:
        self._listener.loading(self.leg.column, fraction)

    def warming(self) -> None:
        self._listener.warming(self.leg.column)

    def held_up(self) -> None:
        self._listener.held_up(self.leg.column)

    def warm(self) -> None:
        self._go_on()

    def cold(self, error: KnownError) -> None:
        if self._host.postpone(self, error):
            self._is_over = True
        else:
            self._fail_rest(error)

    def _load(self, model: Model) -> None:
        """Or again, after its death."""
        if isinstance(model, LocalModel) and not model.path.is_file():
            self._fail_rest(gone_error(model.file_name))
            return
        try:
            engine = self.engine = self._means.backends.of(model)
        except LookupError:
            self._fail_rest(unknown_endpoint(model.id))
            return
        if self._warm_up is None:
            self._warm_up = WarmUp(model, engine, self.leg.options, self._means.hashes, self)
        self._warm_up.start()

    def _go_on(self) -> None:
        """Ask as much as may be under way now."""
        while not self._is_over and (step := self._next()) is not None:
            self._ask(step)
        if not self._running:
            self._end()

    def _next(self) -> PlanStep | None:
        if self._died or (self._running and (self._alone or len(self._running) >= self._at_once)):
            return None
        steps = self._alone or self._left
        return steps.popleft() if steps else None

    @property
    def _at_once(self) -> int:
        """As planned, by a backend that can."""
        return self.leg.at_once if isinstance(self.engine, AnswersTogether) else 1

    def _ask(self, step: PlanStep) -> None:
        model, engine, warm, means = self.leg.model, self.engine, self._warm_up, self._means
        assert model is not None  # noqa: S101  it is warm
        assert engine is not None  # noqa: S101
        assert warm is not None  # noqa: S101
        is_alone = self._at_once == 1
        is_here = isinstance(engine, Resident)
        setting = means.setting if is_here else MachineRecord(app=means.setting.app)
        around = AnswerContext(
            self._document, self.leg, model, warm.sha256, warm.load_s, warm.warm_up_s,
            setting, means.energy, partial(self._host.beside, self),
            None if is_alone else Together(self._at_once, self.leg.context),
        )  # fmt: skip
        running = AnswerRun(step, around, engine, self._listener, partial(self._take, step))
        self._running[step] = running
        running.start()

    def _take(self, step: PlanStep, outcome: Outcome | None) -> None:
        """What came of it. After a death the model is loaded again once all under way have heard of it."""
        has_died = self._running.pop(step).has_died
        was_alone = not self._running and not self._died
        if has_died and not was_alone and not self._is_stopped:
            self._died.append(step)
        elif outcome is not None:
            self._host.keep(step, outcome)
        gives_up = (was_alone or not has_died) and self._crashes.gives_up(has_died=has_died)
        if gives_up and isinstance(outcome, Failure):
            self._fail_rest(outcome.error)
        elif (has_died or self._died) and not self._running:
            self._load_again()
        else:
            self._go_on()

    def _load_again(self) -> None:
        self._alone.extendleft(reversed(self._died))
        self._died = []
        if (self._alone or self._left) and self.leg.model is not None:
            self._load(self.leg.model)
        else:
            self._end()

    def _fail_rest(self, error: KnownError) -> None:
        for step in self.leave_out():
            self._host.keep(step, failure_of(step, error))
        self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._host.leg_over(self)
