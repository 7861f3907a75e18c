"""A room Help me choose without a network, with its store in a temporary home."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.theme import Look
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.room_services import RoomServices
from explorer.services import Core
from tests.pages.choose import ChooseRoom
from tests.room_services import core_services

MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "test")

type OpenRoom = Callable[[], ChooseRoom]


@pytest.fixture
def core(store: Store, settings: SettingsFile, paths: Paths) -> Core:
    hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
    return core_services(paths, settings, store, hub, MACHINE)


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
