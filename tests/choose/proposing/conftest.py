"""A proposer before a test hub, on a machine with 16 GB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.proposing.proposer import Proposer
from explorer.domain.model import Model
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.services import Core
from tests.choose.proposing.repos import BILLION, write_repos
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.room_services import core_services


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    write_repos(root)
    return root


@pytest.fixture
def test_hub(root: Path) -> Iterator[TestHub]:
    with TestHub(root, tokens={"hf_member": set()}) as hub:
        yield hub


@pytest.fixture
def core(test_hub: TestHub, store: Store, settings: SettingsFile, paths: Paths) -> Core:
    hub = Hub(test_hub.endpoint, settings.is_offline, ResponseCache(store))
    machine = Machine(memory_total=16 * BILLION, memory_available=12 * BILLION, cores=4, processor="Test")
    return core_services(paths, settings, store, hub, machine)


@pytest.fixture
def models() -> list[Model]:
    """What can be asked; a test puts its own into it."""
    return []


@pytest.fixture
def proposer(core: Core, models: list[Model]) -> Proposer:
    return Proposer(core, lambda: models)
