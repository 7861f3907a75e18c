"""The entry of Help me choose: its word, icon and keys. It has no button of its own in the rail."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.CHOOSE,
    Words("Help me choose"),
    Words("Help me choose a model"),
    icon="signpost",
    keys="Ctrl+6",
    pane="ChoosePane",
    room_keys=(
        RoomKey(Words("New decision"), "Ctrl+N"),
        RoomKey(Words("Rename the decision"), "F2"),
        RoomKey(Words("Questions"), "Alt+1"),
        RoomKey(Words("Trial"), "Alt+2"),
        RoomKey(Words("Decision"), "Alt+3"),
        RoomKey(Words("Export report"), "Ctrl+E"),
        RoomKey(Words("Search this page"), "Ctrl+F"),
        RoomKey(Words("Ask the Hub again"), "F5"),
    ),
    below=Room.DISCOVER,
)
