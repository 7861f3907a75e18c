"""One answer of a run: asked, measured, and made into a Result with all its conditions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.base.energy import EnergyMeter
from explorer.base.machine_record import MachineRecord
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import KnownError, NotFoundError, record_of
from explorer.domain.generation import Answer, ChatMessage, LoadedModel
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.piece import NOTHING, Piece
from explorer.domain.tokens import AnswerOptions, Together, TokenPiece
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Tokenizes
from explorer.engine.question import Question
from explorer.engine.state import READY_STATES, AnswerEvent, Chunk, WaitingForServer
from explorer.local.fit.measurements import key_of
from explorer.rooms.compare.document.answer_settings import point_of
from explorer.rooms.compare.document.document import ColumnSettings, ComparisonDocument
from explorer.rooms.compare.document.results import Failure, Outcome, Result
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunListener


@dataclass(frozen=True)
class AnswerContext:
    """What is known of a leg when a step of it begins. ``beside`` counts the columns that run meanwhile.

    ``together``: with which other answers of the leg it is written at once, ``None`` for none.
    """

    document: ComparisonDocument
    leg: ColumnPlan
    model: Model
    sha256: str
    load_s: float | None
    warm_up_s: float | None
    setting: MachineRecord
    energy: EnergyMeter
    beside: Callable[[], int]
    together: Together | None


class AnswerRun(RecorderListener):
    """Asks for one answer. ``over`` gets what came of it, once; nothing after ``drop``.

    ``None``: it was stopped before it was asked. ``has_died``: the model must be loaded again.
    """

    def __init__(
        self,
        step: PlanStep,
        around: AnswerContext,
        engine: Backend,
        listener: RunListener,
        over: Callable[[Outcome | None], None],
    ) -> None:
        self._step, self._around, self._engine = step, around, engine
        self._listener, self._over = listener, over
        self._recorder: AnswerRecorder | None = None
        self._asked: ColumnSettings | None = None
        self._prompt = ""
        self._beside = 0
        self._is_dropped = False

    @property
    def has_died(self) -> bool:
        return self._recorder is not None and self._recorder.recorded.has_died

    def start(self) -> None:
        around, step = self._around, self._step
        column, prompt = around.document.column(step.column), around.document.prompt(step.prompt)
        if column is None or prompt is None:
            gone = NotFoundError(Words("This prompt was removed from the comparison."))
            self._finish(failure_of(step, gone))
            return
        self._listener.asked(step)
        asked = self._asked = around.document.asked(column, point_of(step.point))
        self._prompt, self._beside = prompt.text, around.beside()
        question = Question(
            prompt_for(around.model, prompt.text, asked.system),
            asked.sampling,
            around.leg.options,
            AnswerOptions(think=asked.think.choice, think_budget=asked.think.budget),
            together=around.together,
        )
        self._recorder = AnswerRecorder(self._engine, question, self, energy=around.energy)
        self._recorder.start()

    def stop(self) -> None:
        """The text so far follows, if there is any."""
        if self._recorder is not None:
            self._recorder.stop()

    def drop(self) -> None:
        """Tell nothing any more."""
        self._is_dropped = True
        if self._recorder is not None:
            self._recorder.close()

    def heard(self, event: AnswerEvent) -> None:
        if isinstance(event, Chunk):
            self._listener.chunk(self._step, event.piece)
        elif isinstance(event, WaitingForServer):
            self._listener.held_up(self._step.column, self._step)

    def over(self, recorded: RecordedAnswer) -> None:
        """Its numbers are taken now; the tokens of its prompt are asked for afterwards."""
        self._beside = max(self._beside, self._around.beside())
        if recorded.error is not None:
            broken = failure_of(self._step, recorded.error, recorded.said)
            self._finish(replace(broken, elsewhere=AskedElsewhere.of(self._around.model)))
        elif recorded.answer is None or recorded.model is None:
            self._finish(None)
        elif not self._is_dropped:
            result = self._result(recorded, recorded.answer, recorded.model)
            ways = (False, True) if self._around.model.is_chat else (True, False)
            self._ask_tokens(result, () if result.together else ways)  # the others would wait for it

    def _finish(self, outcome: Outcome | None) -> None:
        if not self._is_dropped:
            self._is_dropped = True
            self._over(outcome)

    def _ask_tokens(self, result: Result, ways: Sequence[bool]) -> None:
        """The tokens of the prompt that was sent, with or without those that begin a text.

        Where neither way gives as many as were read, or the model is gone, none are told.
        """
        engine = self._engine
        if not ways or not isinstance(engine, Tokenizes) or engine.state not in READY_STATES:
            self._finish(result)
            return
        job = engine.tokenize(result.answer.sent, add_special=ways[0])
        job.finished.connect(partial(self._take_tokens, result, ways[1:]))
        job.failed.connect(lambda _error: self._finish(result))

    def _take_tokens(self, result: Result, ways: Sequence[bool], pieces: Sequence[TokenPiece]) -> None:
        if len(pieces) == result.answer.measured.prompt_tokens:
            result, ways = replace(result, tokens=tuple(piece.token for piece in pieces)), ()
        self._ask_tokens(result, ways)

    def _result(self, recorded: RecordedAnswer, answer: Answer, loaded: LoadedModel) -> Result:
        around, step = self._around, self._step
        assert self._asked is not None  # noqa: S101  what was not asked has no answer
        model, together = around.model, around.together
        size, changed = _seen(model)
        predicted = replace(around.leg.predicted, first_token_s=around.leg.first_tokens.get(step, 0.0))
        return Result(
            reference=model.id,
            prompt=self._prompt,
            answer=replace(answer, measured=answer.measured.untimed) if together else answer,
            loaded=loaded,
            sampling=self._asked.sampling,
            sha256=around.sha256 or None,
            peak_memory=0 if together else recorded.peak_memory,
            at=datetime.now(UTC),
            processor=around.setting.processor,
            column=step.column,
            prompt_key=step.prompt,
            point=step.point,
            system=self._asked.system,
            options=around.leg.options,
            file=key_of(model.path, size) if isinstance(model, LocalModel) else model.id,
            file_size=size,
            file_changed=changed,
            machine=around.setting,
            reused=recorded.reused,
            load_s=around.load_s,
            warm_up_s=around.warm_up_s,
            beside=self._beside,
            together=together.at_once - 1 if together else 0,
            joules=None if self._beside or together else recorded.joules,
            predicted=predicted,
            think=self._asked.think,
            elsewhere=AskedElsewhere.of(model),
            thought_s=recorded.thought_s if answer.thought and not together else None,
        )


def failure_of(step: PlanStep, error: KnownError, said: Piece = NOTHING) -> Failure:
    """``said``: what was written before."""
    at = datetime.now(UTC)
    return Failure(
        step.column, step.prompt, step.point, record_of(error), at, text=said.text, thought=said.thought
    )


def prompt_for(model: Model, prompt: str, system: str) -> str | tuple[ChatMessage, ...]:
    """A chat model gets messages, a base model the bare text: it knows no system prompt."""
    if not model.is_chat:
        return prompt
    said = (ChatMessage("user", prompt),)
    return (ChatMessage("system", system), *said) if system else said


def _seen(model: Model) -> tuple[int, int]:
    """Size and time of change of its file now; 0 where it is gone."""
    if not isinstance(model, LocalModel):
        return 0, 0
    try:
        stat = model.path.stat()
    except OSError:
        return model.size, 0
    return stat.st_size, stat.st_mtime_ns
