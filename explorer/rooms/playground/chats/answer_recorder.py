"""Keeps an answer in its chat while it is generated.

The row of the answer exists before the question is sent and is written again every second, so that whatever
ends this process leaves the text so far.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadedModel, Piece
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent
from explorer.rooms.playground.chats.store import Chats, Turn, TurnRecord, handed_fields


class ChatAnswerRecorder(RecorderListener):
    """Asks one question; ``turn`` is the answer's row as it stands.

    ``tell`` gets what is heard, with that row. A worker joins what comes within 30 ms: it may go straight to
    the screen. ``end`` gets the row as stored, once, and what cut it short, if anything did.
    """

    def __init__(
        self,
        backend: Backend,
        chats: Chats,
        turn: Turn,
        question: Question,
        tell: Callable[[AnswerEvent, Turn], None],
        end: Callable[[Turn, KnownError | None], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chats, self._tell, self._end = chats, tell, end
        self.words = ""  # said in place of an answer; of this one its first word comes soon
        handed = handed_fields(question)  # it may have been given documents since the row was made
        self.turn = replace(turn, record=msgspec.structs.replace(turn.record, **handed))
        asked, self._options = question.prompt, question.answer
        self._is_timed = question.together is None
        # Without its images: a recorder and its listener hold each other
        self._handed = asked if isinstance(asked, str) else "\n".join(message.text for message in asked)
        before = Piece(turn.text, turn.thought, turn.written)
        recorded = RecordedAnswer(before, thought_s=turn.record.thought_s)
        self.recorder = AnswerRecorder(backend, question, self, recorded, clock=clock)

    def start(self) -> None:
        self.recorder.start()

    def stop(self) -> None:
        self.recorder.stop()

    def close(self) -> None:
        self.recorder.close()

    def waits_for(self, model: Model | None) -> bool:
        """Whether this model must be loaded first."""
        is_loading = self.recorder.recorded.model is None
        return is_loading and model is not None and model.id == self.turn.record.model

    def heard(self, event: AnswerEvent) -> None:
        self._take_in()
        self._tell(event, self.turn)

    def save(self) -> None:
        self._take_in()
        self._chats.update(self.turn)

    def over(self, recorded: RecordedAnswer) -> None:
        self.save()
        if recorded.answer is not None:
            self._keep_sent(recorded.answer.sent)
        self._chats.details.keep_written(self.turn.id, self._options, recorded.tokens)
        self._end(self.turn, recorded.error if recorded.end == "failed" else None)

    def _keep_sent(self, sent: str) -> None:
        """Unless a document was forgotten meanwhile of which it holds words."""
        with self._chats.together():
            is_forgotten = self._chats.given.is_forgotten_in(self._handed, self.turn.chat)
            self._chats.sent.keep(self.turn.id, "" if is_forgotten else sent)

    def _take_in(self) -> None:
        """The turn says what is recorded."""
        recorded, record = self.recorder.recorded, self.turn.record
        said, model, options = recorded.said, recorded.model, record.options
        if model is not None and options is not None and options.think not in model.thinking.choices:
            options = replace(options, think="")  # of another model: it means nothing to this one
        changed: TurnRecord = msgspec.structs.replace(
            record,
            options=options,
            end=recorded.end,
            problem=str(recorded.error) if recorded.end == "failed" else "",
            thought=said.thought,
            raw=said.raw if said.raw != said.text else "",
            thought_s=(self._is_timed and recorded.thought_s) or 0.0,
            dropped=recorded.dropped,
            used=recorded.context.used if recorded.context is not None else 0,
            **_fields(model, "engine", "backend", "threads", "context_length"),
            **_fields(recorded.answer, "measured", "misfit", "untold"),
        )
        if not self._is_timed and changed.measured is not None:
            changed = msgspec.structs.replace(changed, measured=changed.measured.untimed)
        self.turn = replace(self.turn, text=said.text, record=changed)


def _fields(known: LoadedModel | Answer | None, *names: str) -> dict[str, object]:
    return {name: getattr(known, name) for name in names} if known is not None else {}
