"""Builds the entries of the command palette: commands, local models, chats, comparisons and settings."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from explorer.domain.model import Model
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import joined
from explorer.frame.commands import room_name
from explorer.frame.palette.entries import PaletteEntry, PaletteKind
from explorer.hub.pasted import read_pasted
from explorer.kit.actions import Action
from explorer.kit.language import shown, tr
from explorer.local.model_picks import size_or_place
from explorer.rooms.compare.document.comparison_list import Comparison
from explorer.rooms.playground.chats.store import Chat
from explorer.rooms.room_spec import spec_of
from explorer.rooms.settings.index import all_settings, section_title

_PROMPT = 200  # letters of a prompt that are searched


def commands(general: Sequence[Action], room: Room, own: Sequence[Action]) -> list[PaletteEntry]:
    """The current room's own come first: they are the nearest to what the person is doing."""
    here = [PaletteEntry(PaletteKind.HERE, f"{room}:{action.text}", action) for action in own]
    return [*here, *(PaletteEntry(PaletteKind.ACTION, f"action:{action.text}", action) for action in general)]


def other_room_keys(rooms: Iterable[Room], go: Go, use: Callable[[Room, str], object]) -> list[PaletteEntry]:
    """What keys do in these other rooms; ``use`` runs a command of a room that is on the screen."""

    def call(room: Room, keys: str) -> None:
        go(Place(room))
        use(room, keys)

    return [
        PaletteEntry(
            PaletteKind.ELSEWHERE,
            f"{room}:{one.words}",
            Action(shown(one.words), partial(call, room, one.keys), "arrow-right"),
            room_name(room),
        )
        for room in rooms
        for one in spec_of(room).room_keys
    ]


def models(askable: Iterable[Model], go: Go) -> list[PaletteEntry]:
    return [
        PaletteEntry(
            PaletteKind.MODEL,
            f"model:{model.id}",
            Action(model.name, partial(go, Place(Room.PLAYGROUND, model=model)), "library"),
            joined(" · ", (model.quantization, size_or_place(model), model.publisher)),
            second=Action(tr("Compare"), partial(go, Place(Room.COMPARE, model=model)), "columns"),
        )
        for model in askable
        if not model.why_not_usable
    ]


def chats(kept: Iterable[Chat], names: dict[str, str], go: Go) -> list[PaletteEntry]:
    """``names`` of the local models by id; a chat says which one it was held with."""
    return [
        PaletteEntry(
            PaletteKind.CHAT,
            f"chat:{chat.id}",
            Action(chat.title, partial(go, Place(Room.PLAYGROUND, chat_id=chat.id)), "chat"),
            names.get(chat.model, ""),
        )
        for chat in kept
    ]


def comparisons(kept: Iterable[Comparison], go: Go) -> list[PaletteEntry]:
    """Found by their models and prompts too."""
    return [
        PaletteEntry(
            PaletteKind.COMPARISON,
            f"comparison:{one.id}",
            Action(shown(one.label), partial(go, Place(Room.COMPARE, comparison_id=one.id)), "columns"),
            shown(one.called),
            more=" ".join(prompt.text[:_PROMPT] for prompt in one.document.prompts),
        )
        for one in kept
    ]


def hub_entry(go: Go, text: str) -> PaletteEntry:
    """What was typed, for the search of Discover; a model that was pasted is opened there."""
    named = read_pasted(text, "")
    if named is not None and named.is_address:
        title = tr("Open {name}").format(name=named.repo_id)
    else:
        text = " ".join(text.split())
        title = tr("Search the Hub for “{words}”").format(words=text)
    place = Place(Room.DISCOVER, search=text)
    file = named.file if named is not None else ""
    return PaletteEntry(PaletteKind.HUB, "", Action(title, partial(go, place), "search"), file)


def settings(go: Go) -> list[PaletteEntry]:
    """Found by their other words too, which are not shown."""
    return [
        PaletteEntry(
            PaletteKind.SETTING,
            f"setting:{one.key}",
            Action(shown(one.title), partial(go, Place(Room.SETTINGS, setting=one.key)), "settings"),
            shown(section_title(one.section)),
            more=shown(one.more),
        )
        for one in all_settings()
    ]
