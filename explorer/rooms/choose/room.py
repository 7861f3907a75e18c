"""The entry of Help me choose: its word, icon and keys. It has no button of its own in the rail."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomSpec

SPEC = RoomSpec(
    Room.CHOOSE,
    Words("Help me choose"),
    Words("Help me choose a model"),
    icon="bulb",
    keys="Ctrl+6",
    pane="ChoosePane",
    room_keys=(),
    below=Room.DISCOVER,
)
