"""The services that a room in a test works with, around the few that the test brings."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.app import given_answers
from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.documents.consents import DocumentConsents
from explorer.documents.index.store import DocumentIndex
from explorer.documents.indexing_controller import IndexingStatus
from explorer.domain.places import Place
from explorer.engine.backends import Backends
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.request_thread import RequestThread
from explorer.hub.client import Hub
from explorer.kit.current_work import CurrentWork
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.measurements import MeasurementStore
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.rooms.room_services import RoomServices
from explorer.serve.server_controller import ServerController
from explorer.services import Core
from tests.keys import MemoryKeys


class WordsAlone(QObject):
    """In place of the indexing of documents: there is no embedding model, and words alone count."""

    changed = Signal(object)
    status = IndexingStatus()

    def look(self) -> None:
        """How it stands is told a moment later in any case, as by the real one."""
        QTimer.singleShot(0, self, lambda: self.changed.emit(self.status))

    def question(self, _beside: Sequence[DocumentIndex] = ()) -> "WordsAlone":
        return self

    def ask(self, _question: str, heard: Callable[[None], None]) -> None:
        heard(None)

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


def room_services(
    core: Core,
    tasks: Tasks,
    messages: Messages,
    catalog: Catalog,
    pool: EnginePool,
    go: Callable[[Place], None],
) -> RoomServices:
    """Whoever asks for them closes the downloads and the pool."""
    downloads = Downloads(tasks, core.store, core.hub, catalog)
    journal = catalog.models_folder.parent / "moving.json"
    mover = FolderMover(tasks, catalog, downloads, core.settings, journal)
    answers, working = given_answers(core), CurrentWork()
    backends = Backends(pool)
    server = ServerController(core, tasks, catalog, backends, working)
    return RoomServices(
        core, tasks, messages, catalog, downloads, mover, pool, backends, working, go, server, answers
    )


def close_documents(core: Core, tasks: Tasks) -> None:
    """If a test opened their index: once nothing in the background works with it."""
    if "documents" in core.__dict__:
        tasks.close()
        core.documents.close()


def core_services(paths: Paths, settings: SettingsFile, store: Store, hub: Hub, machine: Machine) -> Core:
    estimates = Estimates(MeasurementStore(store), machine)
    endpoints = Endpoints(store, settings.is_offline, MemoryKeys())
    drivers, requests = DriverFailures(paths.drivers), RequestThread(settings.is_offline)
    consents = DocumentConsents(store)
    endpoints.changed.add(consents.keep_only)
    return Core(
        paths, settings, store, hub, machine, estimates, drivers, endpoints, requests, consents=consents
    )
