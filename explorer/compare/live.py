"""What goes on in a run right now, for whoever looks: it outlives the widgets that show it.

A run goes on while another prompt, another part or another room is on the screen; what is shown later is
read from here.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from explorer.compare.plan import Leg, Plan, Step
from explorer.compare.results import Cell, Failure, Outcome, Result
from explorer.compare.run_listener import RunListener


class Phase(StrEnum):
    """Where a column stands."""

    WAITING = "waiting"
    CHECKING = "checking"
    LOADING = "loading"
    WARMING = "warming"
    READING = "reading"
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
    """Something went on in ``column``: a new state, more ``text`` of its answer, or what came of it."""

    column: str
    text: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Progress:
    """Of a whole run. ``prompt`` and ``prompts`` count from 1; ``left_s`` is ``None`` where unknown."""

    done: int
    total: int
    prompt: int
    prompts: int
    left_s: float | None


class Live(RunListener):
    """``tell`` hears of every change, ``ended`` of the end; both on the screen thread."""

    def __init__(self, plan: Plan, tell: Callable[[Change], object], ended: Callable[[], object]) -> None:
        self.plan = plan
        self._tell, self._ended = tell, ended
        self._states = {leg.column: ColumnState(Phase.WAITING) for leg in plan.legs}
        self._texts: dict[Cell, str] = {}
        self._done: Counter[str] = Counter()  # outcomes by column

    def state(self, column: str) -> ColumnState | None:
        """``None`` for a column that this run does not ask."""
        return self._states.get(column)

    def text(self, cell: Cell) -> str:
        """What came of the answer under way in this cell."""
        return self._texts.get(cell, "")

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
        now = next((s.cell for s in self._states.values() if s.cell is not None), None)
        number = prompts.index(now.prompt) + 1 if now is not None and now.prompt in prompts else 1
        total = sum(len(leg.steps) for leg in legs)
        return Progress(self._done.total(), total, number, len(prompts), self._left(legs))

    def _left(self, legs: list[Leg]) -> float | None:
        """By the plan: so much for each answer that is to come."""
        lefts = []
        for leg in legs:
            told = leg.likely if leg.likely is not None else leg.at_most
            missing = max(0, len(leg.steps) - self._done[leg.column])
            if self._states[leg.column].phase is Phase.OVER:
                missing = 0
            if told is None and missing:
                return None
            lefts.append((told or 0.0) / max(1, len(leg.steps)) * missing)
        return max(lefts, default=0.0) if self.plan.is_parallel else sum(lefts)

    def checking(self, column: str, fraction: float) -> None:
        self._become(column, ColumnState(Phase.CHECKING, fraction))

    def loading(self, column: str, fraction: float) -> None:
        self._become(column, ColumnState(Phase.LOADING, fraction))

    def warming(self, column: str) -> None:
        self._become(column, ColumnState(Phase.WARMING))

    def asked(self, step: Step) -> None:
        self._texts.pop(step.cell, None)
        self._become(step.column, ColumnState(Phase.READING, cell=step.cell))

    def chunk(self, step: Step, text: str) -> None:
        self._texts[step.cell] = self._texts.get(step.cell, "") + text
        self._states[step.column] = ColumnState(Phase.ANSWERING, cell=step.cell)
        self._tell(Change(step.column, text))

    def answered(self, result: Result) -> None:
        self._take(result)

    def failed(self, failure: Failure) -> None:
        self._take(failure)

    def column_over(self, column: str) -> None:
        self._become(column, ColumnState(Phase.OVER))

    def over(self) -> None:
        self._ended()

    def _become(self, column: str, state: ColumnState) -> None:
        self._states[column] = state
        self._tell(Change(column))

    def _take(self, outcome: Outcome) -> None:
        column = outcome.cell.column
        self._texts.pop(outcome.cell, None)
        self._done[column] += 1
        self._states[column] = ColumnState(Phase.WAITING)
        self._tell(Change(column, outcome=outcome))
