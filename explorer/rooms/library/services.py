"""The services that the Library works with."""

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
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.estimates import Estimates
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.transparency.licensing.licenses import Licenses


def _never() -> bool:
    return False


@dataclass(frozen=True)
class LibraryServices:
    """Services, built once by the app. ``in_use``: whether this file is loaded, which ``unload`` ends."""

    catalog: Catalog
    downloads: Downloads
    hub: Hub
    mover: FolderMover
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
