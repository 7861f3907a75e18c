"""Starts, stops and follows the run of a comparison.

One run at a time. It belongs to the comparison it was started in, and goes on whatever is on the screen.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import partial

from explorer.base.listeners import Listeners
from explorer.base.settings import SettingsFile
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.local.models.included import unseen_terms
from explorer.local.warm_up import why_not_here
from explorer.rooms.compare.document.answer_settings import switch_for
from explorer.rooms.compare.document.answer_store import StoredRun
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.facts.column_board import ColumnBoard
from explorer.rooms.compare.run.live_run import LiveRun, RunChange
from explorer.rooms.compare.run.plan import PlanStep, RunPlan
from explorer.rooms.compare.run.planner import EarlierAnswers
from explorer.rooms.compare.run.runner import ComparisonRun, RunStarter


class RunSession:
    """``told`` of everything that goes on, ``busy_changed`` where a run began (true) or ended.

    ``consent_wanted``: the terms of an included model must be seen first, then ``go_on``.
    """

    def __init__(
        self, kept: Comparisons, board: ColumnBoard, runner: RunStarter, settings: SettingsFile
    ) -> None:
        self._kept, self._board, self._runner, self._settings = kept, board, runner, settings
        self._run: ComparisonRun | None = None
        self._waiting: tuple[RunPlan, StoredRun | None, TermsOfUse] | None = None  # to be seen first
        self.was_stopped = False  # by the person, all of it
        self.number = 0  # of the comparison that the run belongs to
        self.live: LiveRun | None = None  # of the run that goes on
        self.told: Listeners[RunChange] = Listeners()
        self.busy_changed: Listeners[bool] = Listeners()
        self.consent_wanted: Listeners[TermsOfUse] = Listeners()

    @property
    def is_busy(self) -> bool:
        return self._run is not None

    @property
    def running_number(self) -> int:
        """Of the comparison whose models answer now, 0 for none."""
        return self.number if self.is_busy else 0

    @property
    def live_here(self) -> LiveRun | None:
        """``None`` also where the run belongs to another comparison than the open one."""
        return self.live if self.number == self._kept.current.id else None

    @property
    def missing_count(self) -> int:
        """Answers that an interrupted run of the open comparison did not come to."""
        stored = None if self.is_busy else self._kept.answers.interrupted(self._kept.current.id)
        return len(self._kept.answers.missing(stored)) if stored is not None else 0

    def resume(self) -> None:
        """Ask for what the interrupted run did not come to. Raises KnownError where nothing of it can be
        asked now: it can still go on later.
        """
        stored = self._kept.answers.interrupted(self._kept.current.id)
        if stored is None:
            return
        steps = self._kept.answers.missing(stored)
        plan = self.plan(steps)
        for leg in () if plan.steps else self.plan(steps, only_here=False).legs:
            if leg.problem is not None:
                raise leg.problem
        self.start(plan, stored)

    def models(self) -> dict[str, Model]:
        """Those on this disk or at an endpoint, by the keys of their columns."""
        found = {slot.key: self._board.model_in(slot) for slot in self._board.slots}
        return {key: model for key, model in found.items() if model is not None}

    @property
    def askable(self) -> frozenset[str]:
        """Keys of the columns that nothing is known of that would keep them from answering."""
        return frozenset(key for key, model in self.models().items() if not why_not_here(model))

    def switches(self, keys: Container[str] | None = None) -> dict[str, ThinkingSwitch]:
        """What the models on this disk let one choose of thinking, by the titles of their columns."""
        document, titles, models = self._kept.current.document, self.titles, self.models()
        return {
            titles[column.key]: switch_for(model, document.asked(column).load.template)
            for column in document.columns
            if (keys is None or column.key in keys) and (model := models.get(column.key)) is not None
        }

    def remember(self) -> Callable[[], EarlierAnswers]:
        """Reads, on any thread, what plans of the models that are here now are made of."""
        return partial(self._runner.planner.remember, tuple(self.models().values()))

    def plan(
        self,
        steps: Sequence[PlanStep],
        *,
        only_here: bool = True,
        of: ComparisonDocument | None = None,
        remembered: EarlierAnswers | None = None,
    ) -> RunPlan:
        """``only_here``: leave out the columns that cannot answer; else they say why in the plan.

        ``of``: a document that is not kept yet.
        """
        models = self.models()
        wanted = [step for step in steps if step.column in models] if only_here else steps
        document = of or self._kept.current.document
        plan = self._runner.planner.plan(document, models, wanted, remembered)
        legs = (replace(leg, title=self.titles.get(leg.column, leg.title)) for leg in plan.legs)
        return replace(plan, legs=tuple(legs))

    @property
    def titles(self) -> dict[str, str]:
        """Of the columns, by their keys: as the person named them, else model and quantization."""
        labels = {slot.key: slot.label for slot in self._board.slots}
        own = {one.key: one.label for one in self._kept.current.document.columns if one.label}
        return {**labels, **own}

    def start(self, plan: RunPlan, resumed: StoredRun | None = None) -> None:
        """Nothing while a run goes on. Columns that cannot be asked fail in their cells, which say why."""
        if self.is_busy or not plan.legs:
            return
        terms = self._unseen_terms(plan)
        if terms is not None:
            self._waiting = plan, resumed, terms
            self.consent_wanted.emit(terms)
            return
        self.number, self.was_stopped = self._kept.current.id, False
        self.live = LiveRun(plan, self.told.emit, self._end)
        self._run = self._runner.run(self._kept.current, plan, self.live, resumed)
        self.busy_changed.emit(True)
        self._run.start()

    def _unseen_terms(self, plan: RunPlan) -> TermsOfUse | None:
        """What must be seen before these models answer, the next of them."""
        seen = self._settings.current.terms_seen
        files = (leg.model for leg in plan.legs if isinstance(leg.model, LocalModel))
        return next((terms for file in files if (terms := unseen_terms(file, seen))), None)

    def go_on(self) -> None:
        """The terms were accepted."""
        if self._waiting is not None:
            (plan, resumed, terms), self._waiting = self._waiting, None
            self._settings.note_terms(terms.url)
            self.start(plan, resumed)

    def stop(self) -> None:
        """All columns; what they wrote so far is kept."""
        if self._run is not None:
            self.was_stopped = True
            self._run.stop()

    def stop_column(self, key: str) -> None:
        if self._run is not None:
            self._run.stop_column(key)

    def close(self) -> None:
        """Tell nothing any more. What is missing can be asked for at the next start."""
        if self._run is not None:
            self._run.close()
            self._run = None

    def _end(self) -> None:
        self._run, self.live = None, None
        self.busy_changed.emit(False)
