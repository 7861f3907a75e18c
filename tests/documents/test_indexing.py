"""Vectors of passages are made in the background, by real workers with a tiny encoder."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import gguf
import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.documents.index import vectors
from explorer.documents.index.forget import forget_documents
from explorer.documents.index.search import QuestionVector, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.indexing_controller import IndexingController, IndexingStatus
from explorer.domain.generation import LoadOptions, Sampling
from explorer.domain.local_model import LocalModel
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from explorer.kit.tasks import Tasks
from explorer.local.models.model_lookup import read_model
from tests.documents.pages import put
from tests.engine.conftest import WORKER
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny

WORDS = ("a", "cat", "dog", "sat", "something", "else", "the")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    folder = tmp_path_factory.mktemp("models")
    return read_model(write_encoder(folder / "encoder.gguf", gguf.PoolingType.MEAN))


@pytest.fixture
def pool(qapp: QApplication) -> Iterator[EnginePool]:
    pool = EnginePool(WorkerSupply(WORKER))
    yield pool
    pool.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(tmp_path / "documents.sqlite3")) as opened:
        papers = opened.create("Papers").key
        for number in range(10):
            texts = [f"{WORDS[(number + page) % 7]} {WORDS[page % 7]} {number}" for page in range(10)]
            put(opened, papers, f"{number}.txt", *texts)
        yield opened


type Indexing = Callable[..., IndexingController]


@pytest.fixture
def indexing(index: DocumentIndex, pool: EnginePool, qapp: QApplication) -> Iterator[Indexing]:
    made: list[IndexingController] = []
    tasks = Tasks()

    def make(*models: LocalModel, wanted: str = "") -> IndexingController:
        made.append(IndexingController(index, tasks, pool, lambda: models, lambda: wanted))
        return made[-1]

    yield make
    for one in made:
        one.close()
    tasks.close()


def follow(controller: IndexingController) -> list[IndexingStatus]:
    heard: list[IndexingStatus] = []
    controller.changed.connect(heard.append)
    return heard


def asked(qtbot: QtBot, controller: IndexingController, question: str) -> QuestionVector | None:
    heard: list[QuestionVector | None] = []
    asking = controller.question()
    asking.ask(question, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    return heard[0]


def is_done(controller: IndexingController) -> bool:
    return controller.status.state == "idle" and controller.status.done == controller.status.total > 0


def test_all_passages_get_vectors_and_are_found_by_meaning(
    qtbot: QtBot, index: DocumentIndex, indexing: Indexing, encoder: LocalModel
) -> None:
    controller = indexing(encoder)
    heard = follow(controller)
    controller.look()
    qtbot.waitUntil(lambda: is_done(controller))
    assert index.unembedded(vectors.identities(index.reads)[0], 5) == ()
    steps = [one.done for one in heard]
    assert steps == sorted(steps)
    assert len(set(steps)) > 10
    assert (heard[-1].total, heard[-1].embedder) == (100, encoder.name)
    vector = asked(qtbot, controller, "cat sat")
    assert vector is not None
    found = search(index, "?", vector=vector)
    assert len(found) == 20
    put(index, index.collections()[0].key, "new.txt", "dog sat")
    controller.look()
    qtbot.waitUntil(lambda: controller.status.done == 101)


def test_without_a_model_it_is_told_that_words_alone_count(
    qtbot: QtBot, indexing: Indexing, encoder: LocalModel
) -> None:
    controller = indexing()
    controller.look()
    qtbot.waitUntil(lambda: controller.status.total == 100)
    status = controller.status
    assert (status.state, status.done, status.embedder) == ("idle", 0, "")
    assert asked(qtbot, controller, "cat") is None
    assert asked(qtbot, indexing(encoder), "cat") is None  # there is one, and nothing was made by it yet


def test_of_an_empty_index_it_is_told_that_nothing_is_missing(
    qtbot: QtBot, index: DocumentIndex, indexing: Indexing
) -> None:
    (papers,) = index.collections()
    for document in index.documents(papers.key):
        index.take_out(document.key, papers.key)
    controller = indexing()
    heard = follow(controller)
    controller.look()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [IndexingStatus()]


def test_it_pauses_and_goes_on_where_it_was(
    qtbot: QtBot, index: DocumentIndex, indexing: Indexing, encoder: LocalModel
) -> None:
    controller = indexing(encoder)

    def interrupt(status: IndexingStatus) -> None:
        if status.done > 64 and status.state == "embedding":
            controller.pause()

    controller.changed.connect(interrupt)
    controller.look()
    qtbot.waitUntil(lambda: controller.status.state == "paused")
    identity = vectors.identities(index.reads)[0]
    qtbot.waitUntil(lambda: vectors.embedded(index.reads, identity)[0] > 64)  # what was made is kept
    controller.look()
    assert controller.status.state == "paused"
    controller.close()
    again = indexing(encoder)  # as after another start: nothing is remembered but the index
    heard = follow(again)
    again.look()
    qtbot.waitUntil(lambda: is_done(again))
    assert heard[0].done > 64


def test_what_is_forgotten_while_vectors_are_made_leaves_none(
    qtbot: QtBot, index: DocumentIndex, indexing: Indexing, encoder: LocalModel
) -> None:
    (papers,) = index.collections()
    document = index.documents(papers.key)[3]
    controller = indexing(encoder)
    done: list[bool] = []

    def forget(status: IndexingStatus) -> None:
        if status.done > 8 and not done:
            done.append(forget_documents(index, [document.key]).is_clean)

    controller.changed.connect(forget)
    controller.look()
    qtbot.waitUntil(lambda: bool(done) and is_done(controller))
    (identity,) = vectors.identities(index.reads)
    assert (done, vectors.embedded(index.reads, identity)) == ([True], (90, 90))
    assert document.name not in {one.title for one in search(index, "cat something", top=50)}


def test_another_model_makes_its_vectors_beside_those_that_serve(
    qtbot: QtBot, index: DocumentIndex, indexing: Indexing, encoder: LocalModel, tmp_path: Path
) -> None:
    other = read_model(write_encoder(tmp_path / "other.gguf", gguf.PoolingType.CLS))
    first = indexing(encoder)
    first.look()
    qtbot.waitUntil(lambda: is_done(first))
    first.close()
    (old,) = vectors.identities(index.reads)
    second = indexing(encoder, other, wanted=other.id)
    vector = asked(qtbot, second, "cat")
    assert vector is not None
    assert vector.identity == old
    second.look()
    qtbot.waitUntil(lambda: is_done(second))
    (new,) = vectors.identities(index.reads)
    assert new != old
    vector = asked(qtbot, second, "cat")
    assert vector is not None
    assert vector.identity == new


def test_it_waits_while_another_model_answers(
    qtbot: QtBot, pool: EnginePool, indexing: Indexing, encoder: LocalModel, tmp_path: Path
) -> None:
    endless = write_tiny(tmp_path / "endless.gguf", Tiny(text=None, context_length=1_000_000))
    engine = pool.get(endless)
    loop = QEventLoop()
    engine.changed.connect(lambda change: None if change.state is BackendState.LOADING else loop.quit())
    engine.load(endless, LoadOptions())
    loop.exec()
    answer = engine.generate("a", Sampling(max_tokens=1_000_000))
    controller = indexing(encoder)
    controller.look()
    qtbot.waitUntil(lambda: controller.status.state == "waiting")
    assert controller.status.done == 0
    answer.stop()
    qtbot.waitUntil(lambda: is_done(controller))
    engine.unload()


def test_a_model_that_cannot_be_loaded_is_told_and_tried_again(
    qtbot: QtBot, indexing: Indexing, tmp_path: Path
) -> None:
    path = write_encoder(tmp_path / "encoder.gguf", gguf.PoolingType.MEAN)
    whole = path.read_bytes()
    model = read_model(path)
    path.write_bytes(whole[:-4000])
    controller = indexing(model)
    controller.look()
    qtbot.waitUntil(lambda: controller.status.state == "failed")
    assert controller.status.problem
    path.write_bytes(whole)
    controller.resume()
    qtbot.waitUntil(lambda: is_done(controller))
    assert controller.status.problem == ""
