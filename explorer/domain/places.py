"""Where the window can go: rooms hand each other a place, and never know one another."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from explorer.domain.local import LocalModel


class Room(StrEnum):
    DISCOVER = "discover"
    LIBRARY = "library"
    PLAYGROUND = "playground"
    COMPARE = "compare"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Place:
    """A room, and what it should show there: a local model, a repo of the Hub, or words to search."""

    room: Room
    model: LocalModel | None = None
    repo_id: str = ""
    search: str = ""


Go = Callable[[Place], None]
