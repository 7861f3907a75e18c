"""The desk: brings requests of other programs to the models, in the thread that all models are asked in.

One queue: parts of requests begin in the order they came, each as soon as its model has room for one more.
A model that finds no memory while others answer here waits until they are through, and nothing passes it.
"""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from explorer.domain.errors import (
    CancelledError,
    EngineBugError,
    KnownError,
    MemoryShortError,
    RequestError,
    WorkerEndedError,
)
from explorer.domain.generation import Answer, LoadedModel
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Capability
from explorer.domain.sampling import Sampling, with_value
from explorer.domain.tokens import AnswerOptions, Embedding
from explorer.engine.backend import Embeds, Scores
from explorer.engine.backends import Backends
from explorer.engine.question import Question, RunningQuestion, RunningRequest
from explorer.engine.state import AnswerEvent, BackendState, Chunk, ModelLoading, PromptRead
from explorer.kit.tasks import Bug, Tasks, UnexpectedError
from explorer.serve.api_error import ApiError, api_error_of, bad_request, stopped
from explorer.serve.ask import AnswerPart, Ask, AskPart, PartEnd, ScorePart, VectorsPart
from explorer.serve.offered_models import Offer
from explorer.serve.prepared_model import PreparedModel, prepare_model
from explorer.serve.request_log import RequestLog
from explorer.serve.served import RequestState
from explorer.services import Core

if TYPE_CHECKING:  # it speaks with the thread of HTTP
    from explorer.serve.request_line import RequestLine

_MOST_REFUSALS = 20  # that wait to be listed
_IN_MEMORY = (BackendState.LOADING, BackendState.READY, BackendState.GENERATING)
_ENDING_MS = 1_000  # that an answer which was stopped may take to end
_AHEAD = 2  # parts that a worker has beside those it writes, so that it never waits for the next


@dataclass(eq=False)
class _Run:
    """One request. ``left``: parts that have not ended. ``prepared``: how its model is asked, once that is
    known. ``loads``: it began to load it. ``must_wait``: until others give back memory, where there was none.
    ``is_begun``: something of it was read or written. ``attempt``: 1 once it is asked anew: its worker died.
    """

    number: int
    ask: Ask
    line: "RequestLine"
    model: LocalModel
    left: int
    prepared: PreparedModel | None = None
    running: dict[int, RunningRequest] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)
    loads: bool = False
    must_wait: bool = False
    is_begun: bool = False
    attempt: int = 0


class DeskController(QObject):
    """``close`` it before the backends."""

    _came = Signal(object)  # number, Ask, RequestLine
    _gone = Signal(object)  # number
    _refusal_came = Signal()

    def __init__(
        self,
        core: Core,
        tasks: Tasks,
        backends: Backends,
        offer: Callable[[], Offer],
        log: RequestLog,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._core, self._tasks, self._backends, self._offer, self._log = core, tasks, backends, offer, log
        self._numbers = itertools.count(1)
        self._runs: dict[int, _Run] = {}
        self._parts: list[tuple[_Run, int]] = []  # that have not begun
        self._prepared: dict[str, PreparedModel] = {}  # by the ids of models
        self._preparing: dict[str, list[_Run]] = {}  # who waits for that
        self._refusals = deque[tuple[str, str, str]](maxlen=_MOST_REFUSALS)
        self._is_going_on = False
        self._stopped_at = 0.0
        self.is_open = True
        queued = Qt.ConnectionType.QueuedConnection
        self._came.connect(self._on_came, queued)
        self._gone.connect(self._on_gone, queued)
        self._refusal_came.connect(self._on_refusals, queued)
        backends.pool.changed.connect(self._on_pool)

    def ask(self, ask: Ask, line: "RequestLine") -> int:
        """In the thread of HTTP: the number of this request."""
        number = next(self._numbers)
        self._came.emit((number, ask, line))
        return number

    def leave(self, number: int) -> None:
        """In the thread of HTTP: nobody waits for it any more."""
        self._gone.emit(number)

    def refuse(self, client: str, route: str, error: str) -> None:
        """In the thread of HTTP: a request was refused before a model was asked, however many there are."""
        self._refusals.append((client, route, error))
        if len(self._refusals) == 1:
            self._refusal_came.emit()

    def at_once(self, model: str) -> int:
        """In the thread of HTTP, see Desk."""
        prepared = self._prepared.get(model)
        return prepared.at_once if prepared is not None else 0

    def stop(self, number: int) -> None:
        """The person ends it; the other program is told."""
        if (run := self._runs.get(number)) is not None:
            self._end(run, CancelledError())
            self._go_on()

    def close(self) -> None:
        """End all, and take no more until it is opened again."""
        self.is_open = False
        for run in tuple(self._runs.values()):
            self._end(run, CancelledError())

    @Slot(object)
    def _on_came(self, came: tuple[int, Ask, "RequestLine"]) -> None:
        number, ask, line = came
        self._log.begin(number, ask)
        try:
            run = _Run(number, ask, line, self._model_for(ask), len(ask.parts))
        except ApiError as error:
            self._log.end(number, RequestState.FAILED, error.message, error.code or "")
            line.put((0, error))
            return
        self._runs[number] = run
        self._parts += [(run, place) for place in range(len(ask.parts))]
        self._prepare(run)

    def _model_for(self, ask: Ask) -> LocalModel:
        """Raises ApiError."""
        if not self.is_open:
            raise stopped()
        model = self._offer().find(ask.model).model
        if isinstance(ask.parts[0], VectorsPart) and not model.embeds:
            raise bad_request(f"{model.name} writes; it makes no vectors.", "model")
        if not isinstance(ask.parts[0], VectorsPart) and not model.writes:
            raise bad_request(str(writes_nothing(model)), "model")
        if ask.shows_images and Capability.SEES not in model.capabilities:
            raise bad_request(f"{model.name} cannot see images.", "messages", "no_images")
        return model

    @Slot(object)
    def _on_gone(self, number: int) -> None:
        if (run := self._runs.get(number)) is not None:
            self._end(run, None, RequestState.STOPPED)
            self._go_on()

    @Slot()
    def _on_refusals(self) -> None:
        while self._refusals:
            self._log.refuse(next(self._numbers), *self._refusals.popleft())

    @Slot(object)
    def _on_pool(self, _change: object) -> None:
        """Somebody may have given memory back."""
        if any(run.must_wait for run in self._runs.values()):
            self._go_on()

    def _go_on(self) -> None:
        """Begin what can begin."""
        if self._is_going_on:
            return
        self._is_going_on = True
        try:
            while (found := self._next()) is not None:
                self._parts.remove(found)
                self._begin(*found)
        finally:
            self._is_going_on = False

    def _next(self) -> tuple[_Run, int] | None:
        busy_with = Counter[str]()
        for run in self._runs.values():
            busy_with[run.model.id] += len(run.running)
        for run, place in self._parts:
            if run.must_wait and self._waits_for_room(None):
                return None
            if run.prepared is not None and busy_with[run.model.id] < _most_begun(run.prepared):
                return run, place
        return None

    def _prepare(self, run: _Run) -> None:
        """How its model is asked is found out anew for each load of it."""
        model, known = run.model, self._prepared.get(run.model.id)
        backend = self._backends.find(model)
        is_in_memory = backend is not None and backend.state in _IN_MEMORY
        if known is not None and known.model == model and is_in_memory:
            run.prepared = known
            self._go_on()
            return
        waiting = self._preparing.setdefault(model.id, [])
        waiting.append(run)
        if len(waiting) == 1:
            work = partial(prepare_model, self._core, self._backends, model)
            self._tasks.do(work, self._take_prepared, partial(self._fail_preparing, model.id), self)

    def _take_prepared(self, prepared: PreparedModel) -> None:
        self._prepared[prepared.model.id] = prepared
        for run in self._preparing.pop(prepared.model.id):
            run.prepared = replace(prepared, model=run.model)
        self._go_on()

    def _fail_preparing(self, model: str, error: KnownError) -> None:
        for run in self._preparing.pop(model):
            if run.number in self._runs:
                self._end(run, error)

    def _begin(self, run: _Run, place: int) -> None:
        run.must_wait = False
        state = self._backends.of(run.model).state
        run.loads = run.loads or state in (BackendState.EMPTY, BackendState.FAILED)
        with self._told_if_broken(run):
            try:
                request = self._request(run, run.ask.parts[place], self._ear(run, place))
            except KnownError as error:
                self._end(run, RequestError(error.what, error.advice))
                return
            run.running[place] = request
            request.start()

    @contextmanager
    def _told_if_broken(self, run: _Run) -> Iterator[None]:
        """A bug is told at the one door; who asked must not wait for ever."""
        try:
            yield
        except Exception:
            if run.number in self._runs:
                self._end(run, UnexpectedError())
            raise

    def _request(self, run: _Run, part: AskPart, hear: Callable[[Any], None]) -> RunningRequest:
        """Raises KnownError where it cannot be asked so."""
        backend, prepared = self._backends.of(run.model), run.prepared
        assert prepared is not None  # noqa: S101  it is begun after that
        match part:
            case AnswerPart():
                sampling, options = _sampling(prepared, run.ask, part.seed), _options(run)
                question = Question(
                    part.prompt, sampling, prepared.options, options, together=prepared.together
                )
                return RunningQuestion(backend, question, hear)
            case ScorePart():
                assert isinstance(backend, Scores)  # noqa: S101  what runs files does
                begin = partial(backend.score_text, part.text, part.alternatives)
            case VectorsPart():
                assert isinstance(backend, Embeds)  # noqa: S101  likewise
                begin = partial(backend.embed, part.texts)
        return RunningRequest(backend, prepared.options, begin, hear)

    def _ear(self, run: _Run, place: int) -> Callable[[AnswerEvent | PartEnd], None]:
        attempt = run.attempt

        def hear(event: AnswerEvent | PartEnd) -> None:
            if place in run.running and attempt == run.attempt:  # not stopped meanwhile
                self._hear(run, place, event)

        return hear

    def _hear(self, run: _Run, place: int, event: AnswerEvent | PartEnd) -> None:
        with self._told_if_broken(run):
            match event:
                case WorkerEndedError() if not run.is_begun and not run.attempt:
                    run.attempt += 1
                    self._take_back(run)
                    self._go_on()
                case MemoryShortError() if self._waits_for_room(run):
                    self._take_back(run)
                    run.must_wait = True
                    QTimer.singleShot(_ENDING_MS, self, self._go_on)
                case KnownError():
                    if isinstance(event, EngineBugError):
                        self._tasks.bug.emit(Bug(event, event.details))
                    self._end(run, event)
                    self._go_on()
                case _:
                    run.line.put((place, event))
                    self._note(run, place, event)

    def _take_back(self, run: _Run) -> None:
        """It begins anew, before all others."""
        self._parts[:0] = [(run, one) for one in run.running]
        self._stop(run, unload=False)

    def _waits_for_room(self, run: _Run | None) -> bool:
        """Whether others here hold memory that they will give back; some were perhaps stopped just now."""
        if any(one.running for one in self._runs.values() if run is None or one.model.id != run.model.id):
            return True
        return self._backends.pool.is_answering and time.monotonic() - self._stopped_at < _ENDING_MS / 1000

    def _note(self, run: _Run, place: int, event: AnswerEvent | PartEnd) -> None:
        log, number = self._log, run.number
        run.is_begun = run.is_begun or not isinstance(event, ModelLoading | LoadedModel)
        match event:
            case ModelLoading():
                log.become(number, RequestState.LOADING)
            case LoadedModel():
                log.become(number, RequestState.READING)
            case PromptRead():
                log.become(number, RequestState.ANSWERING)
                log.note_prompt(number, event.prompt_tokens)
            case Chunk():
                self._note_written(run, place, event.tokens)
            case Answer() | tuple():
                if isinstance(event, Answer):
                    is_only = len(run.ask.parts) == 1
                    speed = event.measured.tokens_per_second if is_only else 0.0
                    self._note_written(run, place, event.measured.answer_tokens, speed)
                else:
                    tokens = sum(one.tokens if isinstance(one, Embedding) else 1 for one in event)
                    log.note_prompt(number, tokens)
                run.left -= 1
                del run.running[place]
                if not run.left:
                    self._end(run, None)
                self._go_on()

    def _note_written(self, run: _Run, place: int, tokens: int, speed: float = 0.0) -> None:
        run.written[place] = tokens
        self._log.note_written(run.number, sum(run.written.values()), speed)

    def _end(self, run: _Run, error: KnownError | None, state: RequestState = RequestState.DONE) -> None:
        """Whatever is under way of it is stopped."""
        del self._runs[run.number]
        self._parts = [one for one in self._parts if one[0] is not run]
        others = any(one.model.id == run.model.id for one in self._runs.values())
        self._stop(run, unload=run.loads and not others)
        if error is None:
            self._log.end(run.number, state)
            return
        told = api_error_of(error)
        is_stop = isinstance(error, CancelledError)
        state = RequestState.STOPPED if is_stop else RequestState.FAILED
        self._log.end(run.number, state, "" if is_stop else told.message)
        run.line.put((0, told))

    def _stop(self, run: _Run, *, unload: bool) -> None:
        running, run.running = run.running, {}
        self._stopped_at = time.monotonic()
        for request in running.values():
            request.stop(unload=unload)


def _most_begun(prepared: PreparedModel) -> int:
    """Where one is written after another, none waits in the worker: a person’s question would come last."""
    return 1 if prepared.at_once == 1 else prepared.at_once + _AHEAD


def _sampling(prepared: PreparedModel, ask: Ask, seed: int) -> Sampling:
    """Raises KnownError for what cannot be."""
    sampling = prepared.sampling
    for path, value in ask.settings.items():
        sampling = with_value(sampling, path, value)
    sampling = with_value(sampling, "seed", seed)
    sampling.check()
    return sampling


def _options(run: _Run) -> AnswerOptions:
    """With what its model lets one choose of thinking."""
    choices, think = run.model.thinking.choices, run.ask.think
    if think not in choices and think not in ("", "off") and "on" in choices:
        think = "on"  # an effort that it does not tell from others
    return replace(run.ask.options, think=think)
