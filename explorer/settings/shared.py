"""What the parts of the room work with."""

from dataclasses import dataclass

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.engine.pool import Pool
from explorer.hub.client import Hub
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.catalog import Catalog
from explorer.local.mover import Mover
from explorer.settings.index import Setting, all_settings


@dataclass(frozen=True)
class Shared:
    """Services, built once by the app."""

    settings: SettingsFile
    paths: Paths
    machine: Machine
    store: Store
    hub: Hub
    tasks: Tasks
    catalog: Catalog
    mover: Mover
    pool: Pool
    messages: Messages


def setting(key: str) -> Setting:
    """One entry of the index. An unknown key is a StopIteration: a bug."""
    return next(one for one in all_settings() if one.key == key)
