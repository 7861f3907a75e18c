"""What a question means: its vector, by the model whose vectors of passages serve now."""

from collections.abc import Callable, Sequence

from explorer.documents.embedder_choice import ChosenEmbedder, EmbedderChoice
from explorer.documents.embedding_controller import OPTIONS, request_of
from explorer.documents.index.search import QuestionVector
from explorer.documents.index.store import DocumentIndex
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import Embedding
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.question import RunningRequest
from explorer.kit.tasks import LatestTask, TaskContext, Tasks

type HeardVector = Callable[[QuestionVector | None], None]


class QuestionEmbedding:
    """Asks for one question after the other; of several at once the last. On the screen's thread."""

    def __init__(
        self,
        indexes: Sequence[DocumentIndex],
        tasks: Tasks,
        pool: EnginePool,
        models: Callable[[], Sequence[LocalModel]],
        wanted: Callable[[], str] = str,
        choice: EmbedderChoice | None = None,
        options: LoadOptions = OPTIONS,
    ) -> None:
        """``wanted``: id of the embedding model that the person chose; "" for the best that is here."""
        self._indexes, self._pool, self._options = indexes, pool, options
        self._models, self._wanted, self._choice = models, wanted, choice or EmbedderChoice()
        self._choosing = LatestTask(tasks)
        self._request: RunningRequest | None = None

    def ask(self, question: str, heard: HeardVector) -> None:
        """``heard`` gets ``None`` where there is no such model, or it fails: then words alone count. Nothing
        is heard after ``stop``.
        """
        self.stop()
        models, wanted = tuple(self._models()), self._wanted()

        def work(context: TaskContext[None]) -> ChosenEmbedder | None:
            return self._choice.serving(self._indexes, models, wanted, context.stopped)

        def found(by: ChosenEmbedder | None) -> None:
            if by is None:
                heard(None)
            else:
                self._ask(by, question, heard)

        self._choosing.run(work, found, lambda _error: heard(None))

    def stop(self) -> None:
        self._choosing.stop()
        request, self._request = self._request, None
        if request is not None:
            request.stop(unload=False)

    def _ask(self, by: ChosenEmbedder, question: str, heard: HeardVector) -> None:
        def hear(event: tuple[Embedding, ...] | KnownError) -> None:
            if self._request is not request:  # stopped meanwhile
                return
            self._request = None
            if isinstance(event, KnownError):
                heard(None)
            else:
                heard(QuestionVector(event[0].vector, by.embedder.identity, by.embedder.floor))

        text = by.embedder.as_question(question)
        request = self._request = request_of(self._pool, by, (text,), self._options, hear)
        request.start()
