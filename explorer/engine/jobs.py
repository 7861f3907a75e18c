"""Jobs of an engine: one request on its way to its result, and an answer that is being generated."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from explorer.domain.generation import Answer, AnswerTiming
from explorer.domain.tokens import ContextUse
from explorer.engine.local import protocol
from explorer.engine.state import Chunk, ContextShortened


class Stopper(Protocol):
    """Whoever can tell the worker to stop a job."""

    def stop(self, job: "Job") -> None:
        """End one job early."""


class Job(QObject):
    """One request on its way. Ends with ``finished`` or ``failed``, once."""

    finished = Signal(object)  # the result: see Engine's methods
    failed = Signal(object)  # KnownError
    progress = Signal(float)  # 0 to 1

    def __init__(self, stopper: Stopper, number: int) -> None:
        super().__init__()
        self._stopper = stopper
        self.number = number

    def stop(self) -> None:
        """End it early, within 100 ms: ``failed`` follows, with a CancelledError."""
        self._stopper.stop(self)


class Generation(Job):
    """One answer on its way; ``text`` is kept however it ends. ``finished`` carries an Answer.

    ``stop`` ends it with ``finished``, reason "stopped".
    """

    begun = Signal(object)  # protocol.Begun: the prompt was read
    chunk = Signal(object)  # ChunkSent
    low = Signal(object)  # ContextUse: the context will soon be full
    shortened = Signal(object)  # ContextShortened

    def __init__(self, stopper: Stopper, number: int) -> None:
        super().__init__(stopper, number)
        self.text = ""
        self.tokens = 0
        self.context: ContextUse | None = None  # ``None`` until the prompt was read

    def hear(self, event: protocol.Event) -> None:
        """Pass on what the worker says while it writes."""
        if isinstance(event, protocol.ChunkSent):
            self.text += event.piece.text
            self.tokens, self.context = event.tokens, event.context
            self.chunk.emit(Chunk(event.piece, event.tokens, event.context, event.details))
        elif isinstance(event, protocol.Begun):
            self.context = event.context
            self.begun.emit(event)
        elif isinstance(event, protocol.ContextLow):
            self.low.emit(event.context)
        elif isinstance(event, protocol.Shortened):
            self.shortened.emit(ContextShortened(event.dropped, event.context))

    def so_far(self) -> Answer:
        """The answer as far as it was heard, where the worker does not say more in time."""
        return Answer(self.text, AnswerTiming(0, self.tokens, 0.0, 0.0), "stopped", "")
