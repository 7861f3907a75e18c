"""The services of a room before a test hub, on a machine with 16 GB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.places import Place
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.models.catalog import Catalog
from explorer.rooms.room_services import RoomServices
from explorer.services import Core
from tests.choose.proposing.repos import BILLION, write_repos
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.room_services import core_services, room_services


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
def went() -> list[Place]:
    return []


@pytest.fixture
def services(
    core: Core, tasks: Tasks, messages: Messages, went: list[Place], tmp_path: Path
) -> Iterator[RoomServices]:
    catalog = Catalog(tasks, core.store, tmp_path / "models")
    built = room_services(core, tasks, messages, catalog, EnginePool(), went.append)
    yield built
    built.downloads.close()
    built.pool.close()
