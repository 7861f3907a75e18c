"""The entry of the Settings: their word, icon and keys, and how they are built."""

from typing import TYPE_CHECKING

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

if TYPE_CHECKING:
    from explorer.kit.room_pane import RoomPane
    from explorer.rooms.room_services import RoomServices


def _build(services: "RoomServices") -> "RoomPane":
    from explorer.rooms.settings.pane import SettingsPane  # noqa: PLC0415  the window is on the screen before that

    return SettingsPane(services)


SPEC = RoomSpec(
    Room.SETTINGS,
    Words("Settings"),
    Words("Open the settings"),
    icon="settings",
    keys="Ctrl+,",
    build=_build,
    room_keys=(RoomKey(Words("Find a setting"), "Ctrl+F"),),
    is_at_foot=True,
)
