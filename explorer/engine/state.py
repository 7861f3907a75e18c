"""State of an engine, and what it reports of an answer: plain values, no Qt."""

from dataclasses import dataclass
from enum import Enum

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel, Piece
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.domain.words import Words
from explorer.engine.local.failures import explain_crash

_KILLED = 9  # SIGKILL, which the kernel sends when memory runs out
_PAGE_GONE = (7, 10, 0xC0000006)  # SIGBUS on Linux and macOS, STATUS_IN_PAGE_ERROR on Windows


class BackendState(Enum):
    """What an engine is doing."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    GENERATING = "generating"
    FAILED = "failed"


READY_STATES = (BackendState.READY, BackendState.GENERATING)  # an engine answers one after the other


@dataclass(frozen=True)
class BackendChange:
    """``progress`` of loading, 0 to 1; ``error`` only in the state FAILED."""

    state: BackendState
    progress: float
    model: LoadedModel | None
    error: KnownError | None


@dataclass(frozen=True)
class Chunk:
    """More of an answer. ``tokens`` counts the whole answer so far.

    ``details``: one for each new token, if they were asked for. ``context``: where it is known.
    """

    piece: Piece
    tokens: int
    context: ContextUse | None
    details: tuple[TokenDetail, ...] = ()


@dataclass(frozen=True)
class ContextShortened:
    """The oldest ``dropped`` turns (of a raw text: tokens) were left out to make room."""

    dropped: int
    context: ContextUse


@dataclass(frozen=True)
class WorkerEnd:
    """How a worker ended by itself. ``code``: exit status, or the signal if it crashed."""

    crashed: bool
    code: int
    log: str
    start_problem: str = ""

    def explain(self, *, loading: bool, answering: bool) -> KnownError:
        """In words, for the person who was waiting."""
        if self.crashed and (reason := explain_crash(self._details)):
            return reason
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
        if self._has_lost_its_file:
            advice = Words("Check that the file is whole and its disk is there, then load the model again.")
        return KnownError(what, advice, self._details)

    @property
    def _details(self) -> str:
        return f"exit code {self.code}\n{self.log}".strip()

    @property
    def _has_lost_its_file(self) -> bool:
        return self.crashed and self.code & 0xFFFF_FFFF in _PAGE_GONE

    def _how(self) -> Words:
        if not self.crashed:
            return Words("it ended with status {code}", code=self.code)
        if self.code == _KILLED:
            return Words("killed by the system, perhaps for lack of memory")
        if self._has_lost_its_file:
            return Words("the file was changed or cut off while it was loaded, or its disk failed")
        return Words("it crashed")
