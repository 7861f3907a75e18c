"""State of a move of the models folder: how far it is, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.local.folder_move.move_models import MoveJournal, MovePlan, MoveProgress, plan_move


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
    plan: MovePlan | None = None
    progress: MoveProgress | None = None
    problem: KnownError | None = None

    @property
    def is_pending(self) -> bool:
        """Begun and not at its end."""
        return self.state in (MoveState.MOVING, MoveState.STOPPED)


@dataclass(frozen=True)
class MoveEnd:
    """How a move ended: what is left where that could be counted, and what stopped it if no person did."""

    rest: MovePlan | None = None
    problem: KnownError | None = None
    is_done: bool = False


def move_end(journal: MoveJournal, problem: KnownError | None) -> MoveEnd:
    """A move that has come to a halt. Reads the old folder: in the background."""
    try:
        rest = plan_move(Path(journal.source), Path(journal.target), token=journal.token)
    except KnownError as error:
        return MoveEnd(problem=problem or error)
    return MoveEnd(rest, problem)
