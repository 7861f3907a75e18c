"""What an engine tells its listeners: its state, its text, its end. Plain values, no Qt."""

from dataclasses import dataclass
from enum import Enum

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel
from explorer.domain.words import Words

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
        how, advice = self._how(), Words("Load the model again.")
        if loading:
            what = Words("The engine stopped unexpectedly while loading ({how}).", how=how)
            advice = Words(
                "The file may be damaged or need more memory than there is. Try again, or another file."
            )
        elif answering:
            what = Words(
                "The engine stopped unexpectedly while answering ({how}). What was written is kept.", how=how
            )
        else:
            what = Words("The engine stopped unexpectedly ({how}).", how=how)
        return KnownError(what, advice, f"exit code {self.code}\n{self.log}".strip())

    def _how(self) -> Words:
        if not self.crashed:
            return Words("it ended with status {code}", code=self.code)
        if self.code == _KILLED:
            return Words("killed by the system, perhaps for lack of memory")
        return Words("it crashed")
