"""What is asked of one model that is ready: one answer, or how likely continuations are, as a Reply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.domain.errors import CancelledError, KnownError, record_of
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.model import Model
from explorer.domain.sampling import missed_paths
from explorer.domain.tokens import ContinuationScore, Together
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Renders, Scores, ScoresEach
from explorer.engine.jobs import Job
from explorer.engine.question import Question, RunningRequest
from explorer.engine.state import READY_STATES, AnswerEvent, ModelLoading, WaitingForServer
from explorer.evaluate.items import ContinuationSum, Reply, ToScore, ToWrite

NO_PROBABILITIES = Words("Not measurable: this provider gives no probabilities")
_UNTHINKING = "off"  # what is scored begins the answer itself


@dataclass(frozen=True)
class Asked:
    """The model that is asked, as it was loaded."""

    model: Model
    backend: Backend
    options: LoadOptions


class WritingItem(RecorderListener):
    """One answer. ``done`` gets the Reply, and whether the model died meanwhile; nothing after ``stop``.
    ``told``: whether its server holds it up now has changed.
    """

    def __init__(
        self,
        ask: ToWrite,
        asked: Asked,
        together: Together | None,
        done: Callable[[Reply, bool], None],
        told: Callable[[], None],
    ) -> None:
        question = Question(ask.prompt, ask.sampling, asked.options, ask.options, together=together)
        self._done, self._told, self._is_dropped = done, told, False
        self.is_held_up = False
        self._sampling = ask.sampling
        self.unsent: tuple[str, ...] = ()  # paths of settings that its answer was asked without
        self._recorder = AnswerRecorder(asked.backend, question, self)

    def start(self) -> None:
        self._recorder.start()

    def stop(self) -> None:
        """Nothing of it is kept: half an answer cannot be judged."""
        self._is_dropped = True
        self._recorder.close()

    def heard(self, event: AnswerEvent) -> None:
        is_held_up = isinstance(event, WaitingForServer)
        if is_held_up != self.is_held_up and not self._is_dropped:
            self.is_held_up = is_held_up
            self._told()

    def over(self, recorded: RecordedAnswer) -> None:
        if not self._is_dropped:
            self._is_dropped = True
            if recorded.answer is not None:
                self.unsent = missed_paths(self._sampling, recorded.answer.unsent)
            self._done(_reply(recorded), recorded.has_died)


def _reply(recorded: RecordedAnswer) -> Reply:
    """Half an answer that was stopped elsewhere is none."""
    answer, error = recorded.answer, recorded.error
    if error is None and recorded.end == "stopped":
        error = CancelledError()
    record = record_of(error) if error is not None else None
    if answer is None:
        return Reply(recorded.said.text, recorded.said.thought, end=recorded.end, error=record)
    return Reply(answer.text, answer.thought, answer.sent, answer.reason, answer.measured, error=record)


def can_score(ask: ToWrite | ToScore, backend: Backend) -> bool:
    """Whether it can be asked this, as far as it is to be scored."""
    if isinstance(ask, ToWrite):
        return True
    scores = isinstance(backend, Scores | ScoresEach)
    return scores and (isinstance(ask.prompt, str) or isinstance(backend, Renders))


class ScoringItems:
    """How likely the continuations of several prompts are, asked together where the backend can.

    ``done`` gets one Reply for each, or why none came and whether the model died; nothing after ``stop``.
    """

    def __init__(
        self,
        asks: Sequence[ToScore],
        asked: Asked,
        done: Callable[[Sequence[Reply] | KnownError, bool], None],
    ) -> None:
        self._asks, self._asked, self._done = tuple(asks), asked, done
        self._prefixes: list[str] = []
        self._scored: list[Sequence[ContinuationScore]] = []
        self._request: RunningRequest | None = None
        self._is_over = False

    def start(self) -> None:
        """Of those that ``can_score``."""
        self._render()

    def stop(self) -> None:
        self._is_over = True
        if self._request is not None:
            self._request.stop(unload=False)

    def _render(self) -> None:
        """The next prompt, until all are texts."""
        backend = self._asked.backend
        while len(self._prefixes) < len(self._asks):
            prompt = self._asks[len(self._prefixes)].prompt
            if not isinstance(prompt, str):
                assert isinstance(backend, Renders)  # noqa: S101  as can_score saw
                template = self._asked.options.template or None
                self._begin(partial(backend.render, prompt, template, _UNTHINKING), self._take_rendered)
                return
            self._prefixes.append(prompt)
        self._score()

    def _take_rendered(self, text: str) -> None:
        self._prefixes.append(text)
        self._render()

    def _score(self) -> None:
        backend = self._asked.backend
        if isinstance(backend, ScoresEach):
            each = [
                (ask.prompt, ask.continuations) for ask in self._asks
            ]  # what a person spelled is text there
            self._begin(partial(backend.score_each, each), self._take_all)
        elif isinstance(backend, Scores):
            at = len(self._scored)
            prefix, texts = self._prefixes[at], self._asks[at].continuations
            self._begin(partial(backend.score, prefix, texts), self._take_one)

    def _take_one(self, scores: Sequence[ContinuationScore]) -> None:
        self._scored.append(scores)
        if len(self._scored) < len(self._asks):
            self._score()
        else:
            self._take_all(self._scored)

    def _take_all(self, scored: Sequence[Sequence[ContinuationScore]]) -> None:
        replies = map(_scored_reply, self._prefixes, self._asks, scored)
        self._end(list(replies))

    def _begin(self, job: Callable[[], Job], done: Callable[[Any], None]) -> None:
        asked = self._asked
        self._request = RunningRequest(asked.backend, asked.options, job, partial(self._hear, done))
        self._request.start()

    def _hear(self, done: Callable[[Any], None], event: object) -> None:
        if isinstance(event, KnownError):
            self._end(event)
        elif not self._is_over and not isinstance(event, ModelLoading | LoadedModel):
            done(event)

    def _end(self, came: Sequence[Reply] | KnownError) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._done(came, isinstance(came, KnownError) and self._asked.backend.state not in READY_STATES)


def _scored_reply(prefix: str, ask: ToScore, scores: Sequence[ContinuationScore]) -> Reply:
    sums = tuple(
        ContinuationSum(score.logprob, len(score.tokens), len(text.encode()))
        for text, score in zip(ask.continuations, scores, strict=True)
    )
    return Reply(sent=prefix, scores=sums)
