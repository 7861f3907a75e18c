"""Commands of every room: to go to one, and to change how all looks. ``App`` adds those of the window itself.

For the keys, the palette and the sheet of shortcuts.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from explorer.base.settings import TEXT_SIZES, SettingsFile
from explorer.domain.places import ENDPOINTS, Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.language import shown, tr
from explorer.rooms.room_spec import spec_of

if TYPE_CHECKING:
    from explorer.serve.server_controller import ServerController

# Keys that do the same as others, for hands that know them from elsewhere.
SAME_KEYS = {"F1": "?", "Ctrl+F6": "Shift+F6", "Ctrl++": "Ctrl+="}


def room_commands(go: Go) -> Sequence[Action]:
    return [
        Action(shown(spec.go_words), partial(go, Place(spec.room)), spec.icon, shortcut=spec.keys)
        for spec in map(spec_of, Room)
    ]


def settings_commands(settings: SettingsFile) -> Sequence[Action]:
    return (*_text_size(settings), *_appearance(settings))


def _text_size(settings: SettingsFile) -> Sequence[Action]:
    """In the steps that the settings offer."""
    now = settings.current.text_percent
    larger, smaller = [size for size in TEXT_SIZES if size > now], [size for size in TEXT_SIZES if size < now]

    def step(words: str, to: Sequence[int], icon: str, keys: str) -> Action:
        change = partial(settings.change, text_percent=to[0] if to else now)
        return Action(words, change, icon, enabled=bool(to), shortcut=keys)

    usual = partial(settings.reset, "text_percent")
    return (
        step(tr("Larger text"), larger, "plus", "Ctrl++"),
        step(tr("Smaller text"), smaller[::-1], "minus", "Ctrl+-"),
        Action(tr("Text of the usual size"), usual, "refresh", shortcut="Ctrl+0"),
    )


def _appearance(settings: SettingsFile) -> Sequence[Action]:
    now = settings.current
    change = settings.change
    themes = {"light": tr("Theme: light"), "dark": tr("Theme: dark"), "system": tr("Theme: as the system")}
    offline = (
        Action(tr("Go online"), partial(change, offline=False), "online")
        if now.offline
        else Action(tr("Work offline"), partial(change, offline=True), "offline")
    )
    chosen = [
        Action(words, partial(change, theme=theme), "eye")
        for theme, words in themes.items()
        if theme != now.theme
    ]
    return (*chosen, offline)


def server_command(server: "ServerController") -> Action:
    if server.is_on:
        return Action(tr("Switch the server off"), server.stop, "server")
    return Action(tr("Switch the server on"), server.start, "server")


def endpoint_command(go: Go) -> Action:
    return Action(tr("Add an endpoint…"), partial(go, ENDPOINTS), "link")


def room_name(room: Room) -> str:
    """The name of a room, in the language of the window."""
    return shown(spec_of(room).name)
