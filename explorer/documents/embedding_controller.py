"""Texts on their way through an embedding model: many, which give way to other models, or one question."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import batched

from PySide6.QtCore import QObject, Signal, Slot

from explorer.documents.embedder_choice import ChosenEmbedder
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.tokens import Embedding
from explorer.engine.backend import Embeds
from explorer.engine.jobs import Job
from explorer.engine.local.engine_pool import EnginePool, Eviction, EvictionReason
from explorer.engine.question import RunningRequest
from explorer.engine.state import BackendState, ModelLoading

OPTIONS = LoadOptions(context_length=1024)  # more tokens than a passage or a question has
_JOB = 4  # texts of a request
_AHEAD = 2  # requests that the worker has at once: a question waits for so many
_SHORT = 4  # requests that are left: then it is time for more

type Numbered = tuple[int, str]


def request_of(
    pool: EnginePool,
    by: ChosenEmbedder,
    texts: Sequence[str],
    options: LoadOptions,
    heard: Callable[[tuple[Embedding, ...] | KnownError], None],
) -> RunningRequest:
    """Hold it until it was heard."""
    backend = pool.get(by.model.path)

    def begin() -> Job:
        assert isinstance(backend, Embeds)  # noqa: S101  every engine of the pool
        return backend.embed(texts, cut=True)

    def hear(event: ModelLoading | LoadedModel | tuple[Embedding, ...] | KnownError) -> None:
        if not isinstance(event, ModelLoading | LoadedModel):
            heard(event)

    return RunningRequest(backend, options, begin, hear)


class EmbeddingRun(QObject):
    """Embeds passages, a few at a time. While another model answers or loads it waits, and where another
    took the memory of its model it leaves that one alone until it has gone.

    ``made`` carries a dict of vectors by number. ``short``: few are left, ``over``: none, more may be added.
    ``failed`` carries a KnownError, and nothing follows. ``waited``: ``is_waiting`` is another than before.
    """

    made = Signal(object)
    short = Signal()
    over = Signal()
    failed = Signal(object)
    waited = Signal()

    def __init__(self, pool: EnginePool, options: LoadOptions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool, self._options = pool, options
        self._by: ChosenEmbedder | None = None
        self._jobs: deque[tuple[Numbered, ...]] = deque()
        self._sent: dict[int, RunningRequest] = {}
        self._number = 0  # of the last job that was sent
        self._is_crowded_out = self.is_waiting = False
        pool.changed.connect(self._on_pool)
        self._unlisten = pool.unloads.add(self._on_eviction)

    @property
    def is_running(self) -> bool:
        return bool(self._jobs or self._sent)

    def add(self, by: ChosenEmbedder, passages: Sequence[Numbered]) -> None:
        """What another model has under way ends."""
        if by != self._by:
            self.stop()
            self._by = by
        self._jobs.extend(batched(passages, _JOB))
        self._send()

    def stop(self) -> None:
        """Nothing more comes."""
        sent, self._sent = self._sent, {}
        self._jobs.clear()
        self._is_crowded_out = self.is_waiting = False
        for request in sent.values():
            request.stop(unload=False)

    def close(self) -> None:
        self.stop()
        self._unlisten()
        self._by = None

    def _send(self) -> None:
        """So many that the worker has the next one when it is through with one."""
        if self._by is None:
            return
        must_wait = bool(self._jobs) and self._must_wait(self._by)
        if must_wait != self.is_waiting:
            self.is_waiting = must_wait
            self.waited.emit()
        while self._jobs and len(self._sent) < _AHEAD and not self.is_waiting:
            job = self._jobs.popleft()
            texts = [self._by.embedder.as_passage(text) for _number, text in job]
            self._number += 1
            heard = partial(self._hear, self._number, job)
            request = request_of(self._pool, self._by, texts, self._options, heard)
            self._sent[self._number] = request
            request.start()

    def _hear(
        self, number: int, job: tuple[Numbered, ...], event: tuple[Embedding, ...] | KnownError
    ) -> None:
        if self._sent.pop(number, None) is None:  # stopped meanwhile
            return
        if isinstance(event, CancelledError) and self._is_crowded_out:
            self._jobs.appendleft(job)  # once there is room
        elif isinstance(event, KnownError):
            self.stop()
            self.failed.emit(event)
            return
        else:
            self.made.emit({passage: one.vector for (passage, _), one in zip(job, event, strict=True)})
        self._send()
        if not self.is_running:
            self.over.emit()
        elif len(self._jobs) <= _SHORT:
            self.short.emit()

    def _must_wait(self, by: ChosenEmbedder) -> bool:
        others = [one for one in self._pool.loaded if one.path != by.model.path]
        if not others:
            self._is_crowded_out = False
        is_asked = any(one.state is BackendState.GENERATING for one in others)
        is_coming = any(one.path != by.model.path for one in self._pool.loading)
        return is_asked or is_coming or self._is_crowded_out

    @Slot(object)
    def _on_pool(self, _change: object) -> None:
        if self.is_waiting:
            self._send()

    def _on_eviction(self, eviction: Eviction) -> None:
        if self._by is not None and eviction.path == self._by.model.path:
            self._is_crowded_out = eviction.reason is EvictionReason.ROOM
