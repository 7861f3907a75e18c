"""What goes on in a run right now, for whoever looks: it outlives the widgets that show it.

A run goes on while another prompt, another part or another room is on the screen; what is shown later is
read from here.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from explorer.compare.plan import Plan, Step
from explorer.compare.results import Cell, Failure, Outcome, Result
from explorer.compare.run_listener import RunListener
from explorer.compare.time_left import Clock, ColumnPace, Left, left_in_all
from explorer.domain.piece import NOTHING, Piece, joined


class Phase(StrEnum):
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

    phase: Phase
    fraction: float = 0.0
    cell: Cell | None = None


@dataclass(frozen=True)
class Change:
    """Something went on in ``column``: a new state, more of its answer (``piece``), or what came of it."""

    column: str
    piece: Piece = NOTHING
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Progress:
    """Of a whole run. ``prompt`` and ``prompts`` count from 1; ``left``: of its time, as of now."""

    done: int
    total: int
    prompt: int
    prompts: int
    left: Left


@dataclass(frozen=True)
class Span:
    """Seconds of a clock."""

    since: float
    until: float


class Live(RunListener):
    """``tell`` hears of every change, ``ended`` of the end; both on the screen thread."""

    def __init__(
        self,
        plan: Plan,
        tell: Callable[[Change], object],
        ended: Callable[[], object],
        clock: Clock = time.monotonic,
    ) -> None:
        self.plan = plan
        self._paces = {leg.column: ColumnPace(leg, clock) for leg in plan.legs}
        self._tell, self._ended, self._clock = tell, ended, clock
        self._states = {leg.column: ColumnState(Phase.WAITING) for leg in plan.legs}
        self._pieces: dict[Cell, Piece] = {}
        self._thoughts: dict[Cell, Span] = {}
        self._done: Counter[str] = Counter()  # outcomes by column

    def state(self, column: str) -> ColumnState | None:
        """``None`` for a column that this run does not ask."""
        return self._states.get(column)

    def written(self, cell: Cell) -> Piece:
        """What came of the answer under way in this cell."""
        return self._pieces.get(cell, NOTHING)

    def thought_s(self, cell: Cell) -> float | None:
        """How long the thought of the answer under way took so far, ``None`` as long as there is none."""
        span = self._thoughts.get(cell)
        return span.until - span.since if span is not None else None

    def is_waiting(self, cell: Cell) -> bool:
        """Whether this answer is still to come."""
        state = self._states.get(cell.column)
        if state is None or state.phase is Phase.OVER:
            return False
        steps = next((leg.steps for leg in self.plan.legs if leg.column == cell.column), ())
        return any(step.cell == cell for step in steps[self._done[cell.column] :])

    @property
    def busy(self) -> tuple[str, ...]:
        """The columns that do something now."""
        idle = (Phase.WAITING, Phase.OVER)
        return tuple(key for key, state in self._states.items() if state.phase not in idle)

    @property
    def progress(self) -> Progress:
        legs = [leg for leg in self.plan.legs if leg.problem is None]
        prompts = list(dict.fromkeys(step.prompt for leg in legs for step in leg.steps))
        now = self.now
        number = prompts.index(now.prompt) + 1 if now is not None and now.prompt in prompts else 1
        total = sum(len(leg.steps) for leg in legs)
        lefts = (self._paces[leg.column].left for leg in legs)
        left = left_in_all(lefts, is_parallel=self.plan.is_parallel)
        return Progress(self._done.total(), total, number, len(prompts), left)

    @property
    def now(self) -> Cell | None:
        """The answer under way, the first of them where several are."""
        return next((state.cell for state in self._states.values() if state.cell is not None), None)

    def checking(self, column: str, fraction: float) -> None:
        self._paces[column].load(0.0)
        self._become(column, ColumnState(Phase.CHECKING, fraction))

    def loading(self, column: str, fraction: float) -> None:
        self._paces[column].load(fraction)
        self._become(column, ColumnState(Phase.LOADING, fraction))

    def warming(self, column: str) -> None:
        self._become(column, ColumnState(Phase.WARMING))

    def asked(self, step: Step) -> None:
        self._forget(step.cell)
        self._paces[step.column].ask()
        self._become(step.column, ColumnState(Phase.READING, cell=step.cell))

    def chunk(self, step: Step, piece: Piece) -> None:
        if not piece.text and not piece.thought:
            return  # a mark between them: nothing that is shown
        if piece.thought:
            now = self._clock()
            since = self._thoughts.get(step.cell, Span(now, now)).since
            self._thoughts[step.cell] = Span(since, now)
        written = self._pieces[step.cell] = joined((self.written(step.cell), piece))
        phase = Phase.ANSWERING if written.text else Phase.THINKING
        self._states[step.column] = ColumnState(phase, cell=step.cell)
        self._tell(Change(step.column, piece))

    def answered(self, result: Result) -> None:
        self._take(result)

    def failed(self, failure: Failure) -> None:
        self._take(failure)

    def column_over(self, column: str) -> None:
        self._paces[column].end()
        self._become(column, ColumnState(Phase.OVER))

    def over(self) -> None:
        self._ended()

    def _forget(self, cell: Cell) -> None:
        self._pieces.pop(cell, None)
        self._thoughts.pop(cell, None)

    def _become(self, column: str, state: ColumnState) -> None:
        self._states[column] = state
        self._tell(Change(column))

    def _take(self, outcome: Outcome) -> None:
        column = outcome.cell.column
        self._forget(outcome.cell)
        self._done[column] += 1
        self._paces[column].take()
        self._states[column] = ColumnState(Phase.WAITING)
        self._tell(Change(column, outcome=outcome))
