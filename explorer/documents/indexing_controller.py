"""Makes vectors of the passages that have none, in the background, with the embedding model that was chosen.

What is missing is seen from the index alone, so that it goes on after any end. Meanwhile, and where there is
no such model, passages are found by their words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from explorer.documents.embedder_choice import ChosenEmbedder, EmbedderChoice
from explorer.documents.embedding_controller import OPTIONS, EmbeddingRun
from explorer.documents.index import vectors
from explorer.documents.index.forget import finish_forgetting
from explorer.documents.index.store import DocumentIndex
from explorer.documents.question_controller import QuestionEmbedding
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.engine.local.engine_pool import EnginePool
from explorer.kit.tasks import Task, TaskContext, Tasks

IndexingState = Literal["idle", "embedding", "paused", "waiting", "failed"]

_PIECE = 64  # passages between two writes: what a kill costs, some seconds of work


@dataclass(frozen=True)
class IndexingStatus:
    """``done`` of ``total`` passages can be found by what they mean, by the model ``embedder``; where that is
    "", there is none, and passages are found by words only. "waiting": for another model.
    """

    state: IndexingState = "idle"
    done: int = 0
    total: int = 0
    embedder: str = ""
    problem: str = ""


@dataclass(frozen=True)
class _Missing:
    """What the database says: by whom to embed, which passages next, how many are done of how many."""

    by: ChosenEmbedder | None
    piece: tuple[tuple[int, str], ...]
    done: int
    total: int


class IndexingController(QObject):
    """``changed`` carries an IndexingStatus. Everything here is called on the screen thread."""

    changed = Signal(object)

    def __init__(
        self,
        index: DocumentIndex,
        tasks: Tasks,
        pool: EnginePool,
        models: Callable[[], Sequence[LocalModel]],
        wanted: Callable[[], str] = str,
        threads: int = 0,
        parent: QObject | None = None,
    ) -> None:
        """``wanted``: id of the embedding model that the person chose; "" for the best that is here."""
        super().__init__(parent)
        self._index, self._tasks, self._pool = index, tasks, pool
        self._models, self._wanted = models, wanted
        self._options = replace(OPTIONS, threads=threads)
        self._choice = EmbedderChoice()
        self._run = EmbeddingRun(pool, self._options, self)
        self._run.made.connect(self._on_made)
        self._run.short.connect(self._read_on)
        self._run.over.connect(self._read)
        self._run.failed.connect(self._fail)
        self._run.waited.connect(self._on_waited)
        self._status = IndexingStatus()
        self._made: dict[int, tuple[float, ...]] = {}
        self._identity = ""
        self._underway: set[int] = set()
        self._before: int | None = None  # passages above this number have vectors, or are under way
        self._is_last = False  # no more than those under way are missing
        self._task: Task | None = None
        self._is_cleaned = self._is_closed = False
        self.listening: Sequence[Callable[[], None]] = ()  # what ends that it hears of models

    @property
    def status(self) -> IndexingStatus:
        return self._status

    def look(self) -> None:
        """Documents came or went, or models did: embed what is missing, unless it is paused.

        ``changed`` tells in any case how it stands then.
        """
        self._before, self._is_last = None, False
        if self._status.state == "failed":
            self._status = replace(self._status, state="idle", problem="")
        if self._task is None and not self._run.is_running:
            self._read()

    def pause(self) -> None:
        """What was made is kept; the few that are under way are made again later."""
        self._run.stop()
        self._underway.clear()
        self._set(replace(self._status, state="paused"))
        self._read()

    def resume(self) -> None:
        """Go on after a pause, or try again after a failure."""
        self._set(replace(self._status, state="idle", problem=""))
        self.look()

    def question(self, beside: Sequence[DocumentIndex] = ()) -> QuestionEmbedding:
        """By the same choice of models, for passages of other indexes too."""
        indexes, choice = (self._index, *beside), self._choice
        return QuestionEmbedding(
            indexes, self._tasks, self._pool, self._models, self._wanted, choice, self._options
        )

    def close(self) -> None:
        self._is_closed = True
        for stop in self.listening:
            stop()
        self._run.close()

    @Slot()
    def _read_on(self) -> None:
        """While the last passages are under way, so that the model need not wait."""
        if not self._is_last:
            self._read()

    @Slot()
    def _read(self) -> None:
        """Keep the vectors that were made, and look what comes next."""
        if self._is_closed or self._task is not None:
            return
        self._is_last = False
        models, wanted = tuple(self._models()), self._wanted()
        index, before, identity = self._index, self._before, self._identity
        made, self._made = self._made, {}
        underway = frozenset(self._underway)
        is_first, self._is_cleaned = not self._is_cleaned, True

        def work(context: TaskContext[None]) -> _Missing:
            if is_first:
                finish_forgetting(index)
            if made:
                index.keep_vectors(identity, made)
            by = self._choice.chosen(models, wanted, context.stopped)
            if by is None:
                return _Missing(None, (), *vectors.embedded(index.reads, ""))
            new = by.embedder.identity
            done, total = vectors.embedded(index.reads, new)
            if total and done == total:
                vectors.retire(index.writes, new)
            if new != identity:
                return _Missing(by, index.unembedded(new, _PIECE), done, total)
            found = index.unembedded(new, _PIECE + len(underway), before)
            return _Missing(by, tuple(one for one in found if one[0] not in underway), done, total)

        self._task = self._tasks.run(work, self._on_missing, self._fail, owner=self)

    def _on_missing(self, missing: _Missing) -> None:
        self._task = None
        if self._is_closed:
            return
        by, identity, name = missing.by, "", ""
        if by is not None:
            identity, name = by.embedder.identity, by.embedder.name
        if identity != self._identity:
            self._identity = identity
            self._halt()
        done = missing.done + len(self._made)
        now = replace(self._status, done=done, total=missing.total, embedder=name)
        if now.state in ("paused", "failed"):
            self._set(now)
        elif by is not None and missing.piece:
            self._before = missing.piece[-1][0]
            self._underway.update(number for number, _text in missing.piece)
            self._set(replace(now, state="waiting" if self._run.is_waiting else "embedding"))
            self._run.add(by, missing.piece)
        elif self._run.is_running:
            self._is_last = True
        elif self._made:
            self._read()
        else:
            self._end(now)

    def _end(self, now: IndexingStatus) -> None:
        self._status = replace(now, state="idle")
        self.changed.emit(self._status)
        if self._before is not None and now.done < now.total and now.embedder:  # some came meanwhile
            self.look()

    def _halt(self) -> None:
        """What is under way is made again later, if at all."""
        self._run.stop()
        self._made.clear()
        self._underway.clear()

    @Slot(object)
    def _on_made(self, made: dict[int, tuple[float, ...]]) -> None:
        self._made.update(made)
        self._underway.difference_update(made)
        done = min(self._status.total, self._status.done + len(made))
        self._set(replace(self._status, done=done))

    @Slot()
    def _on_waited(self) -> None:
        self._set(replace(self._status, state="waiting" if self._run.is_waiting else "embedding"))

    @Slot(object)
    def _fail(self, error: KnownError) -> None:
        self._task = None
        self._halt()
        self._set(replace(self._status, state="failed", problem=str(error)))

    def _set(self, status: IndexingStatus) -> None:
        if status != self._status and not self._is_closed:
            self._status = status
            self.changed.emit(status)
