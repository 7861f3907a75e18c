"""What goes on in the app, handed to whatever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer.base.machine import Machine
from explorer.base.settings import SettingsFile
from explorer.domain.places import Go
from explorer.engine.pool import Pool
from explorer.hub.reach import Reach
from explorer.kit.messages import Messages
from explorer.local.downloads import Downloads


@dataclass(frozen=True)
class Going:
    """What the panel shows. ``name_of`` tells the name of the model in a file; ``knock`` asks the Hub
    whether it answers, and calls back when that is over.
    """

    downloads: Downloads
    pool: Pool
    settings: SettingsFile
    machine: Machine
    messages: Messages
    name_of: Callable[[Path], str]
    reach: Reach
    knock: Callable[[Callable[[], None]], None]
    go: Go
