"""The services that the Playground works with."""

from dataclasses import dataclass

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.places import Go, Place, Room
from explorer.engine.backends import Backends
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.fit.estimates import Estimates
from explorer.local.models.catalog import Catalog


@dataclass(frozen=True)
class PlaygroundServices:
    """Services, built once by the app."""

    backends: Backends
    estimates: Estimates
    catalog: Catalog
    store: Store
    settings: SettingsFile
    tasks: Tasks
    messages: Messages
    go: Go

    def find_models(self) -> None:
        """On the Hub."""
        self.go(Place(Room.DISCOVER))
