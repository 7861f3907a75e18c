"""Jobs of a backend: one request on its way to its result, and an answer that is being generated."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from explorer.domain.generation import Answer, AnswerTiming
from explorer.domain.piece import Piece, joined
from explorer.engine.state import Chunk, PromptRead, ReadingImage, WritingEvent


class Job(QObject):
    """One request on its way. Ends with ``finished`` or ``failed``, once."""

    finished = Signal(object)  # the result: see the protocols of ``backend``
    failed = Signal(object)  # KnownError
    progress = Signal(float)  # 0 to 1

    def __init__(self, stop: Callable[["Job"], None], number: int) -> None:
        super().__init__()
        self._stop = stop
        self.number = number

    def stop(self) -> None:
        """End it early, within 100 ms: ``failed`` follows, with a CancelledError."""
        self._stop(self)


class DivergenceJob(Job):
    """Two files are being compared. ``finished`` carries a Divergence. ``progress``: of the second file's
    loading, 0 to 1.
    """

    heard = Signal(object)  # Divergence, of what was read so far


class Generation(Job):
    """One answer on its way; what was said is kept however it ends. ``finished`` carries an Answer.

    ``stop`` ends it with ``finished``, reason "stopped".
    """

    heard = Signal(object)  # WritingEvent

    def __init__(self, stop: Callable[[Job], None], number: int) -> None:
        super().__init__(stop, number)
        self.said = Piece()
        self.is_alone = True  # not written at once with others, which each makes slower
        self.is_seeing = False  # an image is being encoded, which nothing can interrupt
        self.tokens = self._prompt_tokens = 0

    def hear(self, event: WritingEvent) -> None:
        """Pass on what the backend says while it writes."""
        self.is_seeing = isinstance(event, ReadingImage)
        if isinstance(event, Chunk):
            self.said, self.tokens = joined((self.said, event.piece)), event.tokens
        elif isinstance(event, PromptRead):
            self._prompt_tokens = event.prompt_tokens
        self.heard.emit(event)

    def so_far(self) -> Answer:
        """The answer as far as it was heard, where the backend does not say more in time."""
        timing = AnswerTiming(self._prompt_tokens, self.tokens, 0.0, 0.0)
        return Answer(self.said.text, timing, "stopped", "", self.said.thought, self.said.raw)
