"""A library on a real disk: tiny models, a real store, a real catalog."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.local_model import Integrity, Origin
from explorer.domain.places import Place
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.catalog import Catalog
from explorer.local.models.origin_record import FileRecord, OriginRecord, read_record, write_record
from explorer.rooms.library.pane import LibraryPane
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage
from tests.room_services import WordsAlone, close_documents, core_services, room_services

REPO = "Tester/Tiny-GGUF"
MACHINE = Machine(16_000_000_000, 8_000_000_000, 4, "test")


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put_model(
    models: Path,
    name: str = "Tiny",
    *,
    repo: str = "",
    sha256: str | None = None,
    intact: Integrity = Integrity.UNCHECKED,
    license_id: str = "apache-2.0",
) -> Path:
    """A tiny model as a download leaves it; ``sha256`` ``None`` records the true hash, "" none.

    ``repo`` "" is one of this name: "Tester/Tiny-GGUF".
    """
    repo = repo or f"Tester/{name.replace(' ', '-')}-GGUF"
    file = f"{name.replace(' ', '-')}-Q4_K_M.gguf"
    path = write_tiny(models / repo / file, Tiny(name=name, metadata={"general.license": license_id}))
    noted = FileRecord(
        path=file,
        commit="c0ffee",
        size=path.stat().st_size,
        sha256=sha256_of(path) if sha256 is None else sha256,
        kept_at=datetime.now(UTC),
        intact=intact,
    )
    record = read_record(path.parent) or OriginRecord(repo=repo, endpoint="", origin=Origin.HUB)
    write_record(path.parent, record.with_file(noted))
    return path


def note_projector(path: Path) -> None:
    """As a download of it notes it."""
    record = read_record(path.parent)
    assert record is not None
    file = FileRecord.of(path.name, path, commit="c0ffee", sha256=sha256_of(path), measured=sha256_of(path))
    write_record(path.parent, record.with_file(file))


def noted(path: Path) -> FileRecord:
    """What the record beside a file says of it."""
    record = read_record(path.parent)
    assert record is not None
    found = record.file(path.name)
    assert found is not None
    return found


class LoadedFiles(EnginePool):
    """A pool that is told what is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[Path] = set()

    def is_in_use(self, path: Path) -> bool:
        return path in self.files

    def unload(self, path: Path) -> None:
        self.files.discard(path)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def around(tmp_path: Path) -> AppEnvironment:
    """A home where other programs may keep their models."""
    return AppEnvironment({}, tmp_path / "home", "linux")


@pytest.fixture
def endpoint() -> list[str]:
    """The address of a hub, if a test puts one there; without it the app is offline."""
    return [""]


@pytest.fixture
def open_room(
    qtbot: QtBot,
    look: Look,
    paths: Paths,
    tasks: Tasks,
    store: Store,
    settings: SettingsFile,
    messages: Messages,
    models: Path,
    around: AppEnvironment,
    endpoint: list[str],
) -> Iterator[Callable[[], LibraryPage]]:
    """Builds and shows the pane over what is in ``models`` now, and waits for the first scan."""
    opened: list[LibraryPage] = []

    def open_() -> LibraryPage:
        catalog = Catalog(tasks, store, models, around)
        hub = Hub(endpoint[0], lambda: not endpoint[0], ResponseCache(store))
        trashed: list[Path] = []
        went: list[Place] = []
        pool = LoadedFiles()

        def trash(path: Path) -> bool:
            trashed.append(path)
            path.unlink()
            return True

        core = core_services(paths, settings, store, hub, MACHINE)
        services = room_services(core, tasks, messages, catalog, pool, went.append)
        services.__dict__["indexing"] = WordsAlone()
        room = LibraryPage(LibraryPane(services, trash), services, models, trashed, pool.files, went)
        opened.append(room)
        qtbot.addWidget(room.pane)
        room.pane.resize(1204, 768)
        room.pane.show()
        catalog.rescan()
        qtbot.waitUntil(lambda: catalog.is_ready)
        return room

    yield open_
    for room in opened:
        room.pane.close_room()
        room.downloads.close()
        room.services.pool.close()
        room.pane.hide()
        room.services.close()
        close_documents(room.services.core, tasks)
