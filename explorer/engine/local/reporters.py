"""Reporters of a worker: progress and text of a job, not more often than a screen shows them."""

import time
from collections.abc import Callable
from typing import Any

from explorer.domain.divergence import Divergence
from explorer.domain.generation import Piece, joined
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.engine.local import protocol
from explorer.engine.local.protocol import Event
from explorer.engine.state import (
    Chunk,
    ContextNearlyFull,
    ContextShortened,
    ImageRead,
    PromptRead,
    ReadingImage,
    WritingEvent,
)

_TELL_S = 0.03  # between two messages


class JobReporter:
    """Tells how far a job is, not more often than a screen shows it."""

    def __init__(self, job: int, send: Callable[[Event], None]) -> None:
        self._job = job
        self._send = send
        self._told = time.monotonic()

    def __call__(self, fraction: float) -> None:
        if time.monotonic() - self._told >= _TELL_S:
            self._told = time.monotonic()
            self._send(protocol.JobProgress(self._job, fraction))


class DivergenceReporter:
    """Tells what a comparison found so far."""

    def __init__(self, job: int, send: Callable[[Event], None]) -> None:
        self._job, self._send = job, send

    def __call__(self, figures: Divergence) -> None:
        self._send(protocol.Diverging(self._job, figures))


class AnswerReporter:
    """Gathers the text of about 30 ms into one message; the first goes out at once."""

    def __init__(self, job: int, send: Callable[[Event], None]) -> None:
        self.schema: Any = None  # that the answer is to be checked against once it is whole
        self._job = job
        self._send = send
        self._pieces: list[Piece] = []
        self._details: list[TokenDetail] = []
        self._tokens = self._used = self._total = 0
        self._told = 0.0

    def hear(
        self, event: ReadingImage | ImageRead | PromptRead | ContextShortened | ContextNearlyFull
    ) -> None:
        """What else there is to know."""
        self.flush()
        if not isinstance(event, ReadingImage | ImageRead):
            self._total = event.context.total
        self._tell(event)

    def wrote(self, piece: Piece, tokens: int, used: int, detail: TokenDetail | None) -> None:
        """One more token: what is certain now, often nothing, and the tokens so far."""
        self._pieces.append(piece)
        self._tokens, self._used = tokens, used
        if detail is not None:
            self._details.append(detail)
        if time.monotonic() - self._told >= _TELL_S:
            self.flush()

    def flush(self) -> None:
        if self._pieces:
            context = ContextUse(self._used, self._total)
            piece, details = joined(self._pieces), tuple(self._details)
            self._tell(Chunk(piece, self._tokens, context, details))
            self._pieces.clear()
            self._details.clear()
            self._told = time.monotonic()

    def _tell(self, event: WritingEvent) -> None:
        self._send(protocol.Writing(self._job, event))
