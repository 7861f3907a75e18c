"""The state of a run while it goes on: which model does what, how much is there, and the time left.

Before anything is measured nothing is promised. Then the pace of this model tells, by the tokens of what it
did and what is left; models that come later are as much slower as their files are larger.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explorer.domain.errors import KnownError
from explorer.domain.time_left import TimeLeft
from explorer.evaluate.items import Outcome
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.model_run import ModelWork
from explorer.evaluate.run.plan import EvalPlan, LegPart, ModelLeg
from explorer.evaluate.run.runner import EvalListener
from explorer.evaluate.store import EvalRun

_READ = 0.1  # of what a written token takes, a token that is read takes
_LATE = 4.0  # times as long as an answer took here, before it takes longer than expected


@dataclass
class _PartLive:
    """What came of one part, and the tokens it took."""

    leg: ModelLeg
    part: LegPart
    count: int = 0
    answers: int = 0
    read: float = 0.0
    written: int = 0

    def note(self, outcome: Outcome) -> None:
        self.count += 1
        self.read += self.part.work.read / len(self.part.items)
        if (timing := outcome.reply.timing) is not None:
            self.answers += 1
            self.written += timing.answer_tokens

    @property
    def units(self) -> float:
        """Of work, as much as a written token each."""
        return _READ * self.read + self.written


class EvalLive(EvalListener):
    """``tell`` hears of every change; ``ended`` of the end, with what it could not go on for."""

    def __init__(
        self,
        plan: EvalPlan,
        tell: Callable[[CameOf | None], object],
        ended: Callable[[KnownError | None], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.plan, self._tell, self._ended, self._clock = plan, tell, ended, clock
        self.runs: Sequence[EvalRun] = ()
        self.leg: ModelLeg | None = None
        self.work: ModelWork = "loading"
        self.fraction = 0.0
        self._parts: dict[tuple[int, str], _PartLive] = {}  # by the run's place, and key
        self._spent = 0.0  # seconds of asking this model, until it was loaded again
        self._since: float | None = None  # that it is asked
        self._last = 0.0  # when something came

    @property
    def done(self) -> int:
        return self.plan.done + sum(one.count for one in self._parts.values())

    @property
    def total(self) -> int:
        return self.plan.total

    @property
    def share(self) -> float:
        """Of all answers; of what judges say, once all are there."""
        return self.fraction if self.work == "judging" else self.done / max(1, self.total)

    def begun(self, runs: Sequence[EvalRun]) -> None:
        self.runs = runs
        places = {id(one): n for n, one in enumerate(self.plan.assignments)}
        for leg in self.plan.legs:
            for part in leg.parts:
                self._parts[places[id(part.assignment)], part.key] = _PartLive(leg, part)
        self._tell(None)

    def doing(self, leg: ModelLeg, what: ModelWork, fraction: float) -> None:
        if leg is not self.leg:
            self.leg, self._spent, self._since = leg, 0.0, None
        if what != "asking" and self._since is not None:
            self._spent, self._since = self._spent + self._clock() - self._since, None
        if what == "asking" and self._since is None:
            self._since = self._last = self._clock()
        self.work, self.fraction = what, fraction
        self._tell(None)

    def came(self, came: CameOf) -> None:
        place = next(n for n, run in enumerate(self.runs) if run.id == came.run.id)
        for outcome in () if came.is_again else came.outcomes:
            self._parts[place, outcome.model].note(outcome)
        self._last = self._clock()
        self._tell(came)

    def over(self, error: KnownError | None) -> None:
        self._ended(error)

    @property
    def left(self) -> TimeLeft:
        """Of all that is still to come."""
        pace = self._pace
        if self.leg is None or pace is None:
            return TimeLeft(None)
        here = self._units_left(self.leg) * pace
        rest = [self._foretold(leg, pace) for leg in self._to_come]
        gone = self._clock() - self._last if self._since is not None else 0.0
        is_late = self._since is not None and gone > _LATE * self._round(pace)
        known = [one for one in rest if one is not None]
        if len(known) < len(rest):
            return TimeLeft(None, is_late)
        return TimeLeft(max(0.0, here - gone) + sum(known), is_late)

    @property
    def _to_come(self) -> list[ModelLeg]:
        running = list(self.plan.running)
        here = next((n for n, leg in enumerate(running) if leg is self.leg), -1)
        return running[here + 1 :]

    @property
    def _pace(self) -> float | None:
        """Seconds a unit of work of this model; ``None`` until it was measured."""
        if self.leg is None:
            return None
        units = sum(one.units for one in self._of(self.leg))
        spent = self._spent + (self._last - self._since if self._since is not None else 0.0)
        return spent / units if units and spent > 0 else None

    def _foretold(self, leg: ModelLeg, pace: float) -> float | None:
        """Seconds that a model which comes later takes."""
        if leg.likely is not None and self.leg is not None and self.leg.likely is not None:
            return leg.likely
        here, there = _size(self.leg), _size(leg)
        return self._units_left(leg) * pace * there / here if here and there else None

    def _round(self, pace: float) -> float:
        """Seconds that what is under way takes, about."""
        leg = self.leg
        left = sum(len(one.part.items) - one.count for one in self._of(leg)) if leg is not None else 0
        return self._units_left(leg) / left * pace * leg.at_once if leg is not None and left else 0.0

    def _of(self, leg: ModelLeg) -> list[_PartLive]:
        return [one for one in self._parts.values() if one.leg is leg and one.part.items]

    def _units_left(self, leg: ModelLeg) -> float:
        """Answers as long as those of this subject so far."""
        units = 0.0
        for one in self._of(leg):
            work, share = one.part.work, 1 - one.count / len(one.part.items)
            written = min(work.written, work.answers * self._usual(one.part))
            units += share * (_READ * work.read + written)
        return units

    def _usual(self, part: LegPart) -> float:
        """Tokens of an answer to this subject, by whatever model; as many as there may be before one came."""
        same = [one for one in self._parts.values() if one.part.assignment is part.assignment]
        if answers := sum(one.answers for one in same):
            return sum(one.written for one in same) / answers
        return part.work.written / max(1, part.work.answers)


def _size(leg: ModelLeg | None) -> int:
    return leg.model.size or 0 if leg is not None and leg.model is not None else 0
