"""The state of a run while it goes on: what each column does and wrote, and the time left.

It outlives the widgets that show it: a run goes on while another prompt, part or room is on the screen.
Time is estimated by the plan at first, then by how long the answers really took.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.time_left import TimeLeft
from explorer.rooms.compare.document.results import AnswerCell, Outcome
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
        self._under_way = 0
        self._took: list[float] = []
        self._fraction = 0.0  # of the load
        self._since: float | None = None  # that what goes on now has gone on
        self._does = ""

    def load(self, fraction: float) -> None:
        """Also while it is checked or warmed up: before its first answer."""
        self._begin("load")
        self._under_way = 0
        self._fraction = fraction

    def ask(self) -> None:
        self._begin("ask")
        self._under_way += 1

    def take(self) -> None:
        """One answer is over, or failed. Of several at once it counts how soon one follows the other."""
        if self._does == "ask" and self._since is not None:
            self._took.append(self._clock() - self._since)
        self._missing, self._under_way = max(0, self._missing - 1), max(0, self._under_way - 1)
        self._does, self._since = ("ask", self._clock()) if self._under_way else ("next", None)

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
            gone, now = self._gone, answer * self._under_way
            later = answer * (self._missing - self._under_way)
            return TimeLeft(max(0.0, now - gone) + later, gone > now * _SLACK)
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
    HELD_UP = "held up"  # its server is busy
    THINKING = "thinking"
    ANSWERING = "answering"
    OVER = "over"


@dataclass(frozen=True)
class ColumnState:
    """``fraction`` 0 to 1 of what is checked or loaded; ``cell``: the (first) answer under way."""

    phase: ColumnPhase
    fraction: float = 0.0
    cell: AnswerCell | None = None


@dataclass(frozen=True)
class RunChange:
    """What went on in ``column``: a new state, ``piece`` more of its answer in ``cell``, or what came."""

    column: str
    cell: AnswerCell | None = None
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


@dataclass
class AnswerUnderWay:
    """``piece``: what came of it; ``thought_s``: how long its thought took so far, ``None`` as long as there
    is none. Seconds; ``since`` by a clock. ``is_held_up``: its server is busy.
    """

    piece: Piece = NOTHING
    since: float | None = None
    thought_s: float | None = None
    is_held_up: bool = False

    @property
    def phase(self) -> ColumnPhase:
        if self.piece.text:
            return ColumnPhase.ANSWERING
        if self.piece.thought:
            return ColumnPhase.THINKING
        return ColumnPhase.HELD_UP if self.is_held_up else ColumnPhase.READING


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
        self._under_way: dict[PlanStep, AnswerUnderWay] = {}  # in the order they were asked
        self._done: set[PlanStep] = set()

    def state(self, column: str) -> ColumnState | None:
        """``None`` for a column that this run does not ask."""
        first = next((step.cell for step in self._under_way if step.column == column), None)
        if first is None:
            return self._states.get(column)
        return ColumnState(self.answer(first).phase, cell=first)

    def state_of(self, cell: AnswerCell) -> ColumnState | None:
        """What is done for this answer, ``None`` where nothing is."""
        if any(step.cell == cell for step in self._under_way):
            return ColumnState(self.answer(cell).phase, cell=cell)
        if not self.is_waiting(cell):
            return None
        state = self.state(cell.column)
        return ColumnState(ColumnPhase.WAITING) if state is not None and state.cell is not None else state

    def answer(self, cell: AnswerCell) -> AnswerUnderWay:
        """The one under way in this cell, the first of several; an empty one where there is none."""
        return next((one for step, one in self._under_way.items() if step.cell == cell), AnswerUnderWay())

    def is_waiting(self, cell: AnswerCell) -> bool:
        """Whether this answer is still to come."""
        state = self._states.get(cell.column)
        if state is None or state.phase is ColumnPhase.OVER:
            return False
        steps = next((leg.steps for leg in self.plan.legs if leg.column == cell.column), ())
        return any(step.cell == cell and step not in self._done for step in steps)

    @property
    def busy(self) -> tuple[str, ...]:
        """The columns that do something now."""
        idle = (ColumnPhase.WAITING, ColumnPhase.OVER)
        states = ((key, self.state(key)) for key in self._states)
        return tuple(key for key, state in states if state is not None and state.phase not in idle)

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
        return RunProgress(len(self._done), total, number, len(prompts), left)

    @property
    def now(self) -> AnswerCell | None:
        """The answer under way, the first of them where several are."""
        return next((step.cell for step in self._under_way), None)

    def checking(self, column: str, fraction: float) -> None:
        self._paces[column].load(0.0)
        self._become(column, ColumnState(ColumnPhase.CHECKING, fraction))

    def loading(self, column: str, fraction: float) -> None:
        self._paces[column].load(fraction)
        self._become(column, ColumnState(ColumnPhase.LOADING, fraction))

    def warming(self, column: str) -> None:
        self._become(column, ColumnState(ColumnPhase.WARMING))

    def asked(self, step: PlanStep) -> None:
        self._under_way[step] = AnswerUnderWay()
        self._paces[step.column].ask()
        self._states[step.column] = ColumnState(ColumnPhase.WAITING)
        self._tell(RunChange(step.column))

    def held_up(self, column: str, step: PlanStep | None = None) -> None:
        if step is None:
            self._become(column, ColumnState(ColumnPhase.HELD_UP))
            return
        self._under_way[step].is_held_up = True
        self._tell(RunChange(column))

    def chunk(self, step: PlanStep, piece: Piece) -> None:
        if not piece.text and not piece.thought:
            return  # a mark between them: nothing that is shown
        answer = self._under_way[step]
        if piece.thought:
            now = self._clock()
            answer.since = now if answer.since is None else answer.since
            answer.thought_s = now - answer.since
        answer.piece = joined((answer.piece, piece))
        if answer is self.answer(step.cell):  # else it is the same question once more, behind the first
            self._tell(RunChange(step.column, step.cell, piece))

    def came(self, step: PlanStep, outcome: Outcome) -> None:
        self._under_way.pop(step, None)
        self._done.add(step)
        self._paces[step.column].take()
        self._tell(RunChange(step.column, outcome=outcome))

    def column_over(self, column: str) -> None:
        self._paces[column].end()
        self._become(column, ColumnState(ColumnPhase.OVER))

    def over(self) -> None:
        self._ended()

    def _become(self, column: str, state: ColumnState) -> None:
        """Nothing of it is under way now: its model may have died meanwhile."""
        self._under_way = {step: one for step, one in self._under_way.items() if step.column != column}
        self._states[column] = state
        self._tell(RunChange(column))
