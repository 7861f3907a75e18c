"""A models folder with tiny models, and a hub that has one to give."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Tiny-Meadow-GGUF"
CARD = "---\nlicense: apache-2.0\nbase_model: meadow-ai/Tiny-Meadow\n---\n# Tiny Meadow\n"


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    folder = tmp_path / "hub" / REPO
    write_tiny(folder / "tiny-meadow-Q4_K_M.gguf", Tiny(text="Hello from the meadow.", name="Tiny Meadow"))
    (folder / "README.md").write_text(CARD)
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def hub(test_hub: TestHub, store: Store) -> Hub:
    return Hub(test_hub.endpoint, lambda: False, ResponseCache(store))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """An empty models folder."""
    folder = tmp_path / "models"
    folder.mkdir()
    return folder
