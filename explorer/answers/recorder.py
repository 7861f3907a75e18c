"""Recorder of one answer: asks the question, and keeps what comes, what it cost, and how it ended.

What is done after the death of what answers stands here, for all who ask. What was written is kept and marked
"failed", with the reason. The question is not put again by itself, because drawn anew it would be another
answer; the next one makes the model ready again. Whoever asks one question after another by itself gives
a model up that dies ``MOST_DEATHS`` times in a row: it will do so again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from explorer.base.energy import EnergyMeter
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, AnswerEnd, LoadedModel
from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.engine.backend import Backend, Resident
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import READY_STATES, AnswerEvent, Chunk, ContextShortened, PromptRead

MOST_DEATHS = 2
_SAVE_S, _LOOK_S = 1.0, 0.5


@dataclass
class RecordedAnswer:
    """An answer as it stands.

    ``end`` is "writing" until it is over: one that is found so on a disk was cut off with the app, as is one
    that is "interrupted". ``answer`` is what the backend told at its end; there is none where it failed, or
    was stopped before it was asked. ``has_died``: what answered is gone, and must be made ready again.
    ``thought_s``: seconds from the end of the prompt until the answer itself began, where a thought came
    first. ``reused`` tokens of the prompt cost nothing; ``dropped`` turns were left out to make room.
    ``peak_memory`` in bytes and ``joules`` only where they were asked for and are told.
    """

    said: Piece = NOTHING
    end: AnswerEnd = "writing"
    answer: Answer | None = None
    error: KnownError | None = None
    has_died: bool = False
    model: LoadedModel | None = None
    thought_s: float | None = None
    reused: int = 0
    dropped: int = 0
    context: ContextUse | None = None
    tokens: list[TokenDetail] = field(default_factory=list)
    peak_memory: int = 0
    joules: float | None = None


class CrashPolicy:
    """Of one model that is asked one question after another."""

    def __init__(self) -> None:
        self._deaths = 0

    def gives_up(self, *, has_died: bool) -> bool:
        """Whether no more is to be asked after this answer."""
        self._deaths = self._deaths + 1 if has_died else 0
        return self._deaths >= MOST_DEATHS


class RecorderListener:
    """Whoever has an answer recorded."""

    def heard(self, event: AnswerEvent) -> None:
        """The answer has grown by this, or its model is on its way; not its end."""

    def save(self) -> None:
        """A second has passed: keep what there is, so that whatever ends this process leaves it."""

    def over(self, recorded: RecordedAnswer) -> None:
        """Nothing more comes; told once."""


class _Meter:
    """What an answer takes, from now on; not every system remembers what a process held at most."""

    def __init__(self, backend: Backend, energy: EnergyMeter, clock: Callable[[], float]) -> None:
        self._backend, self._energy, self._clock = backend, energy, clock
        self._before = energy.read()
        self._peak, self._looked = 0, 0.0

    def look(self) -> None:
        now = self._clock()
        if now - self._looked >= _LOOK_S:
            self._looked, self._peak = now, self.peak_memory()

    def peak_memory(self) -> int:
        """Bytes; 0 where it takes none of this machine."""
        held = self._backend.peak_memory() if isinstance(self._backend, Resident) else 0
        return max(self._peak, held)

    def joules(self) -> float | None:
        """What all that ran took; ``None`` where the system does not tell, or it was computed elsewhere."""
        is_here = isinstance(self._backend, Resident)
        return self._energy.joules_since(self._before) if is_here else None


class AnswerRecorder:
    """Asks one question; ``recorded`` is its answer as it stands. Hold it until it is over.

    An answer that is continued has something already, ``recorded``: the backend says that again before what
    is new, and until then no more is told of it. ``energy``: measure what it takes.
    """

    def __init__(
        self,
        backend: Backend,
        question: Question,
        listener: RecorderListener,
        recorded: RecordedAnswer | None = None,
        *,
        energy: EnergyMeter | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.recorded = recorded or RecordedAnswer()
        self._backend, self._listener, self._clock = backend, listener, clock
        self._is_text = isinstance(question.prompt, str)
        self._ahead = len(self.recorded.said.raw)
        self._thought_before = self.recorded.thought_s or 0.0
        self._thinks_since: float | None = None
        self._said = NOTHING
        self._saved = clock()
        self._meter = _Meter(backend, energy, clock) if energy is not None else None
        self._ask = RunningQuestion(backend, question, self.hear)

    def start(self) -> None:
        self._ask.start()

    def stop(self) -> None:
        """End it; what was said is kept. A model that was still loading is unloaded."""
        if not self._ask.stop():
            self._end("stopped")

    def close(self) -> None:
        """The app quits, or nobody wants it any more: it is marked as interrupted."""
        self._end("interrupted")
        self._ask.stop()

    def hear(self, event: AnswerEvent) -> None:
        """What comes of the question."""
        recorded = self.recorded
        if recorded.end != "writing":
            return
        match event:
            case Answer():
                self._take(event)
                return
            case KnownError():
                self._fail(event)
                return
            case LoadedModel():
                recorded.model = event
            case PromptRead():
                recorded.context, recorded.reused = event.context, event.reused
                self._thinks_since = None if self._ahead else self._clock()
            case ContextShortened():
                recorded.context, recorded.dropped = event.context, event.dropped
            case Chunk():
                recorded.context = event.context or recorded.context
                recorded.tokens.extend(event.details)
                if not self._grow(event.piece):
                    return
        self._listener.heard(event)

    def _grow(self, piece: Piece) -> bool:
        """Whether there is more now than was said before."""
        self._time_thought(piece)
        self._said = joined((self._said, self._as_kept(piece)))
        if self._meter is not None:
            self._meter.look()
        is_more = not self._ahead or len(self._said.raw) > self._ahead
        if is_more:
            self.recorded.said = self._said
        if self._clock() - self._saved >= _SAVE_S:
            self._listener.save()
            self._saved = self._clock()
        return is_more

    def _time_thought(self, piece: Piece) -> None:
        """Until the answer begins, and on from what it had thought before."""
        if self._is_text or self._said.text or not (piece.thought or self._said.thought):
            return
        now = self._clock()
        if self._thinks_since is None:
            self._thinks_since = now
        self.recorded.thought_s = self._thought_before + now - self._thinks_since

    def _as_kept(self, piece: Piece) -> Piece:
        """A text that a base model goes on with is one text, whatever marks are in it."""
        return Piece(piece.raw, "", piece.raw) if self._is_text else piece

    def _take(self, answer: Answer) -> None:
        self.recorded.answer = answer
        if len(answer.written) >= self._ahead:  # else it was stopped before it said all again
            self.recorded.said = self._as_kept(Piece(answer.text, answer.thought, answer.written))
        self._end(answer.reason)

    def _fail(self, error: KnownError) -> None:
        self.recorded.error = error
        self.recorded.has_died = self._backend.state not in READY_STATES
        self._end("stopped" if isinstance(error, CancelledError) else "failed")

    def _end(self, end: AnswerEnd) -> None:
        if self.recorded.end != "writing":
            return
        self.recorded.end = end
        if self._meter is not None:
            self.recorded.peak_memory, self.recorded.joules = self._meter.peak_memory(), self._meter.joules()
        self._listener.over(self.recorded)
