"""The running app goes on with documents: it follows folders, and embeds what came."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import gguf
import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.store import MEMORY
from explorer.documents.index.search import search
from explorer.documents.index.store import DocumentIndex
from tests.models.encoder import write_encoder
from tests.tour.driver import Driver


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A folder that an earlier run follows."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lease.txt").write_text("the cat sat")
    with closing(DocumentIndex(Paths(tmp_path / "home").documents)) as index:
        index.create("Papers", "folder", str(folder))
    return folder


@pytest.fixture
def app(qapp: QApplication, followed: Path, tmp_path: Path) -> Iterator[Driver]:
    write_encoder(tmp_path / "home" / "models" / "own" / "encoder.gguf", gguf.PoolingType.MEAN)
    driver = Driver(tmp_path / "home")
    yield driver
    driver.close()


def test_a_folder_is_followed_and_what_comes_is_embedded(app: Driver, followed: Path) -> None:
    services = app.app.services
    index = app.app.core.documents

    def names() -> set[str]:
        (papers,) = index.collections()
        return {one.name for one in index.documents(papers.key) if one.state == "read"}

    app.wait(lambda: bool(app.app.catalog.models), "the models")
    services.indexing.look()
    services.followed_folders.look()
    app.wait(lambda: services.indexing.status.done == 1, "the vector of what lay there")
    (followed / "2026").mkdir()
    (followed / "2026" / "letter.txt").write_text("something else")
    app.wait(lambda: names() == {"lease.txt", "letter.txt"}, "what came")
    app.wait(lambda: services.indexing.status.done == 2, "its vector")
    assert [one.title for one in search(index, "something")] == ["letter.txt"]
    services.indexing.pause()
    (followed / "late.txt").write_text("the dog ran")
    app.wait(lambda: "late.txt" in names(), "what came while it is paused")
    again = replace(services).indexing_of(index)  # as after another start
    app.wait(lambda: again.status.total == 3, "it looked")
    assert (again.status.state, again.status.done) == ("paused", 2)
    again.close()
    (paused := services.indexing_of(memory := DocumentIndex(MEMORY))).look()  # of a temporary chat
    states = [paused.status.state]
    services.indexing.resume()
    states.append(paused.status.state)
    assert states == ["paused", "idle"]
    services.indexing.pause()
    paused.resume()
    assert services.core.store.get_state("documents.paused") == "1"
    paused.close()
    memory.close()
    services.indexing.resume()
    app.wait(lambda: services.indexing.status.done == 3, "it goes on")
    followed.rename(followed.with_name("away"))
    services.followed_folders.look()
    app.wait(lambda: bool(services.followed_folders.problems), "the folder is missed")
    assert names() == {"lease.txt", "letter.txt", "late.txt"}
    index.follow(index.collections()[0].key, is_stopped=True)
    services.followed_folders.look()
    app.wait(lambda: not services.followed_folders.problems, "it is not followed, so not missed")
