"""The entry of Evaluate: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.EVALUATE,
    Words("Evaluate"),
    Words("Go to Evaluate"),
    icon="checklist",
    keys="Ctrl+5",
    pane="EvaluatePane",
    room_keys=(
        RoomKey(Words("New test set"), "Ctrl+N"),
        RoomKey(Words("Search test sets"), "Ctrl+F"),
        RoomKey(Words("Show or hide the test sets"), "Ctrl+B"),
        RoomKey(Words("Rename the set"), "F2"),
        RoomKey(Words("Tests"), "Alt+1"),
        RoomKey(Words("Results"), "Alt+2"),
        RoomKey(Words("Run…"), "Ctrl+R"),
        RoomKey(Words("Export report"), "Ctrl+E"),
        RoomKey(Words("Add a test"), "Ctrl+Shift+N"),
        RoomKey(Words("Duplicate the test"), "Ctrl+D"),
        RoomKey(Words("Try the test"), "Ctrl+Return"),
        RoomKey(Words("Stop the try-out"), "Esc"),
    ),
)
