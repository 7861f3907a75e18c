"""The services that the room Compare works with."""

from dataclasses import dataclass

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.places import Go
from explorer.engine.backends import Backends
from explorer.hub.client import Hub
from explorer.kit.current_work import CurrentWork
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.estimates import Estimates
from explorer.local.models.catalog import Catalog
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class CompareServices:
    """Services, built once by the app."""

    catalog: Catalog
    downloads: Downloads
    backends: Backends
    hub: Hub
    store: Store
    settings: SettingsFile
    licenses: Licenses
    machine: Machine
    estimates: Estimates
    tasks: Tasks
    messages: Messages
    working: CurrentWork
    go: Go
