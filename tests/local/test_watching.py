"""What others do to the folders with models is seen without a restart."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.kit.folder_watch import FolderWatch
from explorer.kit.tasks import Tasks
from explorer.local.models.catalog import Catalog, CatalogWatch
from tests.models.tiny import Tiny, write_tiny


@pytest.fixture
def catalog(tasks: Tasks, store: Store, models: Path, qtbot: QtBot) -> Iterator[Catalog]:
    """Of a folder with one model, which is watched."""
    write_tiny(models / "a" / "one" / "One-Q8_0.gguf", Tiny(name="One"))
    catalog = Catalog(tasks, store, models)
    watch = CatalogWatch(catalog, FolderWatch(tasks))
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    yield catalog
    watch.close()


def _names(catalog: Catalog) -> list[str]:
    return [model.name for model in catalog.models]


def test_a_file_that_comes_or_goes_is_seen(catalog: Catalog, models: Path, qtbot: QtBot) -> None:
    second = write_tiny(models / "a" / "one" / "Two-Q8_0.gguf", Tiny(name="Two", seed=1))
    qtbot.waitUntil(lambda: _names(catalog) == ["One", "Two"])
    second.unlink()
    qtbot.waitUntil(lambda: _names(catalog) == ["One"])


def test_the_only_file_of_a_folder_is_seen_when_it_comes_back(
    catalog: Catalog, models: Path, qtbot: QtBot
) -> None:
    only, elsewhere = models / "a" / "one" / "One-Q8_0.gguf", models.parent / "elsewhere.gguf"
    only.rename(elsewhere)
    qtbot.waitUntil(lambda: not catalog.models)
    elsewhere.rename(only)
    qtbot.waitUntil(lambda: _names(catalog) == ["One"])


def test_a_file_in_a_new_folder_beside_others_is_seen(catalog: Catalog, models: Path, qtbot: QtBot) -> None:
    made = write_tiny(models.parent / "new" / "Two-Q8_0.gguf", Tiny(name="Two", seed=1))
    made.parent.rename(models / "a" / "two")
    qtbot.waitUntil(lambda: _names(catalog) == ["One", "Two"])


def test_a_file_in_a_new_folder_is_seen(catalog: Catalog, models: Path, qtbot: QtBot) -> None:
    made = write_tiny(models.parent / "new" / "Two-Q8_0.gguf", Tiny(name="Two", seed=1))
    made.parent.rename(models / "new")
    qtbot.waitUntil(lambda: _names(catalog) == ["One", "Two"])


def test_a_file_that_is_copied_in_slowly_is_whole_in_the_end(
    catalog: Catalog, models: Path, qtbot: QtBot
) -> None:
    whole = write_tiny(models.parent / "Two-Q8_0.gguf", Tiny(name="Two", seed=1)).read_bytes()
    target = models / "a" / "one" / "Two-Q8_0.gguf"
    with target.open("wb") as file:
        file.write(whole[:-1000])
        file.flush()
        os.fsync(file.fileno())
        qtbot.waitUntil(lambda: any(model.problem for model in catalog.models))
        file.write(whole[-1000:])
    qtbot.waitUntil(lambda: not any(model.problem for model in catalog.models))


def test_a_hint_without_a_change_tells_nobody(catalog: Catalog, qtbot: QtBot) -> None:
    told: list[object] = []
    catalog.changed.add(told.append)
    looked = catalog.looks
    catalog.look_again()
    qtbot.waitUntil(lambda: catalog.looks > looked)
    assert told == []
