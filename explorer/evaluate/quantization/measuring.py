"""Measures what quantizations cost: the reference is loaded once, and each other file beside it in turn.

It needs an event loop and no screen.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from explorer.domain.divergence import DIVERGENCE_CONTEXT, Divergence
from explorer.domain.errors import CancelledError, KnownError, MemoryShortError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.time_left import TimeLeft
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

QuantizationWork = Literal["checking", "loading", "reading"]
_UNKNOWN = TimeLeft(None)


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


@dataclass(frozen=True)
class QuantizationProgress:
    """``number`` of ``count`` files is being judged. ``fraction``: of what goes on, 0 to 1; a file is checked
    so that the result can name the bytes that ran. ``figures``: so far.
    """

    what: QuantizationWork
    file: LocalModel
    fraction: float
    number: int
    count: int
    figures: Divergence | None = None
    left: TimeLeft = _UNKNOWN


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
    """One run of a plan; hold it until it is over. ``tell`` hears how far it is, ``keep`` each result, and
    ``over`` once that nothing more comes: all are measured, or why not, a CancelledError if it was stopped.
    All on the screen thread.
    """

    def __init__(
        self,
        plan: QuantizationPlan,
        backends: Backends,
        hashes: FileHashes,
        tell: Callable[[QuantizationProgress], None],
        keep: Callable[[QuantizationResult], None],
        over: Callable[[KnownError | None], None],
    ) -> None:
        self._plan, self._backends, self._hashes = plan, backends, hashes
        self._tell, self._keep, self._over = tell, keep, over
        self._unhashed = [one for one in (plan.reference, *plan.others) if not hashes.known(one)]
        self._waiting = list(plan.others)
        self._sha256: dict[str, str] = {}
        self._task: Task | None = None
        self._request: RunningRequest | None = None
        self._loaded: LoadedModel | None = None
        self._begun = self._read_since = 0.0
        self._was_ready = backends.is_ready(plan.reference)
        self._is_over = False

    def start(self) -> None:
        if self._unhashed:
            file = self._unhashed.pop(0)
            self._move("checking", file, 0.0)
            told = partial(self._move, "checking", file)
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
        job.progress.connect(partial(self._loading, other))
        return job

    def _hear(self, other: LocalModel, event: object) -> None:
        if self._is_over:
            return
        match event:
            case ModelLoading():
                self._loading(self._plan.reference, event.fraction)
            case LoadedModel():
                self._loaded = event
            case Divergence() if event.tokens == event.total:  # else it is not at its end yet
                self._finish(other, event)
            case Divergence():
                self._reading(other, event)
            case KnownError():
                self._request = None
                self._end(event)

    def _loading(self, file: LocalModel, fraction: float) -> None:
        self._read_since = time.monotonic()
        self._move("loading", file, fraction)

    def _reading(self, file: LocalModel, figures: Divergence) -> None:
        """A token takes as long as those of this file took so far; files to come take as long as this one."""
        took = time.monotonic() - self._read_since
        left = took / figures.tokens * (figures.total * (1 + len(self._waiting)) - figures.tokens)
        self._move("reading", file, figures.tokens / figures.total, figures, TimeLeft(left))

    def _move(
        self,
        what: QuantizationWork,
        file: LocalModel,
        fraction: float,
        figures: Divergence | None = None,
        left: TimeLeft = _UNKNOWN,
    ) -> None:
        count = len(self._plan.others)
        number = max(1, count - len(self._waiting))
        self._tell(QuantizationProgress(what, file, fraction, number, count, figures, left))

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
        self._keep(result)
        if not self._is_over:
            self.start()

    def _end(self, error: KnownError | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._release()
            self._over(error)

    def _release(self) -> None:
        """Unless it was in memory before, or another room asks it now."""
        backend = self._backends.find(self._plan.reference)
        if not self._was_ready and backend is not None and backend.state is BackendState.READY:
            self._backends.release(self._plan.reference)
