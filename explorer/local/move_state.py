"""How far a move of the models folder is."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.local.moving import Journal, MoveProgress, Plan, plan_move


class MoveState(StrEnum):
    IDLE = "idle"
    COUNTING = "counting"  # what a move would take
    ASKED = "asked"
    REFUSED = "refused"  # the folder stays as it is
    MOVING = "moving"
    STOPPED = "stopped"  # by the person, by an error, or by the end of the app; the journal holds it
    DONE = "done"


@dataclass(frozen=True)
class Move:
    """``plan`` is what is to move or left to move, ``None`` where that is not known."""

    state: MoveState = MoveState.IDLE
    source: Path = Path()
    target: Path = Path()
    plan: Plan | None = None
    progress: MoveProgress | None = None
    problem: KnownError | None = None

    @property
    def is_pending(self) -> bool:
        """Begun and not at its end."""
        return self.state in (MoveState.MOVING, MoveState.STOPPED)


@dataclass(frozen=True)
class Ended:
    """How a move ended: what is left where that could be counted, and what stopped it if no person did."""

    rest: Plan | None = None
    problem: KnownError | None = None
    is_done: bool = False


def ended(journal: Journal, problem: KnownError | None) -> Ended:
    """A move that has come to a halt. Reads the old folder: in the background."""
    try:
        rest = plan_move(Path(journal.source), Path(journal.target), token=journal.token)
    except KnownError as error:
        return Ended(problem=problem or error)
    return Ended(rest, problem)
