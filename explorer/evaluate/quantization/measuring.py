"""Measures what quantizations cost: the reference is loaded once, and each other file beside it in turn.

Window and ``omx`` use the same ``QuantizationRun``; it needs an event loop and no screen.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from explorer.domain.divergence import DIVERGENCE_CONTEXT, Divergence
from explorer.domain.errors import CancelledError, KnownError, MemoryShortError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Diverges
from explorer.engine.backends import Backends
from explorer.engine.jobs import Job
from explorer.engine.local.gguf.memory_estimate import comparison_need
from explorer.engine.question import RunningRequest
from explorer.engine.state import BackendState, ModelLoading
from explorer.evaluate.quantization.given_text import GivenText
from explorer.evaluate.quantization.results import QuantizationResult, compared_file
from explorer.kit.tasks import Task
from explorer.local.fit.estimates import Estimates
from explorer.local.models.file_hashes import FileHashes


@dataclass(frozen=True)
class QuantizationPlan:
    """``options``: how the reference is loaded; the others lie where it does."""

    reference: LocalModel
    others: tuple[LocalModel, ...]
    text: GivenText
    options: LoadOptions

    @property
    def short_options(self) -> LoadOptions:
        """Of a context that is there for its loading only."""
        return replace(self.options, context_length=DIVERGENCE_CONTEXT, projector=b"", adapters=())


class QuantizationListener(Protocol):
    """Called on the screen thread."""

    def checking(self, file: LocalModel, fraction: float) -> None:
        """It is hashed, so that the result can name the bytes that ran."""

    def loading(self, file: LocalModel, fraction: float) -> None: ...

    def reading(self, file: LocalModel, figures: Divergence) -> None:
        """The figures so far."""

    def measured(self, result: QuantizationResult) -> None:
        """One file is done; to be kept."""

    def over(self, error: KnownError | None) -> None:
        """Nothing more comes: all are measured, or why not. A CancelledError if it was stopped elsewhere."""


def memory_needed(estimates: Estimates, plan: QuantizationPlan) -> int:
    """Bytes, with the largest of the others. Reads headers, unless they were read before."""
    pair = [_file_need(estimates, plan.reference.path)]
    pair.append(max((_file_need(estimates, other.path) for other in plan.others), default=0))
    return sum(pair)


def take_room(estimates: Estimates, plan: QuantizationPlan, backends: Backends) -> KnownError | None:
    """Idle models make room for both files; why there is not enough even so, ``None`` if there is."""
    needed, room = memory_needed(estimates, plan), backends.room()
    if needed > room and not plan.options.is_forced:
        return MemoryShortError(needed, room)
    backends.pool.free(needed, plan.reference.path)
    return None


def _file_need(estimates: Estimates, path: Path) -> int:
    header = estimates.headers.read(path)
    beside = comparison_need(header.shape, DIVERGENCE_CONTEXT) if header is not None else 0
    return estimates.need(path, DIVERGENCE_CONTEXT) + beside


class QuantizationRun:
    """One run of a plan. Hold it until it is over."""

    def __init__(
        self, plan: QuantizationPlan, backends: Backends, hashes: FileHashes, listener: QuantizationListener
    ) -> None:
        self._plan, self._backends, self._hashes, self._listener = plan, backends, hashes, listener
        self._unhashed = [one for one in (plan.reference, *plan.others) if not hashes.known(one)]
        self._waiting = list(plan.others)
        self._sha256: dict[str, str] = {}
        self._task: Task | None = None
        self._request: RunningRequest | None = None
        self._loaded: LoadedModel | None = None
        self._begun = 0.0
        self._was_ready = backends.is_ready(plan.reference)
        self._is_over = False

    def start(self) -> None:
        if self._unhashed:
            file = self._unhashed.pop(0)
            told = partial(self._listener.checking, file)
            self._task = self._hashes.measure(file, partial(self._note_hash, file), told)
        elif self._waiting:
            self._compare(self._waiting.pop(0))
        else:
            self._end(None)

    def stop(self) -> None:
        """What was measured is kept; ``over`` follows within 100 ms, with a CancelledError."""
        self._waiting, self._unhashed = [], []
        if self._task is not None:
            self._task.stop()
        if self._request is None or not self._request.stop():
            self._end(CancelledError())

    def close(self) -> None:
        """The app quits: tell nothing more."""
        self._is_over = True
        if self._task is not None:
            self._task.stop()
        if self._request is not None:
            self._request.stop()

    def _note_hash(self, file: LocalModel, sha256: str) -> None:
        self._sha256[file.id] = sha256
        self._task = None
        if not self._is_over:
            self.start()

    def _compare(self, other: LocalModel) -> None:
        backend = self._backends.of(self._plan.reference)
        if not isinstance(backend, Diverges):
            self._end(
                KnownError(Words("This model cannot be compared."), Words("Choose a file on this disk."))
            )
            return
        self._begun = time.monotonic()
        hear = partial(self._hear, other)
        begin = partial(self._begin, backend, other)
        self._request = RunningRequest(backend, self._plan.short_options, begin, hear)
        self._request.start()

    def _begin(self, backend: Backend, other: LocalModel) -> Job:
        assert isinstance(backend, Diverges)  # noqa: S101  seen before
        job = backend.diverge(other.path, self._plan.text.text)
        job.progress.connect(partial(self._listener.loading, other))
        return job

    def _hear(self, other: LocalModel, event: object) -> None:
        if self._is_over:
            return
        match event:
            case ModelLoading():
                self._listener.loading(self._plan.reference, event.fraction)
            case LoadedModel():
                self._loaded = event
            case Divergence() if event.tokens == event.total:  # else it is not at its end yet
                self._finish(other, event)
            case Divergence():
                self._listener.reading(other, event)
            case KnownError():
                self._request = None
                self._end(event)

    def _finish(self, other: LocalModel, figures: Divergence) -> None:
        assert self._loaded is not None  # noqa: S101  it was compared
        text, loaded = self._plan.text, self._loaded
        reference, file = (
            compared_file(one, self._sha256.get(one.id) or self._hashes.known(one))
            for one in (self._plan.reference, other)
        )
        result = QuantizationResult(
            reference=reference,
            other=file,
            figures=figures,
            text=text.title,
            text_sha256=text.sha256,
            engine=loaded.engine,
            backend=loaded.backend,
            threads=loaded.threads,
            at=datetime.now(UTC).isoformat(),
            seconds=time.monotonic() - self._begun,
        )
        self._listener.measured(result)
        if not self._is_over:
            self.start()

    def _end(self, error: KnownError | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._release()
            self._listener.over(error)

    def _release(self) -> None:
        """Unless it was in memory before, or another room asks it now."""
        backend = self._backends.find(self._plan.reference)
        if not self._was_ready and backend is not None and backend.state is BackendState.READY:
            self._backends.release(self._plan.reference)
