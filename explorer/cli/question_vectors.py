"""The embedding model of a command line: it makes the vectors that are missing, and that of a question."""

from collections.abc import Sequence

from explorer.cli.model_pool import open_backends
from explorer.cli.output import Output
from explorer.documents.index.search import QuestionVector
from explorer.documents.indexing_controller import IndexingController, IndexingStatus
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.engine.local.engine_pool import EnginePool
from explorer.kit.headless_loop import HeadlessLoop
from explorer.kit.tasks import Bug, Tasks
from explorer.local.models.app_folders import app_environment
from explorer.local.models.included import bring_embedder
from explorer.local.models.model_lookup import scan_disk
from explorer.services import Core


def embed_missing(core: Core, out: Output) -> IndexingStatus:
    """Until every passage has a vector, or there is no model for it. Ctrl-C loses a few seconds of it."""
    with open_backends(core) as (models, loop), _Indexing(core, models.pool, loop, out) as indexing:
        indexing.embed()
        return indexing.status


def question_vector(core: Core, question: str, out: Output) -> QuestionVector | None:
    """``None`` where nothing was made by a model that is here: then words alone count."""
    if not core.documents.has_vectors:
        return None
    with open_backends(core) as (models, loop), _Indexing(core, models.pool, loop, out) as indexing:
        return indexing.ask(question)


class _Indexing:
    """The controller of the window, in the loop of a command line."""

    def __init__(self, core: Core, pool: EnginePool, loop: HeadlessLoop, out: Output) -> None:
        self._loop, self._out = loop, out
        self._tasks = Tasks()
        self._tasks.bug.connect(self._fly)
        models = _models(core, out)
        threads = core.settings.current.threads_of(core.machine.cores)
        self._controller = IndexingController(
            core.documents, self._tasks, pool, lambda: models, lambda: core.settings.current.embedder, threads
        )

    def __enter__(self) -> "_Indexing":
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.close()
        self._tasks.close()

    @property
    def status(self) -> IndexingStatus:
        return self._controller.status

    def embed(self) -> None:
        self._controller.changed.connect(self._tell)
        self._controller.look()
        self._loop.run()

    def ask(self, question: str) -> QuestionVector | None:
        heard: list[QuestionVector | None] = []

        def hear(vector: QuestionVector | None) -> None:
            heard.append(vector)
            self._loop.leave()

        asking = self._controller.question()
        asking.ask(question, hear)
        self._loop.run()
        return heard[0]

    def _tell(self, status: IndexingStatus) -> None:
        if status.state == "embedding":
            self._out.progress(f"Reading for meaning with {status.embedder}", status.done, status.total, None)
        elif status.state != "waiting":
            self._loop.leave()

    def _fly(self, bug: Bug) -> None:
        raise bug.error


def _models(core: Core, out: Output) -> Sequence[LocalModel]:
    try:
        bring_embedder(core.models_folder)
    except CancelledError:
        raise
    except KnownError as error:
        out.note(f"The included embedding model is not here: {error}")
    return scan_disk(core.models_folder, core.store, app_environment()).models
