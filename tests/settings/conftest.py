"""The settings room with real services: tiny models on a disk, a test hub, a token file of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.pane import SettingsPane
from explorer.services import models_folder
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny
from tests.room_services import core_services, room_services

MACHINE = Machine(16_000_000_000, 12_000_000_000, 4, "Test processor")


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    with TestHub(tmp_path / "hub", tokens={"hf_member": set()}) as hub:
        yield hub


@pytest.fixture
def services(
    qtbot: QtBot, tasks: Tasks, store: Store, paths: Paths, settings: SettingsFile, messages: Messages,
    test_hub: TestHub,
) -> Iterator[RoomServices]:  # fmt: skip
    write_tiny(paths.models / "lab" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf", Tiny(text="Hello.", name="Tiny"))
    hub = Hub(test_hub.endpoint, lambda: settings.current.offline, ResponseCache(store))
    catalog = Catalog(tasks, store, paths.models)

    def follow(_changed: object) -> None:
        catalog.look_in(models_folder(paths, settings.current))

    settings.changed.add(follow)
    core, went = core_services(paths, settings, store, hub, MACHINE), list[Place]()
    services = room_services(core, tasks, messages, catalog, EnginePool(), went.append)
    yield services
    services.server.close()
    services.core.requests.close()
    services.downloads.close()
    services.pool.close()


Open = Callable[[], SettingsPane]


@pytest.fixture
def open_pane(qtbot: QtBot, look: Look, services: RoomServices) -> Open:
    """Builds the room and shows it at the size of a small window."""

    def build() -> SettingsPane:
        pane = SettingsPane(services)
        qtbot.addWidget(pane, before_close_func=lambda p: p.close_room())
        pane.resize(1100, 700)
        pane.show()
        pane.show_place(Place(Room.SETTINGS))
        return pane

    return build


@pytest.fixture
def pane(open_pane: Open) -> SettingsPane:
    return open_pane()
