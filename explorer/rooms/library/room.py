"""The entry of the Library: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.LIBRARY,
    Words("Library"),
    Words("Go to the Library"),
    icon="library",
    keys="Ctrl+2",
    pane="LibraryPane",
    room_keys=(
        RoomKey(Words("Find a model here"), "Ctrl+F"),
        RoomKey(Words("Import models…"), "Ctrl+O"),
        RoomKey(Words("Delete the chosen model…"), "Del"),
        RoomKey(Words("Print these facts…"), "Ctrl+P"),
    ),
    imported_late=frozenset({"explorer.rooms.library.pages.sheet_content"}),
)
