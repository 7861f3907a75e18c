"""The state of a run while it goes on: what each column does and wrote, and the time left.

It outlives the widgets that show it: a run goes on while another prompt, part or room is on the screen.
Time is estimated by the plan at first, then by how long the answers really took.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.time_left import TimeLeft
from explorer.rooms.compare.document.results import AnswerCell, Failure, Outcome, Result
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunListener, RunPlan, total_seconds

Clock = Callable[[], float]

_SURE = 0.1  # of a load, before it tells how long the rest takes
_SLACK = 1.2  # times what was expected: estimates are rarely better


class ColumnPace:
    """What one column still needs. Told what it does as it does it."""

    def __init__(self, leg: ColumnPlan, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        told = leg.likely if leg.likely is not None else leg.at_most
        self._load = 0.0 if leg.is_loaded else leg.predicted.load_s
        self._planned = max(0.0, told - self._load) / max(1, len(leg.steps)) if told is not None else None
        self._missing = len(leg.steps)
        self._took: list[float] = []
        self._fraction = 0.0  # of the load
        self._since: float | None = None  # that what goes on now has gone on
        self._does = ""

    def load(self, fraction: float) -> None:
        """Also while it is checked or warmed up: before its first answer."""
        self._begin("load")
        self._fraction = fraction

    def ask(self) -> None:
        self._begin("ask")

    def take(self) -> None:
        """One answer is over, or failed."""
        if self._does == "ask" and self._since is not None:
            self._took.append(self._clock() - self._since)
        self._missing = max(0, self._missing - 1)
        self._does, self._since = "next", None

    def end(self) -> None:
        """Nothing more comes."""
        self._missing, self._does, self._since = 0, "over", None

    @property
    def left(self) -> TimeLeft:
        if not self._missing:
            return TimeLeft(0.0)
        answer = fmean(self._took) if self._took else self._planned
        if answer is None:
            return TimeLeft(None)
        if self._does == "ask":
            gone = self._gone
            return TimeLeft(max(0.0, answer - gone) + answer * (self._missing - 1), gone > answer * _SLACK)
        load, is_late = self._of_load
        return TimeLeft(load + answer * self._missing, is_late)

    @property
    def _of_load(self) -> tuple[float, bool]:
        """What is left of it, by how far it came."""
        if self._does == "":
            return self._load, False
        if self._does != "load":
            return 0.0, False
        gone = self._gone
        if self._fraction >= _SURE:
            return gone / self._fraction - gone, False
        return max(0.0, self._load - gone), bool(self._load) and gone > self._load * _SLACK

    @property
    def _gone(self) -> float:
        return self._clock() - self._since if self._since is not None else 0.0

    def _begin(self, what: str) -> None:
        if self._does != what:
            self._does, self._since = what, self._clock()


class ColumnPhase(StrEnum):
    """Where a column stands."""

    WAITING = "waiting"
    CHECKING = "checking"
    LOADING = "loading"
    WARMING = "warming"
    READING = "reading"
    THINKING = "thinking"
    ANSWERING = "answering"
    OVER = "over"


@dataclass(frozen=True)
class ColumnState:
    """``fraction`` 0 to 1 of what is checked or loaded; ``cell``: the answer under way."""

    phase: ColumnPhase
    fraction: float = 0.0
    cell: AnswerCell | None = None


@dataclass(frozen=True)
class RunChange:
    """Something went on in ``column``: a new state, more of its answer (``piece``), or what came of it."""

    column: str
    piece: Piece = NOTHING
    outcome: Outcome | None = None


@dataclass(frozen=True)
class RunProgress:
    """Of a whole run. ``prompt`` and ``prompts`` count from 1; ``left``: of its time, as of now."""

    done: int
    total: int
    prompt: int
    prompts: int
    left: TimeLeft


@dataclass(frozen=True)
class ThoughtSpan:
    """Seconds of a clock."""

    since: float
    until: float


class LiveRun(RunListener):
    """``tell`` hears of every change, ``ended`` of the end; both on the screen thread."""

    def __init__(
        self,
        plan: RunPlan,
        tell: Callable[[RunChange], object],
        ended: Callable[[], object],
        clock: Clock = time.monotonic,
    ) -> None:
        self.plan = plan
        self._paces = {leg.column: ColumnPace(leg, clock) for leg in plan.legs}
        self._tell, self._ended, self._clock = tell, ended, clock
        self._states = {leg.column: ColumnState(ColumnPhase.WAITING) for leg in plan.legs}
        self._pieces: dict[AnswerCell, Piece] = {}
        self._thoughts: dict[AnswerCell, ThoughtSpan] = {}
        self._done: Counter[str] = Counter()  # outcomes by column

    def state(self, column: str) -> ColumnState | None:
        """``None`` for a column that this run does not ask."""
        return self._states.get(column)

    def written(self, cell: AnswerCell) -> Piece:
        """What came of the answer under way in this cell."""
        return self._pieces.get(cell, NOTHING)

    def thought_s(self, cell: AnswerCell) -> float | None:
        """How long the thought of the answer under way took so far, ``None`` as long as there is none."""
        span = self._thoughts.get(cell)
        return span.until - span.since if span is not None else None

    def is_waiting(self, cell: AnswerCell) -> bool:
        """Whether this answer is still to come."""
        state = self._states.get(cell.column)
        if state is None or state.phase is ColumnPhase.OVER:
            return False
        steps = next((leg.steps for leg in self.plan.legs if leg.column == cell.column), ())
        return any(step.cell == cell for step in steps[self._done[cell.column] :])

    @property
    def busy(self) -> tuple[str, ...]:
        """The columns that do something now."""
        idle = (ColumnPhase.WAITING, ColumnPhase.OVER)
        return tuple(key for key, state in self._states.items() if state.phase not in idle)

    @property
    def progress(self) -> RunProgress:
        legs = [leg for leg in self.plan.legs if leg.problem is None]
        prompts = list(dict.fromkeys(step.prompt for leg in legs for step in leg.steps))
        now = self.now
        number = prompts.index(now.prompt) + 1 if now is not None and now.prompt in prompts else 1
        total = sum(len(leg.steps) for leg in legs)
        lefts = [self._paces[leg.column].left for leg in legs]
        seconds = total_seconds((one.seconds for one in lefts), is_parallel=self.plan.is_parallel)
        left = TimeLeft(seconds if lefts else 0.0, any(one.is_late for one in lefts))
        return RunProgress(self._done.total(), total, number, len(prompts), left)

    @property
    def now(self) -> AnswerCell | None:
        """The answer under way, the first of them where several are."""
        return next((state.cell for state in self._states.values() if state.cell is not None), None)

    def checking(self, column: str, fraction: float) -> None:
        self._paces[column].load(0.0)
        self._become(column, ColumnState(ColumnPhase.CHECKING, fraction))

    def loading(self, column: str, fraction: float) -> None:
        self._paces[column].load(fraction)
        self._become(column, ColumnState(ColumnPhase.LOADING, fraction))

    def warming(self, column: str) -> None:
        self._become(column, ColumnState(ColumnPhase.WARMING))

    def asked(self, step: PlanStep) -> None:
        self._forget(step.cell)
        self._paces[step.column].ask()
        self._become(step.column, ColumnState(ColumnPhase.READING, cell=step.cell))

    def chunk(self, step: PlanStep, piece: Piece) -> None:
        if not piece.text and not piece.thought:
            return  # a mark between them: nothing that is shown
        if piece.thought:
            now = self._clock()
            since = self._thoughts.get(step.cell, ThoughtSpan(now, now)).since
            self._thoughts[step.cell] = ThoughtSpan(since, now)
        written = self._pieces[step.cell] = joined((self.written(step.cell), piece))
        phase = ColumnPhase.ANSWERING if written.text else ColumnPhase.THINKING
        self._states[step.column] = ColumnState(phase, cell=step.cell)
        self._tell(RunChange(step.column, piece))

    def answered(self, result: Result) -> None:
        self._take(result)

    def failed(self, failure: Failure) -> None:
        self._take(failure)

    def column_over(self, column: str) -> None:
        self._paces[column].end()
        self._become(column, ColumnState(ColumnPhase.OVER))

    def over(self) -> None:
        self._ended()

    def _forget(self, cell: AnswerCell) -> None:
        self._pieces.pop(cell, None)
        self._thoughts.pop(cell, None)

    def _become(self, column: str, state: ColumnState) -> None:
        self._states[column] = state
        self._tell(RunChange(column))

    def _take(self, outcome: Outcome) -> None:
        column = outcome.cell.column
        self._forget(outcome.cell)
        self._done[column] += 1
        self._paces[column].take()
        self._states[column] = ColumnState(ColumnPhase.WAITING)
        self._tell(RunChange(column, outcome=outcome))
