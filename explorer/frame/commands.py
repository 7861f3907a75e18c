"""Commands of the whole window: the one list behind the keys, the palette and the sheet of shortcuts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from explorer.base.settings import TEXT_SIZES, SettingsFile
from explorer.domain.places import Go, Place, Room
from explorer.kit.actions import Action
from explorer.kit.language import shown, tr
from explorer.rooms.room_spec import spec_of

# Keys that do the same as others, for hands that know them from elsewhere.
SAME_KEYS = {"F1": "?", "Ctrl+F6": "Shift+F6", "Ctrl++": "Ctrl+="}


@dataclass(frozen=True)
class CommandCallbacks:
    """What the commands of the frame call."""

    go: Go
    settings: SettingsFile
    palette: Callable[[], object]
    activity: Callable[[], object]
    shortcuts: Callable[[], object]
    next_part: Callable[[], object]
    last_part: Callable[[], object]
    quit: Callable[[], object]


def general_commands(doing: CommandCallbacks) -> Sequence[Action]:
    """Those with keys come first in their kind; a room's own commands are elsewhere."""
    settings = doing.settings
    return (*room_commands(doing.go), *_frame(doing), *_text_size(settings), *_appearance(settings))


def room_commands(go: Go) -> Sequence[Action]:
    return [
        Action(shown(spec.go_words), partial(go, Place(spec.room)), spec.icon, shortcut=spec.keys)
        for spec in map(spec_of, Room)
    ]


def _frame(doing: CommandCallbacks) -> Sequence[Action]:
    return (
        Action(tr("Find anything"), doing.palette, "search", shortcut="Ctrl+K"),
        Action(tr("Show the activity"), doing.activity, "panel", shortcut="Ctrl+J"),
        Action(tr("Keyboard shortcuts"), doing.shortcuts, "info", shortcut="F1"),
        Action(tr("Next part of the window"), doing.next_part, "arrow-right", shortcut="F6"),
        Action(tr("Previous part of the window"), doing.last_part, "arrow-right", shortcut="Ctrl+F6"),
        Action(tr("Quit"), doing.quit, "close", shortcut="Ctrl+Q"),
    )


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


def room_name(room: Room) -> str:
    """The name of a room, in the language of the window."""
    return shown(spec_of(room).name)
