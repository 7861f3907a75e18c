"""The services that Discover works with."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.base.listeners import Listeners
from explorer.base.machine import Machine
from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.places import Go
from explorer.hub.client import Hub
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.estimates import Estimates
from explorer.local.models.catalog import Catalog
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class DiscoverServices:
    """Services, built once by the app."""

    hub: Hub
    tasks: Tasks
    store: Store
    catalog: Catalog
    downloads: Downloads
    licenses: Licenses
    machine: Machine
    estimates: Estimates
    go: Go
    is_offline: Callable[[], bool]
    settings_changed: Listeners[Settings]
