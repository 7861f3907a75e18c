"""The services that the Settings work with."""

from dataclasses import dataclass

from explorer.base.machine import Machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.rooms.settings.index import AppSetting, all_settings


@dataclass(frozen=True)
class SettingsServices:
    """Services, built once by the app."""

    settings: SettingsFile
    paths: Paths
    machine: Machine
    store: Store
    hub: Hub
    tasks: Tasks
    catalog: Catalog
    mover: FolderMover
    pool: EnginePool
    messages: Messages


def setting(key: str) -> AppSetting:
    """One entry of the index. An unknown key is a StopIteration: a bug."""
    return next(one for one in all_settings() if one.key == key)
