"""The entry of Discover: its word, icon and keys, and how it is built."""

from typing import TYPE_CHECKING

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

if TYPE_CHECKING:
    from explorer.kit.room_pane import RoomPane
    from explorer.rooms.room_services import RoomServices


def _build(services: "RoomServices") -> "RoomPane":
    from explorer.rooms.discover.pane import DiscoverPane  # noqa: PLC0415  the window is on the screen before

    pane = DiscoverPane(services)
    pane.start()
    return pane


SPEC = RoomSpec(
    Room.DISCOVER,
    Words("Discover"),
    Words("Go to Discover"),
    icon="search",
    keys="Ctrl+1",
    build=_build,
    room_keys=(
        RoomKey(Words("Search models"), "Ctrl+F"),
        RoomKey(Words("Ask the Hub again"), "F5"),
        RoomKey(Words("Print these facts…"), "Ctrl+P"),
    ),
)
