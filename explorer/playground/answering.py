"""One answer on its way: asks the engine, stores what comes, tells the pane.

The row of the answer exists before the question is sent and is written again every second, so that
whatever ends this process leaves the text so far.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import msgspec

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, LoadedModel
from explorer.domain.local import LocalModel
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.engine.ask import Ask, Listener, Question
from explorer.engine.process import Engine
from explorer.engine.state import ContextShortened
from explorer.playground.chats import Chats, Record, Turn
from explorer.playground.ribbon_details import NotedDetails

_SAVE_S = 1.0


class AnswerListener(Protocol):
    """What the pane hears; ``over`` comes once, at the end, with the turn as stored."""

    def reading(self) -> None:
        """The model is loaded and reads the prompt."""

    def grew(self, text: str) -> None:
        """More text. The worker joins what comes within 30 ms, so this may go straight to the screen."""

    def filled(self, context: ContextUse) -> None:
        """How full the context is now."""

    def low(self, context: ContextUse) -> None:
        """It will soon be full; told once, before it is."""

    def forgot(self, turn: Turn) -> None:
        """The oldest was left out to make room; ``turn.record`` says how much."""

    def over(self, turn: Turn, error: KnownError | None) -> None:
        """``error`` is what cut it short, if anything did."""


class Answering(Listener):
    """Asks one question; ``turn`` is the answer's row as it stands.

    An answer that is continued has a text already: the engine says it again before what is new, and only
    that is told.
    """

    def __init__(
        self,
        engine: Engine,
        chats: Chats,
        turn: Turn,
        question: Question,
        listener: AnswerListener,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chats = chats
        self._listener = listener
        self._clock = clock
        self._saved = clock()
        self._pieces: list[str] = []
        self._ahead = turn.text  # what is on the screen, until the engine has said more
        self._used = 0
        self._is_over = False
        self._is_loading = True
        self._path = question.path
        self.turn = turn
        self._noted = NotedDetails(chats.details, turn.id, question.answer)
        self._ask = Ask(engine, question, self)

    @property
    def text(self) -> str:
        """So far."""
        said = "".join(self._pieces)
        return said if len(said) >= len(self._ahead) else self._ahead

    def waits_for(self, model: LocalModel | None) -> bool:
        """Whether this model must be loaded first."""
        return self._is_loading and model is not None and model.path == self._path

    def start(self) -> None:
        self._ask.start()

    def stop(self) -> None:
        """End it; the text so far is kept. A model that was still loading is unloaded."""
        if not self._ask.stop():
            self._end("stopped")

    def loaded(self, model: LoadedModel) -> None:
        self._is_loading = False
        self._note(
            engine=model.engine,
            backend=model.backend,
            threads=model.threads,
            context_length=model.context_length,
        )
        self._listener.reading()

    def chunk(self, text: str) -> None:
        self._pieces.append(text)
        if self._ahead:
            text = self._new_part()
        if self._clock() - self._saved >= _SAVE_S:
            self._save()
        if text:
            self._listener.grew(text)

    def details(self, tokens: Sequence[TokenDetail]) -> None:
        self._noted.add(tokens)

    def context(self, context: ContextUse) -> None:
        self._used = context.used
        self._listener.filled(context)

    def low(self, context: ContextUse) -> None:
        self._listener.low(context)

    def shortened(self, shortened: ContextShortened) -> None:
        self._note(dropped=shortened.dropped)
        self._listener.forgot(self.turn)

    def done(self, answer: Answer) -> None:
        if len(answer.text) >= len(self._ahead):  # else it was stopped before it said all again
            self._pieces, self._ahead = [answer.text], ""
        self._note(measured=answer.measured, sent=answer.sent, misfit=answer.misfit)
        self._end(answer.reason)

    def failed(self, error: KnownError) -> None:
        if isinstance(error, CancelledError):
            self._end("stopped")
            return
        self._note(problem=str(error))
        self._end("failed", error)

    def close(self) -> None:
        """The app quits: keep the text so far, marked as interrupted."""
        self._end("interrupted")
        self._ask.stop()

    def _end(self, end: str, error: KnownError | None = None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._note(end=end, used=self._used)
        self._save()
        self._noted.keep()
        self._listener.over(self.turn, error)

    def _note(self, **values: object) -> None:
        record: Record = msgspec.structs.replace(self.turn.record, **values)
        self.turn = replace(self.turn, record=record)

    def _new_part(self) -> str:
        """Of an answer that is continued, what goes beyond the text it had."""
        said = "".join(self._pieces)
        if len(said) <= len(self._ahead):
            return ""
        new, self._ahead = said[len(self._ahead) :], ""
        return new

    def _save(self) -> None:
        self.turn = replace(self.turn, text=self.text)
        self._pieces = ["".join(self._pieces)]
        self._chats.update(self.turn)
        self._saved = self._clock()
