"""The plan of a run, shown before it starts, and the listener that hears of the run.

A plan says what is asked in which order, and what that will take.

Every number is an estimate and says so, with how far off such estimates were on this machine. What cannot
be said yet stays ``None``: the first answer of a model will tell.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from explorer.domain.elsewhere import CostLimit
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions, Piece
from explorer.domain.model import Model
from explorer.rooms.compare.document.answer_settings import point_key
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import AnswerCell, Outcome, PredictedNumbers, Result

_USUAL, _UNKNOWN = LoadOptions(), PredictedNumbers()


@dataclass(frozen=True)
class PlanStep:
    """One answer that is to come. ``turn`` counts repeats from 0."""

    column: str
    prompt: str
    point: str = ""
    turn: int = 0

    @property
    def cell(self) -> AnswerCell:
        return AnswerCell(self.column, self.prompt, self.point)


@dataclass(frozen=True)
class ColumnPlan:
    """One column's part of a plan: loaded once, then its steps in turn.

    ``model`` is ``None`` where it cannot run, and ``problem`` says why; ``warning``: it may not fit into
    memory. ``at_most``: how long it takes if every answer is as long as it may be; ``likely``: if answers
    are as long as those of this model before. Seconds, and ``None`` where nothing is known of its speed yet;
    without loading, as long as ``predicted.load_s`` is not known. ``first_tokens``: seconds by step.
    ``at_once`` answers are written together, each with room for ``context`` tokens; 1 where they should
    be and cannot, because of ``why_alone``. ``most_cost``: where a price was entered.
    """

    column: str
    title: str
    steps: tuple[PlanStep, ...]
    options: LoadOptions = _USUAL
    model: Model | None = None
    problem: KnownError | None = None
    warning: KnownError | None = None
    predicted: PredictedNumbers = _UNKNOWN
    is_loaded: bool = False  # in memory already, as it is to be
    first_tokens: Mapping[PlanStep, float] = field(default_factory=dict)
    at_most: float | None = None
    likely: float | None = None
    at_once: int = 1
    context: int = 0
    why_alone: str = ""
    most_cost: CostLimit | None = None


@dataclass(frozen=True)
class RunPlan:
    """Every leg in order. ``errors``: how far off estimates were, one an answer, by measure.

    ``together``: bytes that all legs need at once, ``free`` those there are; in turn only the largest leg
    must fit.
    """

    legs: tuple[ColumnPlan, ...]
    is_parallel: bool
    is_kept_loaded: bool
    together: int
    largest: int
    free: int
    errors: dict[str, tuple[float, ...]]

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """What will be asked."""
        return tuple(step for leg in self.legs if leg.problem is None for step in leg.steps)

    @property
    def asks_together(self) -> bool:
        """Whether a column answers several prompts at once."""
        return any(leg.at_once > 1 for leg in self._running)

    @property
    def at_most(self) -> float | None:
        return total_seconds((leg.at_most for leg in self._running), is_parallel=self.is_parallel)

    @property
    def likely(self) -> float | None:
        return total_seconds((leg.likely for leg in self._running), is_parallel=self.is_parallel)

    @property
    def fits_together(self) -> bool:
        return self.together <= self.free

    @property
    def _running(self) -> tuple[ColumnPlan, ...]:
        return tuple(leg for leg in self.legs if leg.problem is None)


def in_chance_order(plan: RunPlan) -> RunPlan:
    """Whose answer comes first must not tell whose it is. Columns of one file still follow each other."""
    chance = random.SystemRandom()
    groups = [[*legs] for _file, legs in groupby(plan.legs, lambda leg: leg.model and leg.model.id)]
    chance.shuffle(groups)
    for legs in groups:
        chance.shuffle(legs)
    return replace(plan, legs=tuple(leg for legs in groups for leg in legs))


def total_seconds(seconds: Iterable[float | None], *, is_parallel: bool) -> float | None:
    """In turn they add up; at once the longest counts. One that is not known makes all unknown."""
    known = list(seconds)
    told = [one for one in known if one is not None]
    if not told or len(told) < len(known):
        return None
    return max(told) if is_parallel else sum(told)


def steps_of(document: ComparisonDocument) -> tuple[PlanStep, ...]:
    """Every answer a document asks for: column by column, and there prompt by prompt."""
    return tuple(
        PlanStep(column.key, prompt.key, point_key(point), turn)
        for column in document.columns
        for prompt in document.prompts
        for point in document.grid.points
        for turn in range(document.repeats)
    )


def missing_steps(document: ComparisonDocument, outcomes: Iterable[Outcome]) -> tuple[PlanStep, ...]:
    """What was not asked yet, or was stopped: what failed was tried, and is asked again by choice."""
    tried = Counter(one.cell for one in outcomes if not isinstance(one, Result) or one.is_whole)
    return tuple(step for step in steps_of(document) if step.turn >= tried[step.cell])


class RunListener:
    """Called on the screen thread. For each column: loading*, warming, checking*, then its steps."""

    def checking(self, column: str, fraction: float) -> None:
        """The file is hashed, so that the answers can name the bytes that ran."""

    def loading(self, column: str, fraction: float) -> None:
        """``fraction`` of the model loaded, 0 to 1."""

    def warming(self, column: str) -> None:
        """It gives a short answer that counts nowhere."""

    def asked(self, step: PlanStep) -> None:
        """The prompt is being read."""

    def held_up(self, column: str, step: PlanStep | None = None) -> None:
        """The server that is to answer is busy. ``step``: ``None`` while it is warmed up."""

    def chunk(self, step: PlanStep, piece: Piece) -> None:
        """More of the answer, or of the thought before it."""

    def came(self, step: PlanStep, outcome: Outcome) -> None:
        """An answer, or as much of one as there was when it was stopped; or why there is none."""

    def column_over(self, column: str) -> None:
        """Nothing more comes from it."""

    def over(self) -> None:
        """The run has ended, to its end or stopped."""
