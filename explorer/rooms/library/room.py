"""The entry of the Library: its word, icon and keys, and how it is built."""

from typing import TYPE_CHECKING

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

if TYPE_CHECKING:
    from explorer.kit.room_pane import RoomPane
    from explorer.rooms.room_services import RoomServices


def _build(services: "RoomServices") -> "RoomPane":
    from explorer.rooms.library.pane import LibraryPane  # noqa: PLC0415  the window is on the screen before that

    return LibraryPane(services)


SPEC = RoomSpec(
    Room.LIBRARY,
    Words("Library"),
    Words("Go to the Library"),
    icon="library",
    keys="Ctrl+2",
    build=_build,
    room_keys=(
        RoomKey(Words("Find a model here"), "Ctrl+F"),
        RoomKey(Words("Import models…"), "Ctrl+O"),
        RoomKey(Words("Delete the chosen model…"), "Del"),
        RoomKey(Words("Print these facts…"), "Ctrl+P"),
    ),
    imported_late=frozenset({"explorer.rooms.library.pages.sheet_content"}),
)
