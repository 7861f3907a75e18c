"""What an engine tells its listeners: its state, its text, its end. Plain values, no Qt."""

from dataclasses import dataclass
from enum import Enum

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel

_KILLED = 9  # SIGKILL, which the kernel sends when memory runs out


class EngineState(Enum):
    """What an engine is doing."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    GENERATING = "generating"
    FAILED = "failed"


@dataclass(frozen=True)
class EngineChange:
    """``progress`` of loading, 0 to 1; ``error`` only in the state FAILED."""

    state: EngineState
    progress: float
    model: LoadedModel | None
    error: KnownError | None


@dataclass(frozen=True)
class Chunk:
    """More text of an answer. ``tokens`` counts the whole answer so far."""

    text: str
    tokens: int


@dataclass(frozen=True)
class WorkerEnd:
    """How a worker ended by itself. ``code``: exit status, or the signal if it crashed."""

    crashed: bool
    code: int
    log: str
    start_problem: str = ""

    def explain(self, *, loading: bool, answering: bool) -> KnownError:
        """In words, for the person who was waiting."""
        how = f"it ended with status {self.code}"
        if self.crashed:
            how = "killed by the system, perhaps for lack of memory" if self.code == _KILLED else "it crashed"
        if loading:
            what = f"The engine stopped unexpectedly while loading ({how})."
            advice = "The file may be damaged or need more memory than there is. Try again, or another file."
        elif answering:
            what = f"The engine stopped unexpectedly while answering ({how}). What was written is kept."
            advice = "Load the model again."
        else:
            what = f"The engine stopped unexpectedly ({how})."
            advice = "Load the model again."
        return KnownError(what, advice, f"exit code {self.code}\n{self.log}".strip())
