"""The entry of the Settings: their word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.SETTINGS,
    Words("Settings"),
    Words("Open the settings"),
    icon="settings",
    keys="Ctrl+,",
    pane="SettingsPane",
    room_keys=(RoomKey(Words("Find a setting"), "Ctrl+F"),),
    is_at_foot=True,
)
