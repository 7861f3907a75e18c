"""The way from a question to what its answer is given: the vector of the question, the search, and the tokens
of what was found. Nothing of it blocks; all of it can be stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from explorer.documents.giving import (
    AnswerSources,
    LookedUp,
    WhyNothing,
    about_tokens,
    given_of,
    look_up,
)
from explorer.documents.index.search import QuestionVector
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import GivenPassage
from explorer.domain.errors import KnownError
from explorer.engine.backend import Backend, Counts
from explorer.engine.jobs import Job
from explorer.engine.state import BackendState
from explorer.kit.tasks import LatestTask, Tasks

if TYPE_CHECKING:
    from explorer.documents.question_controller import QuestionEmbedding


@dataclass(frozen=True)
class DocumentQuestion:
    """``room``: tokens for passages that are found; ``first``: the number of the first that is given."""

    text: str
    sources: AnswerSources
    room: int
    first: int = 1


class Lookup:
    """Of one answer. ``then`` gets what it is to be given, ``failed`` why that cannot be known; once."""

    def __init__(
        self,
        indexes: Sequence[DocumentIndex],
        tasks: Tasks,
        embedding: "QuestionEmbedding",
        asked: DocumentQuestion,
        then: Callable[[tuple[GivenPassage, ...]], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        self._indexes, self._embedding, self._asked = indexes, embedding, asked
        self._then, self._failed = then, failed
        self._search = LatestTask(tasks)
        self._counter: Backend | None = None
        self._counting: Job | None = None
        self._is_over = False
        self.why_nothing: WhyNothing = ""

    def start(self, counter: Backend | None) -> None:
        """``counter``: the model that is asked, which counts if it is at leisure."""
        self._counter = counter
        if self._asked.sources.are_searched:
            self._embedding.ask(self._asked.text, self._on_vector)
        else:
            self._on_vector(None)

    def stop(self) -> None:
        """Nothing more comes."""
        self._is_over = True
        self._search.stop()
        self._embedding.stop()

    def _on_vector(self, vector: QuestionVector | None) -> None:
        if not self._is_over:
            index, *beside = self._indexes
            work = partial(look_up, index, self._asked.text, self._asked.sources, vector, beside)
            self._search.do(work, self._on_found, self._on_failed)

    def _on_found(self, looked: LookedUp) -> None:
        counter = self._counter
        if looked.texts and isinstance(counter, Counts) and counter.state is BackendState.READY:
            self._counting = job = counter.count(looked.texts)
            job.finished.connect(partial(self._on_counted, looked))
            job.failed.connect(partial(self._on_uncounted, looked))
        else:
            self._end(looked, about_tokens)

    def _on_counted(self, looked: LookedUp, counts: tuple[int, ...]) -> None:
        known = dict(zip(looked.texts, counts, strict=True))
        self._end(looked, known.__getitem__)

    def _on_uncounted(self, looked: LookedUp, _error: KnownError) -> None:
        self._end(looked, about_tokens)

    def _end(self, looked: LookedUp, count: Callable[[str], int]) -> None:
        if not self._is_over:
            self._is_over = True
            self.why_nothing = looked.why_nothing
            self._then(given_of(looked, self._asked.room, count, self._asked.first))

    def _on_failed(self, error: KnownError) -> None:
        if not self._is_over:
            self._is_over = True
            self._failed(error)
