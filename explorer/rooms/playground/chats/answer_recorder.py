"""Keeps an answer in its chat while it is generated, and tells a listener.

The row of the answer exists before the question is sent and is written again every second, so that whatever
ends this process leaves the text so far.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import msgspec

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.domain.errors import KnownError
from explorer.domain.generation import Piece
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent
from explorer.rooms.playground.chats.store import Chats, Turn, TurnRecord


class ChatAnswerListener(Protocol):
    """What the room hears of the answer, whose turn is given as it stands."""

    def heard(self, event: AnswerEvent, turn: Turn) -> None:
        """The worker joins what comes within 30 ms: this may go straight to the screen."""

    def over(self, turn: Turn, error: KnownError | None) -> None:
        """Once, at the end, with the turn as stored. ``error`` is what cut it short, if anything did."""


class ChatAnswerRecorder(RecorderListener):
    """Asks one question; ``turn`` is the answer's row as it stands."""

    def __init__(
        self,
        backend: Backend,
        chats: Chats,
        turn: Turn,
        question: Question,
        listener: ChatAnswerListener,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chats, self._listener = chats, listener
        self.turn = turn
        self._options = question.answer
        before = Piece(turn.text, turn.thought, turn.written)
        recorded = RecordedAnswer(before, thought_s=turn.record.thought_s)
        self.recorder = AnswerRecorder(backend, question, self, recorded, clock=clock)

    def waits_for(self, model: Model | None) -> bool:
        """Whether this model must be loaded first."""
        is_loading = self.recorder.recorded.model is None
        return is_loading and model is not None and model.id == self.turn.record.model

    def heard(self, event: AnswerEvent) -> None:
        self._take_in()
        self._listener.heard(event, self.turn)

    def save(self) -> None:
        self._take_in()
        self._chats.update(self.turn)

    def over(self, recorded: RecordedAnswer) -> None:
        self.save()
        self._chats.details.keep_written(self.turn.id, self._options, recorded.tokens)
        self._listener.over(self.turn, recorded.error if recorded.end == "failed" else None)

    def _take_in(self) -> None:
        """The turn says what is recorded."""
        recorded, record = self.recorder.recorded, self.turn.record
        said, answer = recorded.said, recorded.answer
        known: dict[str, object] = {}
        if recorded.model is not None:
            model, options = recorded.model, record.options
            if options is not None and options.think not in model.thinking.choices:
                options = replace(options, think="")  # of another model: it means nothing to this one
            known = {
                "options": options,
                "engine": model.engine,
                "backend": model.backend,
                "threads": model.threads,
                "context_length": model.context_length,
            }
        if answer is not None:
            known |= {
                "measured": answer.measured,
                "sent": answer.sent,
                "misfit": answer.misfit,
                "untold": answer.untold,
            }
        changed: TurnRecord = msgspec.structs.replace(
            record,
            end=recorded.end,
            problem=str(recorded.error) if recorded.end == "failed" else "",
            thought=said.thought,
            raw=said.raw if said.raw != said.text else "",
            thought_s=recorded.thought_s or 0.0,
            dropped=recorded.dropped,
            used=recorded.context.used if recorded.context is not None else 0,
            **known,
        )
        self.turn = replace(self.turn, text=said.text, record=changed)
