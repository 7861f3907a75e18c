"""Servers that end with the test."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from tests.models.tiny import Tiny, write_tiny
from tests.serve.served_core import Served, serve

SCRIPT = "Hello there, this is a tiny model. Ä ß 日本."


@pytest.fixture
def server(qapp: QApplication, paths: Paths, settings: SettingsFile, store: Store) -> Iterator[Served]:
    """With two models: ``scripted`` says SCRIPT, ``endless`` babbles."""
    folder = paths.models / "tests"
    folder.mkdir(parents=True)
    write_tiny(folder / "scripted.gguf", Tiny(text=SCRIPT))
    write_tiny(folder / "endless.gguf", Tiny(text=None, context_length=100_000))
    served = serve(paths, settings, store)
    yield served
    served.close()
