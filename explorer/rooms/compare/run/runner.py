"""Runs a plan: every column is loaded, warmed up, asked and unloaded again, one after the other.

So the speeds are fair. Columns at once, and several prompts of a column, are possible by choice, and noted
with each answer. Whatever happens to one
column never stops the others: it is stored as a failure in its place. Outcomes are stored before they are
told, so a run that was killed goes on with what is missing. Window and ``omx`` use the same ``RunStarter``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from explorer.base.energy import EnergyMeter
from explorer.base.machine_record import machine_record_of
from explorer.domain.elsewhere import moved
from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.model import Whereabouts
from explorer.engine.backends import Backends
from explorer.kit.tasks import Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.file_hashes import FileHashes
from explorer.rooms.compare.document.answer_store import AnswerStore, StoredRun
from explorer.rooms.compare.document.comparison_list import Comparison
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Outcome
from explorer.rooms.compare.run.column_run import ColumnRun, ColumnRunHost, RunEnvironment
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunListener, RunPlan
from explorer.rooms.compare.run.planner import RunPlanner, is_same_load
from explorer.services import Core


class ComparisonRun(ColumnRunHost):
    """One run of a comparison. Hold it until it is over; everything happens on the screen thread."""

    def __init__(
        self,
        means: RunEnvironment,
        answers: AnswerStore,
        number: int,
        document: ComparisonDocument,
        plan: RunPlan,
        listener: RunListener,
        resumed: StoredRun | None = None,
    ) -> None:
        """``number``: the comparison's. ``resumed``: the run that this one brings to its end."""
        self._means, self._answers, self._number = means, answers, number
        self._document, self._plan, self._listener = document, plan, listener
        self._stored = resumed
        # Who cannot be asked says so at once.
        self._waiting = sorted(plan.legs, key=lambda leg: leg.problem is None)
        self._held: list[ColumnPlan] = []  # until there is memory for them
        self._running: list[ColumnRun] = []
        models = (leg.model for leg in plan.legs if leg.model is not None)
        self._ready_before = {one.id for one in models if means.backends.is_ready(one)}
        self._loaded: set[str] = set()  # by this run
        self._is_stopped = self._is_over = False

    def start(self) -> None:
        """Begin; the run is stored before anything is asked. Raises KnownError if the disk refuses."""
        if self._stored is None:
            steps = [step for leg in self._plan.legs for step in leg.steps]
            with self._ended_by_trouble():
                self._stored = self._answers.begin_run(
                    self._number, steps, is_parallel=self._plan.is_parallel
                )
        self._go_on()

    def stop(self) -> None:
        """Stop all: answers under way are kept as far as they are."""
        self._is_stopped = True
        self._waiting, self._held = [], []
        for running in tuple(self._running):
            running.stop()
        self._go_on()

    def stop_column(self, column: str) -> None:
        """Leave out what this column has not answered yet."""
        self._waiting = [leg for leg in self._waiting if leg.column != column]
        self._held = [leg for leg in self._held if leg.column != column]
        for running in tuple(self._running):
            if running.leg.column == column:
                running.stop()
        self._go_on()

    def close(self) -> None:
        """The app quits, or the room is built anew: tell nothing more. What is missing can be asked later."""
        self._is_over = True
        for running in tuple(self._running):
            running.drop()

    def beside(self, leg: ColumnRun) -> int:
        """Other columns, and models that answer in another room."""
        others = [one for one in self._running if one is not leg]
        ours = [one.engine for one in self._running]
        return len(others) + self._means.backends.count_generating(lambda backend: backend in ours)

    def keep(self, step: PlanStep, outcome: Outcome) -> None:
        kept = replace(outcome, run=self._stored.id if self._stored is not None else 0)
        with self._ended_by_trouble():
            self._answers.add(self._number, kept)
        self._listener.came(step, kept)

    def postpone(self, leg: ColumnRun, error: KnownError) -> bool:
        """Too little memory beside the others: it is tried again when one of them has ended."""
        if not isinstance(error, MemoryShortError) or len(self._running) < 2:
            return False
        self._running.remove(leg)
        self._held.append(replace(leg.leg, steps=leg.leave_out()))
        return True

    def leg_over(self, leg: ColumnRun) -> None:
        self._running.remove(leg)
        self._waiting, self._held = [*self._held, *self._waiting], []
        if leg.is_own_load and leg.leg.model is not None:
            self._loaded.add(leg.leg.model.id)
        self._unload(leg.leg)
        self._listener.column_over(leg.leg.column)
        self._go_on()

    def _go_on(self) -> None:
        """Begin what may begin now; the end, if nothing is left."""
        while not self._is_over and (leg := self._next()) is not None:
            running = ColumnRun(leg, self._document, self._means, self, self._listener)
            self._running.append(running)
            running.start()
        if not (self._is_over or self._running or self._waiting or self._held):
            self._finish()

    def _next(self) -> ColumnPlan | None:
        """In turn: when nothing runs. At once: all whose file does not run already."""
        if self._running and not self._plan.is_parallel:
            return None
        busy = {one.leg.model.id for one in self._running if one.leg.model is not None}
        free = (leg for leg in self._waiting if leg.model is None or leg.model.id not in busy)
        leg = next(free, None)
        if leg is not None:
            self._waiting.remove(leg)
        return leg

    def _finish(self) -> None:
        if self._stored is not None:
            with self._ended_by_trouble():
                self._answers.end_run(self._stored.id, "stopped" if self._is_stopped else "done")
        self._is_over = True
        self._listener.over()

    @contextmanager
    def _ended_by_trouble(self) -> Iterator[None]:
        """A disk that keeps no answers ends the run: what is shown is stored, or it is not shown."""
        try:
            yield
        except KnownError:
            self.close()
            self._listener.over()
            raise

    def _unload(self, leg: ColumnPlan) -> None:
        """Unless another room loaded it, it is wanted again, or may stay because all fit."""
        if leg.model is None or leg.model.id not in self._loaded - self._ready_before:
            return
        is_wanted = any(is_same_load(leg, other) for other in self._waiting)
        if not is_wanted and not (self._plan.is_kept_loaded and self._plan.fits_together):
            self._means.backends.release(leg.model)


class RunStarter:
    """``answers`` is where outcomes are kept."""

    def __init__(
        self,
        answers: AnswerStore,
        backends: Backends,
        core: Core,
        tasks: Tasks,
        memory: FileCache,
    ) -> None:
        self._answers, self._machine = answers, core.machine
        self.planner = RunPlanner(answers, backends, core)
        self._backends, self._hashes = backends, FileHashes(tasks, memory)

    @cached_property
    def _means(self) -> RunEnvironment:
        """Made for the first run: to ask for the app's version takes a tenth of the room's first visit."""
        setting = machine_record_of(self._machine)
        return RunEnvironment(self._backends, setting, EnergyMeter(), self._hashes)

    def run(
        self,
        comparison: Comparison,
        plan: RunPlan,
        listener: RunListener,
        resumed: StoredRun | None = None,
    ) -> ComparisonRun:
        """A run that is to be started, and held until it is over."""
        if resumed is not None:
            plan = replace(plan, legs=tuple(self._unmoved(leg, comparison.id, resumed) for leg in plan.legs))
        return ComparisonRun(
            self._means, self._answers, comparison.id, comparison.document, plan, listener, resumed
        )

    def _unmoved(self, leg: ColumnPlan, number: int, resumed: StoredRun) -> ColumnPlan:
        """With a problem where the run began with its model at another host."""
        model = leg.model
        if model is None or leg.problem is not None or model.where is Whereabouts.HERE:
            return leg
        own = (
            one.elsewhere
            for one in self._answers.outcomes(number)
            if one.run == resumed.id and one.column == leg.column
        )
        problems = (problem for asked in own if (problem := moved(model, asked)) is not None)
        return replace(leg, problem=next(problems, None))
