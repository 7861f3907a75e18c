"""The entry of Evaluate: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomSpec

SPEC = RoomSpec(
    Room.EVALUATE,
    Words("Evaluate"),
    Words("Go to Evaluate"),
    icon="checklist",
    keys="Ctrl+5",
    pane="EvaluatePane",
    room_keys=(),
)
