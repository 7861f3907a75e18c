"""A Compare room with real workers, tiny models, a store in a temporary home and a Hub out of reach."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.generation import Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.engine.backends import BackendProvider, Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.compare.pane import ComparePane
from explorer.rooms.room_services import RoomServices
from explorer.services import Core
from tests.models.tiny import Tiny, write_tiny
from tests.room_services import core_services, room_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "test")


ONE, TWO, ENDLESS = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "two", "endless"))


@pytest.fixture(scope="session")
def written_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    mit = {"general.license": "mit"}
    one = Tiny(text="One says this.", name="One", metadata=mit)
    write_tiny(folder / "tiny/one/one-Q8_0.gguf", one)
    write_tiny(folder / "tiny/two/two-Q8_0.gguf", Tiny(text="Two says that.", name="Two", template=None))
    write_tiny(
        folder / "tiny/endless/endless-Q8_0.gguf", Tiny(text=None, name="Endless", context_length=100_000)
    )
    return folder


@dataclass
class Around:
    """The room's services; ``open`` builds a room on them, as each start of the app does."""

    qtbot: QtBot
    core: Core
    tasks: Tasks
    messages: Messages
    catalog: Catalog
    pool: EnginePool
    given: RoomServices
    went: list[Place]
    rooms: list[ComparePane]
    providers: tuple[BackendProvider, ...] = ()

    @property
    def store(self) -> Store:
        return self.core.store

    @property
    def settings(self) -> SettingsFile:
        return self.core.settings

    def services(self) -> RoomServices:
        return replace(self.given, backends=Backends(self.pool, *self.providers))

    def open(self) -> ComparePane:
        room = ComparePane(self.services())
        self.qtbot.addWidget(room)
        self.rooms.append(room)
        room.resize(1204, 768)
        room.show()
        return room


def model(around: Around, reference: str) -> LocalModel:
    found = around.catalog.find(reference)
    assert found is not None
    return found


def add(around: Around, room: ComparePane, *references: str) -> None:
    for reference in references:
        room.show_place(Place(Room.COMPARE, model=model(around, reference)))
    wanted = len(room.columns()) + len(references)
    around.qtbot.waitUntil(lambda: len(room.columns()) == min(wanted, len(references)), timeout=5000)


@pytest.fixture
def around(
    qtbot: QtBot,
    look: Look,
    store: Store,
    settings: SettingsFile,
    tasks: Tasks,
    messages: Messages,
    paths: Paths,
    written_models: Path,
    tmp_path: Path,
) -> Iterator[Around]:
    folder = tmp_path / "models"
    shutil.copytree(written_models, folder)
    catalog = Catalog(tasks, store, folder)
    hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
    core, went = core_services(paths, settings, store, hub, MACHINE), list[Place]()
    pool = EnginePool(WorkerSupply(WORKER))
    services = room_services(core, tasks, messages, catalog, pool, went.append)
    made = Around(qtbot, core, tasks, messages, catalog, pool, services, went, [])
    # Greedy, so that a scripted model says its words; long, so that an endless one can be stopped.
    sampling = Sampling(max_tokens=4000, temperature=0.0)
    store.set_state("compare.sampling", msgspec.json.encode(sampling).decode())
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    yield made
    for room in made.rooms:
        room.close_room()
    services.downloads.close()
    pool.close()
