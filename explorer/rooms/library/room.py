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
    imported_late=frozenset(
        {
            "explorer.rooms.library.pages.sheet_content",
            "explorer.rooms.library.documents.captions",
            "explorer.rooms.library.documents.collection_rows",
            "explorer.rooms.library.documents.document_rows",
            "explorer.rooms.library.documents.documents_controller",
            "explorer.rooms.library.documents.documents_page_pane",
            "explorer.rooms.library.documents.finding_controller",
            "explorer.rooms.library.documents.questions_rows",
            "explorer.rooms.library.documents.shelf_controller",
        }
    ),
)
