"""One answer of a run: asked, measured, and made into a Result with all its conditions."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from explorer.base.energy import EnergyMeter, EnergyReading
from explorer.domain.errors import KnownError, NotFoundError, record_of
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, Piece
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.tokens import AnswerOptions, TokenPiece
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Resident, Tokenizes
from explorer.engine.question import Question, QuestionListener, RunningQuestion
from explorer.engine.state import READY_STATES
from explorer.local.fit.measurements import key_of
from explorer.rooms.compare.document.answer_settings import point_of
from explorer.rooms.compare.document.document import ColumnSettings, ComparisonDocument
from explorer.rooms.compare.document.results import Failure, MachineRecord, Outcome, Result
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunListener

_WATCH_S = 0.5  # between two looks at the memory


@dataclass(frozen=True)
class AnswerContext:
    """What is known of a leg when a step of it begins. ``beside`` counts the columns that run meanwhile."""

    document: ComparisonDocument
    leg: ColumnPlan
    model: Model
    sha256: str
    load_s: float | None
    warm_up_s: float | None
    setting: MachineRecord
    energy: EnergyMeter
    beside: Callable[[], int]


class AnswerRun(QuestionListener):
    """Asks for one answer. ``over`` gets what came of it, once; nothing after ``drop``."""

    def __init__(
        self,
        step: PlanStep,
        around: AnswerContext,
        engine: Backend,
        listener: RunListener,
        over: Callable[[Outcome], None],
    ) -> None:
        self._step, self._around, self._engine = step, around, engine
        self._listener, self._over = listener, over
        self._ask: RunningQuestion | None = None
        self._asked: ColumnSettings | None = None
        self._prompt = ""
        self._loaded: LoadedModel | None = None
        self._reused, self._beside = 0, 0
        self._peak, self._watched = 0, 0.0
        self._read_at = self._said_at = 0.0  # the prompt; the first of the answer itself
        self._joules: EnergyReading | None = None
        self._tokens: PromptTokens | None = None
        self._is_dropped = False

    def start(self) -> None:
        document, step = self._around.document, self._step
        column, prompt = document.column(step.column), document.prompt(step.prompt)
        if column is None or prompt is None:
            self.failed(NotFoundError(Words("This prompt was removed from the comparison.")))
            return
        self._listener.asked(step)
        self._asked, self._prompt = document.asked(column, point_of(step.point)), prompt.text
        self._beside = self._around.beside()
        self._joules = self._around.energy.read()
        model = self._around.model
        self._ask = RunningQuestion(
            self._engine,
            Question(
                prompt_for(model, self._prompt, self._asked.system),
                self._asked.sampling,
                self._around.leg.options,
                answer_options(self._asked),
            ),
            self,
        )
        self._ask.start()

    def stop(self) -> bool:
        """Whether the text so far follows as an outcome."""
        return self._ask is not None and self._ask.stop()

    def drop(self) -> None:
        """Tell nothing any more."""
        self._is_dropped = True
        self.stop()

    def loaded(self, model: LoadedModel) -> None:
        self._loaded = model

    def begun(self, prompt_tokens: int, reused: int) -> None:
        del prompt_tokens
        self._reused, self._read_at = reused, time.monotonic()

    def chunk(self, piece: Piece) -> None:
        if piece.text.strip() and not self._said_at:
            self._said_at = time.monotonic()
        if not self._is_dropped:
            self._watch_memory()
            self._listener.chunk(self._step, piece)

    def done(self, answer: Answer) -> None:
        """Its numbers are taken now; the tokens of its prompt are asked for afterwards."""
        self._beside = max(self._beside, self._around.beside())
        joules = None if self._beside else self._around.energy.joules_since(self._joules)
        result = self._result(answer, joules)
        self._tokens = PromptTokens(self._engine, self._around.model, result, self._finish)
        self._tokens.start()

    def failed(self, error: KnownError) -> None:
        step = self._step
        self._finish(Failure(step.column, step.prompt, step.point, record_of(error), datetime.now(UTC)))

    def _watch_memory(self) -> None:
        """Not every system remembers how much a process held at most."""
        now = time.monotonic()
        if now - self._watched >= _WATCH_S:
            self._watched, self._peak = now, max(self._peak, self._peak_memory())

    def _peak_memory(self) -> int:
        return self._engine.peak_memory() if isinstance(self._engine, Resident) else 0

    def _thought_s(self, answer: Answer) -> float | None:
        """By this process's clock; the engine's own counts thought and answer together."""
        if not answer.thought or not self._read_at:
            return None
        return (self._said_at or time.monotonic()) - self._read_at

    def _finish(self, outcome: Outcome) -> None:
        if not self._is_dropped:
            self._is_dropped = True
            self._over(outcome)

    def _result(self, answer: Answer, joules: float | None) -> Result:
        around, step = self._around, self._step
        assert self._loaded is not None  # noqa: S101  engine.ask's order
        assert self._asked is not None  # noqa: S101
        model = around.model
        size, changed = _seen(model)
        predicted = replace(around.leg.predicted, first_token_s=around.leg.first_tokens.get(step, 0.0))
        return Result(
            reference=model.id,
            prompt=self._prompt,
            answer=answer,
            loaded=self._loaded,
            sampling=self._asked.sampling,
            sha256=around.sha256 or None,
            peak_memory=max(self._peak, self._peak_memory()),
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
            reused=self._reused,
            load_s=around.load_s,
            warm_up_s=around.warm_up_s,
            beside=self._beside,
            joules=joules,
            predicted=predicted,
            think=self._asked.think,
            thought_s=self._thought_s(answer),
        )


class PromptTokens:
    """Asks for the tokens of the prompt that was sent, with or without those that begin a text.

    Where neither way gives as many as were read, or the engine has ended, none are told. To be held.
    """

    def __init__(
        self,
        engine: Backend,
        model: Model,
        result: Result,
        done: Callable[[Result], None],
    ) -> None:
        self._engine, self._result, self._done = engine, result, done
        self._ways = [False, True] if model.is_chat else [True, False]

    def start(self) -> None:
        if (
            not self._ways
            or not isinstance(self._engine, Tokenizes)
            or self._engine.state not in READY_STATES
        ):
            self._done(self._result)
            return
        job = self._engine.tokenize(self._result.answer.sent, add_special=self._ways.pop(0))
        job.finished.connect(self._take)
        job.failed.connect(self._give_up)

    def _take(self, pieces: Sequence[TokenPiece]) -> None:
        if len(pieces) != self._result.answer.measured.prompt_tokens:
            self.start()
            return
        self._done(replace(self._result, tokens=tuple(piece.token for piece in pieces)))

    def _give_up(self, _error: KnownError) -> None:
        self._done(self._result)


def answer_options(asked: ColumnSettings) -> AnswerOptions:
    return AnswerOptions(think=asked.think.choice, think_budget=asked.think.budget)


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
