"""What the Library works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.places import Go
from explorer.hub.client import Hub
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.local.downloads import Downloads
from explorer.local.estimates import Estimates
from explorer.local.mover import Mover
from explorer.transparency.licenses import Licenses


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Shared:
    """Services, built once by the app. ``in_use``: whether this file is loaded, which ``unload`` ends."""

    catalog: Catalog
    downloads: Downloads
    hub: Hub
    mover: Mover
    licenses: Licenses
    estimates: Estimates
    store: Store
    tasks: Tasks
    messages: Messages
    go: Go
    in_use: Callable[[Path], bool]
    unload: Callable[[Path], None]
    is_offline: Callable[[], bool] = _never
    settings_changed: Listeners[Settings] = field(default_factory=Listeners)
