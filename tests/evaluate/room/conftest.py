"""An Evaluate room with real workers, tiny models, and a store in a temporary home."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.app import chats_to_test
from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.places import Place
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.evaluate.store import EvalStore
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.evaluate.pane import EvaluatePane
from explorer.rooms.room_services import RoomServices
from tests.evaluate.room.making import FENCED, FENCES
from tests.models.tiny import Tiny, write_tiny
from tests.room_services import core_services, room_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "test")
BASE = "tiny/base/base-Q8_0.gguf"


@pytest.fixture(scope="session")
def eval_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One answers with JSON in a fence, the other has no chat template."""
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / FENCES, Tiny(text=FENCED, name="Fences"))
    write_tiny(folder / BASE, Tiny(text="goes on.", name="Base", template=None))
    return folder


@dataclass
class EvalRig:
    """The room's services; ``open`` builds a room on them, as each start of the app does."""

    qtbot: QtBot
    services: RoomServices
    messages: Messages
    store: EvalStore
    went: list[Place]
    rooms: list[EvaluatePane]

    def open(self) -> EvaluatePane:
        room = EvaluatePane(self.services)
        self.qtbot.addWidget(room)
        self.rooms.append(room)
        room.resize(1196, 768)
        room.show()
        return room

    def undo(self) -> None:
        """What the last message offers."""
        action = self.messages.all[-1].action
        assert action is not None
        action.run()


@pytest.fixture
def rig(
    qtbot: QtBot,
    look: Look,
    store: Store,
    settings: SettingsFile,
    tasks: Tasks,
    messages: Messages,
    paths: Paths,
    eval_models: Path,
) -> Iterator[EvalRig]:
    catalog = Catalog(tasks, store, eval_models)
    hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
    core, went = core_services(paths, settings, store, hub, MACHINE), list[Place]()
    pool = EnginePool(WorkerSupply(WORKER))
    services = room_services(core, tasks, messages, catalog, pool, went.append)
    services = replace(services, chats=chats_to_test(core))
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    made = EvalRig(qtbot, services, messages, EvalStore(store), went, [])
    yield made
    for room in made.rooms:
        room.close_room()
    services.close()
    services.downloads.close()
    pool.close()
