"""The services that every room works with, built once by the app."""

from dataclasses import dataclass
from pathlib import Path

from explorer.domain.places import Go, Place, Room
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.kit.current_work import CurrentWork
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.services import Core


@dataclass(frozen=True)
class RoomServices:
    """Those without a screen are in ``core``."""

    core: Core
    tasks: Tasks
    messages: Messages
    catalog: Catalog
    downloads: Downloads
    mover: FolderMover
    pool: EnginePool
    backends: Backends
    working: CurrentWork
    go: Go

    def name_of(self, path: Path) -> str:
        """What the model in this file is called."""
        return next((model.name for model in self.catalog.models if model.path == path), path.stem)

    def find_models(self) -> None:
        """On the Hub."""
        self.go(Place(Room.DISCOVER))
