"""A playground with real workers, tiny models and a store in a temporary home."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.included_models import GEMMA3
from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.model import Model
from explorer.domain.places import Place, Room
from explorer.engine.backends import BackendProvider, Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.local.models.catalog import Catalog
from explorer.local.models.origin_record import FileRecord, OriginRecord, write_record
from explorer.rooms.playground.pane import PlaygroundPane
from explorer.rooms.room_services import RoomServices
from explorer.services import Core
from tests.models.tiny import Tiny, write_tiny
from tests.pages.playground import PlaygroundPage
from tests.room_services import WordsAlone, close_documents, core_services, room_services

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
SAID = "Hello there, this is a tiny model."


@pytest.fixture(autouse=True)
def _always_a_look(look: Look) -> None:
    """No widget can be painted without one."""


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat model that says SAID, one that babbles for ever, and a base model."""
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / "tiny/chat/Tiny-chat-Q8_0.gguf", Tiny(text=SAID, name="Tiny chat"))
    write_tiny(
        folder / "tiny/endless/endless-Q8_0.gguf", Tiny(text=None, name="Endless", context_length=100_000)
    )
    write_tiny(folder / "tiny/base/Tiny-base-Q8_0.gguf", Tiny(text=SAID, name="Tiny base", template=None))
    return folder


class Table:
    """A playground under test, and the services around it."""

    def __init__(self, qtbot: QtBot, core: Core, tasks: Tasks, messages: Messages) -> None:
        self.qtbot, self.core, self.tasks, self.messages = qtbot, core, tasks, messages
        self.store, self.settings, self.estimates = core.store, core.settings, core.estimates
        self.rules = SettingsPoolPolicy(self.estimates, self.settings)
        self.pool = EnginePool(WorkerSupply(WORKER), self.rules)
        self.pool.uses.add(self.rules.learn)
        self.providers: tuple[BackendProvider, ...] = ()
        self.others: tuple[Model, ...] = ()  # that lie in no file
        self.places: list[Place] = []
        self.downloads: list[Downloads] = []  # of each time it was opened
        self.opened: list[RoomServices] = []
        self.embeds = False  # with the included embedding model; it costs a second
        self.pane: PlaygroundPane
        self.page: PlaygroundPage
        self.catalog: Catalog

    def open(self, models: Path) -> PlaygroundPane:
        """A pane as after a start of the app, its catalog read."""
        self.catalog = Catalog(self.tasks, self.store, models)
        self.catalog.offer(self.others)
        services = room_services(
            self.core, self.tasks, self.messages, self.catalog, self.pool, self.places.append
        )
        self.downloads.append(services.downloads)
        services = replace(services, backends=Backends(self.pool, *self.providers))
        if not self.embeds:
            services.__dict__["indexing"] = WordsAlone()
            services.__dict__["indexing_of"] = lambda _index: WordsAlone()
        self.opened.append(services)
        self.pane = PlaygroundPane(services)
        self.page = PlaygroundPage(self.pane)
        self.qtbot.addWidget(self.pane)
        self.pane.setMinimumSize(1, 1)  # as in the window, whose smallest size is its own
        self.pane.resize(1204, 768)
        self.pane.show()
        self.catalog.rescan()
        self.wait(lambda: self.catalog.is_ready)
        return self.pane

    def use(self, name: str) -> LocalModel:
        """Go to the room with this model, and wait until it is loaded."""
        model = next(m for m in self.catalog.models if m.name == name)
        self.pane.show_place(Place(Room.PLAYGROUND, model=model))
        self.wait(lambda: self.pool.get(model.path).model is not None)
        return model

    def choose(self, name: str) -> LocalModel:
        """Pick this model without loading it."""
        model = next(m for m in self.catalog.models if m.name == name)
        self.page.pick(model)
        return model

    @property
    def field(self) -> QTextEdit:
        found = self.pane.findChild(QTextEdit, "composer")
        assert isinstance(found, QTextEdit)
        return found

    def send(self, text: str) -> None:
        """Type and press Enter."""
        self.field.setPlainText(text)
        QTest.keyClick(self.field, Qt.Key.Key_Return)

    def ask(self, text: str) -> str:
        """Send, and wait for the whole answer."""
        self.send(text)
        self.wait(lambda: not self.pane.is_busy())
        return self.pane.last_answer()

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def close(self) -> None:
        self.pane.close_room()
        for downloads in self.downloads:
            downloads.close()
        self.pool.close()
        for services in self.opened:
            services.close()
        close_documents(self.core, self.tasks)


@pytest.fixture
def table(
    qtbot: QtBot, paths: Paths, store: Store, settings: SettingsFile, tasks: Tasks, messages: Messages
) -> Iterator[Table]:
    hub = Hub("http://127.0.0.1:9", lambda: True, ResponseCache(store))
    machine = Machine(
        16_000_000_000, 12_000_000_000, 2, "test"
    )  # of its own: some tests take its memory away
    core = core_services(paths, settings, store, hub, machine)
    store.set_state("playground.controls", '{"version": 1, "temperature": 0.0, "max_tokens": 64}')
    built = Table(qtbot, core, tasks, messages)
    yield built
    built.close()


def mark_included(folder: Path, file: str) -> None:
    """Say of a file that it came with the app, under the terms of Gemma."""
    from datetime import UTC, datetime

    size = (folder / file).stat().st_size
    record = FileRecord(path=file, commit="", size=size, sha256="", kept_at=datetime.now(UTC))
    write_record(folder, OriginRecord(repo=GEMMA3.repo, endpoint="", origin=Origin.INCLUDED, files=(record,)))
