"""Texts on their way through an embedding model: many, which give way to other models, or one question."""

from collections import deque
from collections.abc import Callable, Sequence
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
_JOB = 8  # texts at once: a question waits for no more

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

    ``made`` carries a dict of vectors by number. ``over`` comes after the last of them; ``failed`` carries a
    KnownError, and nothing follows. ``waited``: ``is_waiting`` is another than before.
    """

    made = Signal(object)
    over = Signal()
    failed = Signal(object)
    waited = Signal()

    def __init__(self, pool: EnginePool, options: LoadOptions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool, self._options = pool, options
        self._by: ChosenEmbedder | None = None
        self._jobs: deque[tuple[Numbered, ...]] = deque()
        self._running: RunningRequest | None = None
        self._is_crowded_out = self.is_waiting = False
        pool.changed.connect(self._on_pool)
        self._unlisten = pool.unloads.add(self._on_eviction)

    @property
    def is_running(self) -> bool:
        return bool(self._jobs)

    def start(self, by: ChosenEmbedder, passages: Sequence[Numbered]) -> None:
        """``passages``: at least one. Not while it runs."""
        self._by = by
        self._jobs.extend(batched(passages, _JOB))
        self._next()

    def stop(self) -> None:
        """Nothing more comes."""
        self._jobs.clear()
        self._is_crowded_out = self.is_waiting = False
        if self._running is not None:
            running, self._running = self._running, None
            running.stop(unload=False)

    def close(self) -> None:
        self.stop()
        self._unlisten()
        self._by = None

    def _next(self) -> None:
        if self._by is None or self._running is not None:
            return
        if not self._jobs:
            self.over.emit()
            return
        must_wait = self._must_wait(self._by)
        if must_wait != self.is_waiting:
            self.is_waiting = must_wait
            self.waited.emit()
        if not must_wait and self._jobs:
            job = self._jobs[0]
            texts = [self._by.embedder.as_passage(text) for _number, text in job]
            running = self._running = request_of(self._pool, self._by, texts, self._options, self._hear)
            running.start()

    def _hear(self, event: tuple[Embedding, ...] | KnownError) -> None:
        if self._running is None:  # stopped meanwhile
            return
        self._running = None
        if isinstance(event, CancelledError) and self._is_crowded_out:
            self._next()  # once there is room
        elif isinstance(event, KnownError):
            self.stop()
            self.failed.emit(event)
        else:
            job = self._jobs.popleft()
            self.made.emit({number: one.vector for (number, _), one in zip(job, event, strict=True)})
            self._next()

    def _must_wait(self, by: ChosenEmbedder) -> bool:
        others = [one for one in self._pool.loaded if one.path != by.model.path]
        if not others:
            self._is_crowded_out = False
        is_asked = any(one.state is BackendState.GENERATING for one in others)
        is_coming = any(one.path != by.model.path for one in self._pool.loading)
        return is_asked or is_coming or self._is_crowded_out

    @Slot(object)
    def _on_pool(self, _change: object) -> None:
        if self.is_waiting and self._by is not None:
            self._next()

    def _on_eviction(self, eviction: Eviction) -> None:
        if self._by is not None and eviction.path == self._by.model.path:
            self._is_crowded_out = eviction.reason is EvictionReason.ROOM
