"""The entry of Compare: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.COMPARE,
    Words("Compare"),
    Words("Go to Compare"),
    icon="columns",
    keys="Ctrl+4",
    pane="ComparePane",
    room_keys=(
        RoomKey(Words("Add a model"), "Ctrl+M"),
        RoomKey(Words("Stop all answers"), "Esc"),
        RoomKey(Words("Only differences"), "Ctrl+D"),
        RoomKey(Words("Vote blind"), "Ctrl+B"),
        RoomKey(Words("Export report"), "Ctrl+E"),
        RoomKey(Words("Facts"), "Alt+1"),
        RoomKey(Words("Answers"), "Alt+2"),
        RoomKey(Words("Measurements"), "Alt+3"),
        RoomKey(Words("Move the column left"), "Ctrl+Shift+Left"),
        RoomKey(Words("Move the column right"), "Ctrl+Shift+Right"),
        RoomKey(Words("Prompts"), "Ctrl+L"),
        RoomKey(Words("Plan a run"), "Ctrl+R"),
        RoomKey(Words("All comparisons"), "Ctrl+O"),
        RoomKey(Words("New comparison"), "Ctrl+N"),
        RoomKey(Words("Rename the comparison"), "F2"),
    ),
    imported_late=frozenset({"explorer.rooms.compare.facts.column_reader"}),
)
