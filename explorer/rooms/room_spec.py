"""What the window knows of a room before it is built.

The list of rooms is ``domain.places.Room``; each is described by ``SPEC`` in ``rooms/<id>/room.py``, which is
light: the room itself is imported when it is built.
"""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.domain.places import Room
from explorer.domain.words import Words

if TYPE_CHECKING:
    from explorer.kit.room_pane import RoomPane
    from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class RoomKey:
    """What keys do in a room, told without building it; a test holds it against the room's commands.

    ``keys`` as in ``Action.shortcut``.
    """

    words: Words
    keys: str


@dataclass(frozen=True)
class RoomSpec:
    """A room of the window. ``go_words`` name the command that leads there, ``keys`` do it.

    ``pane``: the class in ``rooms/<id>/pane.py``.
    """

    room: Room
    name: Words
    go_words: Words
    icon: str
    keys: str
    pane: str
    room_keys: tuple[RoomKey, ...]  # in the order in which the room tells them
    imported_late: frozenset[str] = frozenset()  # modules that the room imports only when they are asked for
    is_at_foot: bool = False  # of the rail
    below: Room | None = None  # the room whose button of the rail leads to it too

    def build(self, services: "RoomServices") -> "RoomPane":
        module = importlib.import_module(f"explorer.rooms.{self.room}.pane")
        built: RoomPane = getattr(module, self.pane)(services)
        built.start()
        return built


def spec_of(room: Room) -> RoomSpec:
    spec: RoomSpec = importlib.import_module(f"explorer.rooms.{room}.room").SPEC
    return spec
