"""One answer while it is generated: asks the engine, stores what comes, and tells a listener.

The row of the answer exists before the question is sent and is written again every second, so that whatever
ends this process leaves the text so far.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import msgspec

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, LoadedModel, Piece, joined
from explorer.domain.model import Model
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.engine.backend import Backend
from explorer.engine.question import Question, QuestionListener, RunningQuestion
from explorer.engine.state import ContextShortened
from explorer.rooms.playground.chats.answer_tokens import AnswerTokensRecorder
from explorer.rooms.playground.chats.store import Chats, Turn, TurnRecord

_SAVE_S = 1.0


class ChatAnswerListener(Protocol):
    """What the pane hears; ``over`` comes once, at the end, with the turn as stored."""

    def reading(self) -> None:
        """The model is loaded and reads the prompt."""

    def grew(self, turn: Turn) -> None:
        """It as it stands. The worker joins what comes within 30 ms: this may go straight to the screen."""

    def filled(self, context: ContextUse) -> None:
        """How full the context is now."""

    def low(self, context: ContextUse) -> None:
        """It will soon be full; told once, before it is."""

    def forgot(self, turn: Turn) -> None:
        """The oldest was left out to make room; ``turn.record`` says how much."""

    def over(self, turn: Turn, error: KnownError | None) -> None:
        """``error`` is what cut it short, if anything did."""


class ChatAnswerRecorder(QuestionListener):
    """Asks one question; ``turn`` is the answer's row as it stands.

    An answer that is continued has something already: the engine says that again before what is new, and
    until then nothing is told.
    """

    def __init__(
        self,
        backend: Backend,
        chats: Chats,
        turn: Turn,
        question: Question,
        listener: ChatAnswerListener,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chats = chats
        self._listener = listener
        self._clock = clock
        self._saved = clock()
        self._said = Piece()  # by the engine so far
        self._ahead = len(turn.written)  # letters that are on the screen, until the engine has said more
        self._thought_before = turn.record.thought_s
        self._thinks_since: float | None = None
        self._used = 0
        self._is_over = False
        self._is_loading = True
        self.turn = turn
        self._noted = AnswerTokensRecorder(chats.details, turn.id, question.answer)
        self._ask = RunningQuestion(backend, question, self)

    def standing(self) -> Turn:
        """It as it stands now."""
        said = self._said
        if len(said.raw) < self._ahead:
            return self.turn
        raw = said.raw if said.raw != said.text else ""
        self._note(thought=said.thought, raw=raw)
        return replace(self.turn, text=said.text)

    def waits_for(self, model: Model | None) -> bool:
        """Whether this model must be loaded first."""
        return self._is_loading and model is not None and model.id == self.turn.record.model

    def start(self) -> None:
        self._ask.start()

    def stop(self) -> None:
        """End it; the text so far is kept. A model that was still loading is unloaded."""
        if not self._ask.stop():
            self._end("stopped")

    def loaded(self, model: LoadedModel) -> None:
        self._is_loading = False
        options = self.turn.record.options
        if options is not None and options.think not in model.thinking.choices:
            options = replace(options, think="")  # of another model: it means nothing to this one
        self._note(
            options=options,
            engine=model.engine,
            backend=model.backend,
            threads=model.threads,
            context_length=model.context_length,
        )
        self._listener.reading()

    def chunk(self, piece: Piece) -> None:
        self._time_thought(piece)
        self._said = joined((self._said, self._as_kept(piece)))
        if self._clock() - self._saved >= _SAVE_S:
            self._save()
        if not self._ahead or len(self._said.raw) > self._ahead:
            self._listener.grew(self.standing())

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
        if len(answer.written) >= self._ahead:  # else it was stopped before it said all again
            self._said = self._as_kept(Piece(answer.text, answer.thought, answer.written))
        self._note(measured=answer.measured, sent=answer.sent, misfit=answer.misfit, untold=answer.untold)
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
        record: TurnRecord = msgspec.structs.replace(self.turn.record, **values)
        self.turn = replace(self.turn, record=record)

    def _as_kept(self, piece: Piece) -> Piece:
        """A text that a base model goes on with is one text, whatever marks are in it."""
        is_chat = self.turn.record.kind == "chat"
        return piece if is_chat else Piece(text=piece.raw, raw=piece.raw)

    def _time_thought(self, piece: Piece) -> None:
        """Until the answer begins, and on from what it had thought before."""
        if self._said.text or not (piece.thought or self._said.thought):
            return
        now = self._clock()
        if self._thinks_since is None:
            self._thinks_since = now
        self._note(thought_s=self._thought_before + now - self._thinks_since)

    def _save(self) -> None:
        self.turn = self.standing()
        self._chats.update(self.turn)
        self._saved = self._clock()
