"""Warm-up of one model that is to be asked one question after the other: loaded, warmed up, its file hashed.

It is hashed after the load, whose time would be that of a file just read otherwise; the SHA-256 is measured
once for as long as the file stays as it is. One whose speed nobody knows yet is asked for a few sentences
more: answers that are written several at once do not tell it.
"""

import time
from collections.abc import Callable
from typing import Protocol

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Resident
from explorer.engine.backends import Backends
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import READY_STATES, AnswerEvent, BackendState, ModelLoading, WaitingForServer
from explorer.kit.tasks import Task
from explorer.local.models.file_hashes import FileHashes

_WARM_UP = "Say hello."
_WARM_TOKENS = 8  # fewer than estimates learn from
_TIMED = "Write three sentences about the sea."
_TIMED_TOKENS = 32  # estimates learn from them


class InUseError(KnownError):
    """Another room has it loaded in another way, and waits for what it says."""

    def __init__(self) -> None:
        super().__init__(
            Words("This model is in use elsewhere, loaded in another way."),
            Words("Wait until it is done there, then run this again."),
        )


class WarmUpListener(Protocol):
    """Whoever wants to ask it."""

    def checking(self, fraction: float) -> None:
        """The file is hashed, so that the answers can name the bytes that ran."""

    def loading(self, fraction: float) -> None: ...

    def warming(self) -> None:
        """It gives short answers that count nowhere, but for its speed."""

    def held_up(self) -> None:
        """Its server is busy."""

    def warm(self) -> None:
        """It may be asked. Told once a start, as is ``cold``."""

    def cold(self, error: KnownError) -> None:
        """Why it cannot be."""


class WarmUp:
    """``start`` it again after the model's death.

    ``sha256``: "" where no hash names its bytes. ``load_s``: seconds, ``None`` where it was in memory.
    ``is_own_load``: the one under way, or the last one, was begun here.
    """

    def __init__(
        self,
        model: Model,
        backend: Backend,
        options: LoadOptions,
        hashes: FileHashes,
        listener: WarmUpListener,
        lacks_speed: Callable[[], bool] = lambda: False,
    ) -> None:
        """``lacks_speed``: whether what it answers alone would tell for the first time how fast it writes."""
        self._model, self._backend, self._options = model, backend, options
        self._hashes, self._listener, self._lacks_speed = hashes, listener, lacks_speed
        self._ask: RunningQuestion | None = None
        self._hash: Task | None = None
        self._begun = 0.0
        self._is_checked = self._is_timed = self._is_stopped = False
        self.sha256 = ""
        self.load_s: float | None = None
        self.warm_up_s: float | None = None
        self.is_own_load = False

    def start(self) -> None:
        """Load it, and ask for a few words, which count nowhere: what is slow only once is over then."""
        backend = self._backend
        is_alike = not isinstance(backend, Resident) or loads_alike(backend.options, self._options)
        if backend.state in (BackendState.LOADING, BackendState.GENERATING) and not is_alike:
            self._listener.cold(InUseError())
            return
        if isinstance(backend, Resident) and not is_alike:
            backend.unload()
        self.is_own_load = backend.state not in (BackendState.LOADING, *READY_STATES)
        self._begun = time.perf_counter()
        self._say(_WARM_UP, _WARM_TOKENS, self._hear)

    def stop(self) -> None:
        """Tell nothing any more. Another room may wait for what it loads: only its own load ends."""
        self._is_stopped = True
        if self._hash is not None:
            self._hash.stop()
        if self._ask is not None:
            self._ask.stop(unload=self.is_own_load)

    def _say(self, text: str, most: int, hear: Callable[[AnswerEvent], None]) -> None:
        prompt = (ChatMessage("user", text),) if self._model.is_chat else text
        sampling = Sampling(max_tokens=most, temperature=0.0)
        self._ask = RunningQuestion(self._backend, Question(prompt, sampling, self._options), hear)
        self._ask.start()

    def _hear(self, event: AnswerEvent) -> None:
        """Of its load and first words; what those say is of no interest."""
        match event:
            case ModelLoading():
                self._listener.loading(event.fraction)
            case LoadedModel():
                now = time.perf_counter()
                is_load = self.is_own_load and isinstance(self._backend, Resident)
                self.load_s = now - self._begun if is_load else None
                self._begun = now
                self._listener.warming()
            case WaitingForServer():
                self._listener.held_up()
            case Answer():
                self._ask, self.warm_up_s = None, time.perf_counter() - self._begun
                self._check()
            case KnownError():
                self._ask = None
                self._fail(event)

    def _fail(self, error: KnownError) -> None:
        """Questions may still be answered, if the model is there."""
        if self._backend.state in READY_STATES:
            self._check()
        elif not self._is_stopped:
            self._listener.cold(error)

    def _check(self) -> None:
        """With the hash of the file, where it can be had."""
        if self._is_stopped:
            return
        model = self._model
        if not self._is_checked and isinstance(model, LocalModel):
            self._is_checked, self.sha256 = True, self._hashes.known(model)
            if not self.sha256:
                self._listener.checking(0.0)
                self._hash = self._hashes.measure(model, self._take_hash, self._listener.checking)
                return
        self._time()

    def _take_hash(self, sha256: str) -> None:
        self._hash, self.sha256 = None, sha256
        self._time()

    def _time(self) -> None:
        """Once, when nothing else of this keeps the machine busy: whoever keeps speeds learns from it."""
        if self._is_timed or not self._lacks_speed():
            self._listener.warm()
            return
        self._is_timed = True
        self._listener.warming()
        self._say(_TIMED, _TIMED_TOKENS, self._hear_timed)

    def _hear_timed(self, event: AnswerEvent) -> None:
        if isinstance(event, Answer | KnownError):
            self._ask = None
            if isinstance(event, KnownError):
                self._fail(event)
            elif not self._is_stopped:
                self._listener.warm()


def why_not_here(model: Model) -> str:
    """Why it cannot be asked, as known before it is tried; "" if it can."""
    if not isinstance(model, LocalModel):
        return model.why_not_usable
    writes = "" if model.writes else model.why_not_usable
    return model.problem or writes or ("" if model.path.is_file() else model.file_name)


def is_loaded_as(backends: Backends, model: Model, options: LoadOptions) -> bool:
    """Whether this model is in memory in just this way; adapters and template go with each answer."""
    found = backends.find(model)
    return found is not None and backends.is_loaded(model) and loads_alike(found.options, options)


def loads_alike(one: LoadOptions, other: LoadOptions) -> bool:
    """Whether a model that was loaded one way need not be loaded again for the other."""
    return _loading(one) == _loading(other)


def _loading(options: LoadOptions) -> tuple[object, ...]:
    load = options
    return load.context_length, load.threads, load.device, load.gpu_layers, load.cache_type
