"""The services that the activity panel shows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.domain.places import Go
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.reachability import Reach
from explorer.kit.messages import Messages
from explorer.local.download_queue.downloads import Downloads


@dataclass(frozen=True)
class ActivityServices:
    """What the panel shows. ``name_of`` tells the name of the model in a file; ``knock`` asks the Hub
    whether it answers, and calls back when that is over.
    """

    downloads: Downloads
    pool: EnginePool
    settings: SettingsFile
    machine: Machine
    messages: Messages
    name_of: Callable[[Path], str]
    reach: Reach
    knock: Callable[[Callable[[], None]], None]
    go: Go
