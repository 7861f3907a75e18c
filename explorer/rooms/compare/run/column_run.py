"""One column of a run: its file is loaded, warmed up and hashed, then asked one prompt after the other.

A prompt that cannot be answered is a failure in its cell, and the next one is asked. A model that cannot be
loaded, or ends twice in a row while it answers, fails in all cells that are left.
"""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from explorer.answers.recorder import CrashPolicy
from explorer.base.energy import EnergyMeter
from explorer.base.machine_record import MachineRecord
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.engine.backend import Backend, Resident
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
from explorer.rooms.compare.run.plan import ColumnPlan, RunListener


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

    def keep(self, outcome: Outcome) -> None:
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
        self._left = list(leg.steps)
        self.engine: Backend | None = None
        self._warm_up: WarmUp | None = None
        self._step: AnswerRun | None = None
        self._crashes = CrashPolicy()
        self._is_over = False

    def start(self) -> None:
        """Load it, where there is a file."""
        model = self.leg.model
        if model is None or self.leg.problem is not None:
            self._fail_rest(self.leg.problem or gone_error(self.leg.title))
        else:
            self._load(model)

    def stop(self) -> None:
        """Leave out what is left; an answer under way is kept as far as it is."""
        self._left.clear()
        if self._step is not None:
            self._step.stop()  # and what came of it ends the leg
        else:
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
        self._left.clear()
        if self._step is not None:
            self._step.drop()
        if self._warm_up is not None:
            self._warm_up.stop()

    def checking(self, fraction: float) -> None:
        self._listener.checking(self.leg.column, fraction)

    def loading(self, fraction: float) -> None:
        self._listener.loading(self.leg.column, fraction)

    def warming(self) -> None:
        self._listener.warming(self.leg.column)

    def warm(self) -> None:
        self._next()

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

    def _next(self) -> None:
        model, engine, warm = self.leg.model, self.engine, self._warm_up
        if not self._left or model is None or engine is None or warm is None:
            self._end()
            return
        means = self._means
        is_here = isinstance(engine, Resident)
        setting = means.setting if is_here else MachineRecord(app=means.setting.app)
        around = AnswerContext(
            self._document, self.leg, model, warm.sha256, warm.load_s, warm.warm_up_s,
            setting, means.energy, partial(self._host.beside, self),
        )  # fmt: skip
        self._step = AnswerRun(self._left.pop(0), around, engine, self._listener, self._take)
        self._step.start()

    def _take(self, outcome: Outcome | None) -> None:
        """What came of one step."""
        has_died = self._step is not None and self._step.has_died
        self._step = None
        if outcome is not None:
            self._host.keep(outcome)
        if self._crashes.gives_up(has_died=has_died) and isinstance(outcome, Failure):
            self._fail_rest(outcome.error)
        elif has_died and self._left and self.leg.model is not None:
            self._load(self.leg.model)
        else:
            self._next()

    def _fail_rest(self, error: KnownError) -> None:
        left, self._left = self._left, []
        for step in left:
            self._host.keep(failure_of(step, error))
        self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._host.leg_over(self)
