"""The plan of a run: which models are asked what, in which order, and what that will take."""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.elsewhere import CostLimit
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.domain.model import Model
from explorer.evaluate.items import Item, Subject
from explorer.evaluate.store import EvalRun, RunTerms

MOST_MODELS = 6
_USUAL = LoadOptions()


@dataclass(frozen=True)
class Assignment:
    """A set or pack that models are run on. ``run``: the stored one that this goes on with."""

    subject: Subject
    terms: RunTerms
    run: EvalRun | None = None


@dataclass(frozen=True)
class WorkLoad:
    """Tokens of items, as far as they can be told before: read, and written at most; ``answers`` of them are
    written.
    """

    read: int = 0
    written: int = 0
    answers: int = 0


@dataclass(frozen=True)
class LegPart:
    """What of one subject a model is still to be asked. ``key``: of the model in that run. ``is_timed``: one
    answer after the other.
    """

    assignment: Assignment
    key: str
    items: tuple[Item, ...]
    work: WorkLoad
    is_timed: bool = False


@dataclass(frozen=True)
class ModelLeg:
    """One model's part of a plan: loaded once, then asked all of it.

    ``model`` is ``None`` where it is not here; ``problem``: why it cannot be asked at all; ``warning``: it
    may not fit into memory. ``not_measurable`` items are asked for probabilities, which it does not give.
    ``at_once`` answers are written together, each with room for ``context`` tokens. ``memory`` in bytes.
    ``at_most`` seconds if every answer is as long as it may be, ``likely`` if they are as long as those
    of before; ``None`` where nothing is known. ``most_cost``: where a price was entered.
    """

    reference: str
    title: str
    parts: tuple[LegPart, ...]
    model: Model | None = None
    options: LoadOptions = _USUAL
    at_once: int = 1
    context: int = 0
    problem: KnownError | None = None
    warning: KnownError | None = None
    not_measurable: int = 0
    memory: int = 0
    at_most: float | None = None
    likely: float | None = None
    most_cost: CostLimit | None = None

    @property
    def count(self) -> int:
        return sum(len(part.items) for part in self.parts)


@dataclass(frozen=True)
class EvalPlan:
    """Every leg in order. ``done``: items that have an outcome already. ``free``: bytes models may take."""

    assignments: tuple[Assignment, ...]
    legs: tuple[ModelLeg, ...]
    free: int
    done: int = 0

    @property
    def count(self) -> int:
        """Of what can be asked."""
        return sum(leg.count for leg in self.running)

    @property
    def total(self) -> int:
        """Of all that will have an outcome in the end."""
        return self.done + sum(leg.count for leg in self.legs)

    @property
    def running(self) -> tuple[ModelLeg, ...]:
        return tuple(leg for leg in self.legs if leg.problem is None and leg.count)

    @property
    def memory(self) -> int:
        """Of the largest: they take turns."""
        return max((leg.memory for leg in self.running), default=0)

    @property
    def at_most(self) -> float | None:
        return _sum(leg.at_most for leg in self.running)

    @property
    def likely(self) -> float | None:
        return _sum(leg.likely for leg in self.running)


def _sum(seconds: Iterable[float | None]) -> float | None:
    """One that is not known makes all unknown."""
    known = list(seconds)
    told = [one for one in known if one is not None]
    return sum(told) if told and len(told) == len(known) else None
