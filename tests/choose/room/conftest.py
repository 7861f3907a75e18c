"""A room Help me choose without a network, with its store in a temporary home."""

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
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.room_services import RoomServices
from tests.pages.choose import ChooseRoom
from tests.room_services import core_services, room_services

MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "test")

type OpenRoom = Callable[[], ChooseRoom]


@pytest.fixture
def went() -> list[Place]:
    return []


@pytest.fixture
def services(
    store: Store,
    settings: SettingsFile,
    tasks: Tasks,
    messages: Messages,
    paths: Paths,
    went: list[Place],
    tmp_path: Path,
) -> Iterator[RoomServices]:
    hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
    core = core_services(paths, settings, store, hub, MACHINE)
    catalog = Catalog(tasks, store, tmp_path / "models")
    built = room_services(core, tasks, messages, catalog, EnginePool(), went.append)
    yield built
    built.downloads.close()
    built.pool.close()


@pytest.fixture
def open_room(qtbot: QtBot, look: Look, services: RoomServices) -> Iterator[OpenRoom]:
    """Each as a start of the app builds it."""
    rooms: list[ChoosePane] = []

    def open_() -> ChooseRoom:
        room = ChoosePane(services)
        qtbot.addWidget(room)
        rooms.append(room)
        room.resize(1196, 768)
        room.show()
        return ChooseRoom(room)

    yield open_
    for room in rooms:
        room.close_room()
