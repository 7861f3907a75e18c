"""The side with the candidates before a test hub, with one decision open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.decision import Decision
from explorer.choose.need import Need
from explorer.domain.places import Place
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.session import ChooseSession
from explorer.rooms.room_services import RoomServices
from tests.choose.candidates.page import CandidatesSide
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
def went() -> list[Place]:
    return []


@pytest.fixture
def services(
    test_hub: TestHub,
    store: Store,
    tasks: Tasks,
    paths: Paths,
    settings: SettingsFile,
    messages: Messages,
    went: list[Place],
    tmp_path: Path,
) -> Iterator[RoomServices]:
    hub = Hub(test_hub.endpoint, settings.is_offline, ResponseCache(store))
    machine = Machine(memory_total=16 * BILLION, memory_available=12 * BILLION, cores=4, processor="Test")
    core = core_services(paths, settings, store, hub, machine)
    catalog = Catalog(tasks, store, tmp_path / "models")
    built = room_services(core, tasks, messages, catalog, EnginePool(), went.append)
    yield built
    built.downloads.close()
    built.pool.close()


@pytest.fixture
def session(services: RoomServices) -> ChooseSession:
    return ChooseSession(services)


type OpenSide = Callable[[Need], CandidatesSide]


@pytest.fixture
def open_side(qtbot: QtBot, look: Look, session: ChooseSession) -> Iterator[OpenSide]:
    """Of a new decision with these answers."""
    opened: list[CandidatesPane] = []

    def open_(need: Need) -> CandidatesSide:
        session.begin("Letters", Decision(need))
        pane = CandidatesPane(session)
        opened.append(pane)
        qtbot.addWidget(pane)
        pane.resize(560, 768)
        pane.show()
        return CandidatesSide(pane, qtbot)

    yield open_
    for pane in opened:
        pane.close_side()
        pane.hide()
