"""Servers that end with the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from tests.models.tiny import Tiny, write_tiny
from tests.serve.served_core import Served, serve

SCRIPT = "Hello there, this is a tiny model. Ä ß 日本."


@contextmanager
def served_at(home: Path) -> Iterator[Served]:
    """With two models: ``scripted`` says SCRIPT, ``endless`` babbles."""
    paths = Paths(home)
    folder = paths.models / "tests"
    folder.mkdir(parents=True)
    write_tiny(folder / "scripted.gguf", Tiny(text=SCRIPT))
    write_tiny(folder / "endless.gguf", Tiny(text=None, context_length=100_000))
    store = Store(paths.database)
    served = serve(paths, SettingsFile(paths.settings, pytest.fail), store)
    yield served
    served.close()
    store.close()


@pytest.fixture
def server(qapp: QApplication, tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path / "home") as served:
        yield served
