"""A hub with a few repos, and a pane over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

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
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.discover.pane import DiscoverPane
from explorer.rooms.room_services import RoomServices
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.pages.discover import DiscoverPage
from tests.room_services import core_services, room_services

GB = 1_000_000_000
GATED = "gate/Shut-GGUF"
CARD = b"---\nlicense: apache-2.0\ndatasets:\n- example/text\n---\n# Meadow\n"


@pytest.fixture
def machine() -> Machine:
    return Machine(memory_total=16 * GB, memory_available=12 * GB, cores=4, processor="Test")


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    root = tmp_path / "hub"
    gguf = {"total": 1_720_000_000, "architecture": "llama", "context_length": 32768}
    make_repo(root, "meadow/Meadow-GGUF", {"m-Q4_K_M.gguf": 300, "README.md": CARD}, downloads=900, gguf=gguf)
    huge = {"total": 671_000_000_000, "architecture": "llama", "context_length": 4096}
    make_repo(root, "titan/Titan-GGUF", {"t-Q4_K_M.gguf": 300}, downloads=100, gguf=huge)
    make_repo(root, "quiet/Plain-GGUF", {"p.gguf": 300}, downloads=10)
    with TestHub(root, tokens={"hf_member": {GATED}, "hf_stranger": set()}) as hub:
        yield hub


@pytest.fixture
def went() -> list[Place]:
    """Where the room sent the window."""
    return []


@pytest.fixture
def hub(test_hub: TestHub, store: Store, settings: SettingsFile) -> Hub:
    return Hub(test_hub.endpoint, settings.is_offline, ResponseCache(store))


@pytest.fixture
def services(
    hub: Hub,
    store: Store,
    tasks: Tasks,
    paths: Paths,
    settings: SettingsFile,
    messages: Messages,
    machine: Machine,
    went: list[Place],
    tmp_path: Path,
) -> Iterator[RoomServices]:
    core = core_services(paths, settings, store, hub, machine)
    catalog = Catalog(tasks, store, tmp_path / "models")
    built = room_services(core, tasks, messages, catalog, EnginePool(), went.append)
    yield built
    built.downloads.close()
    built.pool.close()


type OpenRoom = Callable[[], DiscoverPage]


@pytest.fixture
def open_room(qtbot: QtBot, look: Look, services: RoomServices) -> Iterator[OpenRoom]:
    """Builds and shows the room as it was left, and waits for its list."""
    opened: list[DiscoverPane] = []

    def open_() -> DiscoverPage:
        for before in opened:
            before.close_room()
            before.hide()
        built = DiscoverPane(services)
        opened.append(built)
        qtbot.addWidget(built)
        built.resize(1204, 768)
        built.show()
        built.start()
        qtbot.waitUntil(lambda: bool(built.session.search.state.lines))
        return DiscoverPage(built)

    yield open_
    opened[-1].close_room()
    opened[-1].hide()


@pytest.fixture
def page(open_room: OpenRoom) -> DiscoverPage:
    return open_room()
