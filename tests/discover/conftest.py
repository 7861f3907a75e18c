"""A hub with a few repos, and a pane over it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session
from pytestqt.qtbot import QtBot

from explorer.base.listeners import Listeners
from explorer.base.machine import Machine
from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.places import Place
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.measurements import MeasurementStore
from explorer.local.models.catalog import Catalog
from explorer.rooms.discover.pane import DiscoverPane
from explorer.rooms.discover.services import DiscoverServices
from explorer.transparency.licensing.licenses import Licenses
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

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


@pytest.fixture(autouse=True)
def own_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token of the person who runs the tests."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # before the library is imported below
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))


class Offline:
    """Offline mode as the settings would hold it."""

    def __init__(self) -> None:
        self.on = False
        self.changed: Listeners[Settings] = Listeners()

    def __call__(self) -> bool:
        return self.on

    def switch(self, *, on: bool) -> None:
        self.on = on
        self.changed.emit(Settings(offline=on))


@pytest.fixture
def offline() -> Offline:
    return Offline()


class Visits:
    """Where the pane wanted to go."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def go(self, place: Place) -> None:
        self.places.append(place)


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def hub(test_hub: TestHub, store: Store, offline: Offline) -> Iterator[Hub]:
    yield Hub(test_hub.endpoint, offline, ResponseCache(store))
    close_session()


@pytest.fixture
def services(
    hub: Hub,
    store: Store,
    tasks: Tasks,
    licenses: Licenses,
    machine: Machine,
    visits: Visits,
    offline: Offline,
    tmp_path: Path,
) -> Iterator[DiscoverServices]:
    catalog = Catalog(tasks, store, tmp_path / "models")
    downloads = Downloads(tasks, store, hub, catalog)
    yield DiscoverServices(
        hub=hub,
        tasks=tasks,
        store=store,
        catalog=catalog,
        downloads=downloads,
        licenses=licenses,
        machine=machine,
        estimates=Estimates(MeasurementStore(store), machine),
        go=visits.go,
        is_offline=offline,
        settings_changed=offline.changed,
    )
    downloads.close()


type OpenRoom = Callable[[], DiscoverPane]


@pytest.fixture
def open_room(qtbot: QtBot, look: Look, services: DiscoverServices) -> Iterator[OpenRoom]:
    """Builds and shows the room as it was left, and waits for its list."""
    opened: list[DiscoverPane] = []

    def open_() -> DiscoverPane:
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
        return built

    yield open_
    opened[-1].close_room()
    opened[-1].hide()


@pytest.fixture
def pane(open_room: OpenRoom) -> DiscoverPane:
    return open_room()
