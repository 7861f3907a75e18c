"""The entry of Discover: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.DISCOVER,
    Words("Discover"),
    Words("Go to Discover"),
    icon="search",
    keys="Ctrl+1",
    pane="DiscoverPane",
    room_keys=(
        RoomKey(Words("Search models"), "Ctrl+F"),
        RoomKey(Words("Ask the Hub again"), "F5"),
        RoomKey(Words("Print these facts…"), "Ctrl+P"),
    ),
)
