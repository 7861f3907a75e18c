"""One answer on its way: asks the engine, stores what comes, tells the pane.

The row of the answer exists before the question is sent and is written again every second, so that
whatever ends this process leaves the text so far.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import msgspec

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, LoadedModel
from explorer.domain.local import LocalModel
from explorer.engine.ask import Ask, Listener, Question
from explorer.engine.process import Engine
from explorer.playground.chats import Chats, Record, Turn

_SAVE_S = 1.0


class AnswerListener(Protocol):
    """What the pane hears; ``over`` comes once, at the end, with the turn as stored."""

    def reading(self) -> None:
        """The model is loaded and reads the prompt."""

    def grew(self, text: str) -> None:
        """More text. The worker joins what comes within 30 ms, so this may go straight to the screen."""

    def over(self, turn: Turn, error: KnownError | None) -> None:
        """``error`` is what cut it short, if anything did."""


class Answering(Listener):
    """Asks one question; ``turn`` is the answer's row as it stands."""

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
        self._is_over = False
        self._is_loading = True
        self._path = question.path
        self.turn = turn
        self._ask = Ask(engine, question, self)

    @property
    def text(self) -> str:
        """So far."""
        return "".join(self._pieces)

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
        if self._clock() - self._saved >= _SAVE_S:
            self._save()
        self._listener.grew(text)

    def done(self, answer: Answer) -> None:
        self._pieces = [answer.text]
        self._note(measured=answer.measured, sent=answer.sent)
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
        self._note(end=end)
        self._save()
        self._listener.over(self.turn, error)

    def _note(self, **values: object) -> None:
        record: Record = msgspec.structs.replace(self.turn.record, **values)
        self.turn = replace(self.turn, record=record)

    def _save(self) -> None:
        self._pieces = ["".join(self._pieces)]
        self.turn = replace(self.turn, text=self._pieces[0])
        self._chats.update(self.turn)
        self._saved = self._clock()
