"""Backend of one model at an endpoint. Its requests run in a thread of their own; it hears of them here.

What a server can do was found by its probe: each kind of backend here is one that can do just that.
"""

import itertools
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from explorer.domain.endpoint import EndpointAbility, EndpointModel
from explorer.domain.errors import AccessError, AnswerError, CancelledError, KnownError, OfflineError
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.images import ChatImage
from explorer.domain.tokens import NO_OPTIONS, Together
from explorer.domain.words import Words, wording_of
from explorer.engine.jobs import Generation, Job
from explorer.engine.remote.remote_means import EndpointGoneError, RemoteMeans
from explorer.engine.remote.request_form import RemoteQuestion
from explorer.engine.state import BackendChange, BackendState
from explorer.kit.tasks import UnexpectedError

if TYPE_CHECKING:
    from explorer.engine.remote.remote_work import RemoteWork
    from explorer.engine.remote.transport import Transport

_STOP_MS = 80  # for a request to end that was stopped; after that nobody waits for it

type _Work = Callable[["RemoteWork", "Transport", Callable[[object], None]], Coroutine[Any, Any, object]]


@dataclass(frozen=True)
class _Ended:
    """``came``: the result of a job, or what it raised."""

    came: object


class RemoteBackend(QObject):
    """Ready without a request. Its endpoint and key are read for each: what changes of them needs no other
    backend, unless it is of another class or at another host.
    """

    changed = Signal(object)  # BackendChange
    _told = Signal(int, object)  # the number of a job, and what is heard of it

    def __init__(self, model: EndpointModel, means: RemoteMeans) -> None:
        super().__init__()
        if (app := QCoreApplication.instance()) is not None:
            self.moveToThread(app.thread())  # runs are planned on others, where nobody would hear it
        self._of, self._means = model, means
        self.options = LoadOptions()
        self.model: LoadedModel | None = None
        self._work: RemoteWork | None = None  # in the loop of requests alone
        self._is_failed = self._is_closed = False
        self._numbers = itertools.count(1)
        self._jobs: dict[int, tuple[Job, Future[None]]] = {}
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def state(self) -> BackendState:
        if self._jobs:
            return BackendState.GENERATING
        if self._is_failed:
            return BackendState.FAILED
        return BackendState.EMPTY if self.model is None else BackendState.READY

    def prepare(self, options: LoadOptions) -> None:
        """Options of loading mean nothing there."""
        self.options, self._is_failed, self.model = options, False, None
        try:
            if self._is_closed:
                raise CancelledError
            self._means.requests.check_online()
            self.model = _loaded(self._means.current(self._of))
        except KnownError as error:
            self._is_failed = True
            self._tell(error)
        else:
            self._tell()

    def generate(
        self, prompt: str | Sequence[ChatMessage], sampling: Sampling, options: AnswerOptions = NO_OPTIONS
    ) -> Generation:
        """Several are answered one after another."""
        question = _question(prompt, sampling, options)
        generation = Generation(self.stop, next(self._numbers))
        self._begin(generation, lambda work, *how: work.answer(*how, question))
        return generation

    def generate_together(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions,
        together: Together,
    ) -> Generation:
        """As many at once as the endpoint takes."""
        del together
        question = _question(prompt, sampling, options)
        generation = Generation(self.stop, next(self._numbers))
        generation.is_alone = False
        self._begin(generation, lambda work, *how: work.answer_together(*how, question))
        return generation

    def stop(self, job: Job) -> None:
        """Its connection is closed, and its end follows within 100 ms."""
        if job.number in self._jobs:
            self._jobs[job.number][1].cancel()
            QTimer.singleShot(_STOP_MS, self, partial(self._end, job.number, CancelledError()))

    def cancel(self) -> None:
        for job, _future in tuple(self._jobs.values()):
            self.stop(job)

    def close(self) -> None:
        """What was under way is told to have ended; what is asked from now on fails."""
        self._is_closed, self.model = True, None
        for number, (_job, future) in tuple(self._jobs.items()):
            future.cancel()
            self._end(number, CancelledError())

    def _job(self, work: _Work) -> Job:
        job = Job(self.stop, next(self._numbers))
        self._begin(job, work)
        return job

    def _begin(self, job: Job, work: _Work) -> None:
        """``job`` hears what comes of it."""
        number, before = job.number, self.state
        self._jobs[number] = job, Future()
        try:
            if self.model is not None:
                self._jobs[number] = job, self._means.requests.start(partial(self._run, number, work))
            else:
                error = KnownError(Words("No model is loaded."), Words("Load a model first."))
                self._told.emit(number, _Ended(error))
        except KnownError as error:
            self._told.emit(number, _Ended(error))
        if before is not self.state:
            self._tell()

    async def _run(self, number: int, work: _Work, transport: "Transport") -> None:
        """In the loop of requests."""
        from explorer.engine.remote.remote_work import RemoteWork, outcome_of  # noqa: PLC0415  late

        if self._work is None:
            self._work = RemoteWork(self._of, self._means)
        tell = partial(self._pass_on, number)
        tell(_Ended(await outcome_of(work(self._work, transport, tell))))

    def _pass_on(self, number: int, event: object) -> None:
        """To the thread of the screen."""
        with suppress(RuntimeError):  # the app has ended meanwhile
            if not self._is_closed:
                self._told.emit(number, event)

    @Slot(int, object)
    def _hear(self, number: int, event: object) -> None:
        if number not in self._jobs:
            return
        job, _future = self._jobs[number]
        if isinstance(event, _Ended):
            self._end(number, event.came)
        elif isinstance(event, float):
            job.progress.emit(event)
        elif isinstance(job, Generation):
            job.hear(event)  # type: ignore[arg-type]  # an answer tells nothing else

    def _end(self, number: int, came: object) -> None:
        if number not in self._jobs:
            return
        job, _future = self._jobs.pop(number)
        self._is_failed = _ends_it(came)
        if not self._jobs:
            self._tell()
        if isinstance(came, CancelledError) and isinstance(job, Generation):
            job.finished.emit(job.so_far())
        elif isinstance(came, KnownError):
            job.failed.emit(came)
        elif isinstance(came, Exception):
            job.failed.emit(UnexpectedError())
            raise came
        else:
            job.finished.emit(came)

    def _tell(self, error: KnownError | None = None) -> None:
        self.changed.emit(BackendChange(self.state, 1.0, self.model, error))


class ScoringRemoteBackend(RemoteBackend):
    """Its server tells how likely a text is that it is given."""

    def score(self, prefix: str, continuations: Sequence[str], alternatives: int = 0) -> Job:
        texts = tuple(continuations)
        return self._job(lambda work, *how: work.score(*how, prefix, texts, alternatives))

    def score_text(self, text: str, alternatives: int = 0) -> Job:
        return self._job(lambda work, *how: work.score_text(*how, text, alternatives))


class SeeingRemoteBackend(RemoteBackend):
    """Its model takes images."""

    def count_images(self, images: Sequence[ChatImage]) -> Job:
        """No server tells that before it is asked."""
        del images
        job = Job(self.stop, next(self._numbers))
        self._jobs[job.number] = job, Future()
        what = Words("{name} does not tell how many tokens images take.", name=self._of.endpoint.name)
        self._told.emit(job.number, _Ended(KnownError(what)))
        return job


class SeeingScoringRemoteBackend(SeeingRemoteBackend, ScoringRemoteBackend):
    """Both."""


def kind_of_backend(model: EndpointModel) -> type[RemoteBackend]:
    """The one that can do what the endpoint was found to do."""
    scores = model.endpoint.can(EndpointAbility.SCORES)
    if model.entry.sees:
        return SeeingScoringRemoteBackend if scores else SeeingRemoteBackend
    return ScoringRemoteBackend if scores else RemoteBackend


def _question(
    prompt: str | Sequence[ChatMessage], sampling: Sampling, options: AnswerOptions
) -> RemoteQuestion:
    return RemoteQuestion(prompt if isinstance(prompt, str) else tuple(prompt), sampling, options)


def _ends_it(came: object) -> bool:
    """Whether nothing will do until it is made ready anew: it is removed or out of reach, or keeps us out."""
    is_gone = isinstance(came, OfflineError) and not isinstance(came, AnswerError)
    return is_gone or isinstance(came, AccessError | EndpointGoneError)


def _loaded(model: EndpointModel) -> LoadedModel:
    endpoint, probe = model.endpoint, model.endpoint.probe
    untold = Words("{name} tells neither its memory nor a hash of the model.", name=endpoint.name)
    return LoadedModel(
        name=model.name, architecture="", parameters=0, context_length=model.context_length or 0,
        trained_context=0, has_chat_template=model.is_chat, memory=0, load_s=0.0,
        engine=(probe.server if probe is not None else "") or "OpenAI API",
        backend=endpoint.name, threads=0, device="", untold=wording_of(untold),
        sees=bool(model.entry.sees),
    )  # fmt: skip
