"""What the palette offers: commands, models, chats, comparisons and settings; and what was used lately."""

from collections.abc import Iterable, Sequence
from functools import partial

from explorer.base.store import Store
from explorer.choose.need_words import purpose_names
from explorer.choose.store import DecisionStore
from explorer.domain.model import Model
from explorer.domain.places import Go, Place, Room
from explorer.domain.units import tests_text
from explorer.domain.words import joined
from explorer.evaluate.store import EvalStore
from explorer.frame.commands import room_name
from explorer.frame.palette.entries import PaletteEntry, PaletteKind, recent_with
from explorer.frame.rooms import Rooms
from explorer.hub.pasted import read_pasted
from explorer.kit.actions import Action
from explorer.kit.language import shown, tr
from explorer.local.model_picks import size_or_place
from explorer.rooms.compare.document.comparison_list import Comparison, all_comparisons
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.room_services import RoomServices
from explorer.rooms.room_spec import spec_of
from explorer.rooms.settings.index import all_settings

_RECENT = "palette.recent"
_PROMPT = 200  # letters of a prompt that are searched


def used_lately(store: Store) -> list[str]:
    """The keys of entries, the last one first."""
    return store.get_value(_RECENT, list[str], [])


def note_use(store: Store, entry: PaletteEntry) -> None:
    if entry.key:  # words that were typed are not kept
        store.set_value(_RECENT, recent_with(entry.key, used_lately(store)))


def palette_entries(
    services: RoomServices, rooms: Rooms, general: Sequence[Action], room: Room
) -> list[PaletteEntry]:
    """``general``: commands of the frame; ``room``: the one on the screen."""
    store, go, models = services.core.store, services.go, services.catalog.askable
    pane = rooms.built.get(room)
    own = pane.commands() if pane is not None else ()
    names = {model.id: model.name for model in models}
    return [
        *_commands(general, room, own),
        *_other_room_keys([one for one in Room if one is not room], go, rooms),
        *_models(models, go),
        *_chats(Chats(store).all(), names, go),
        *_comparisons(all_comparisons(store, services.catalog.name_of), go),
        *_decisions(store, go),
        *_evaluations(EvalStore(store), go),
        *_settings(go),
    ]


def _commands(general: Sequence[Action], room: Room, own: Sequence[Action]) -> list[PaletteEntry]:
    """The current room's own come first: they are the nearest to what the person is doing."""
    here = [PaletteEntry(PaletteKind.HERE, f"{room}:{action.text}", action) for action in own]
    return [*here, *(PaletteEntry(PaletteKind.ACTION, f"action:{action.text}", action) for action in general)]


def _other_room_keys(others: Iterable[Room], go: Go, rooms: Rooms) -> list[PaletteEntry]:
    """What keys do in other rooms, where it can be used there."""

    def call(room: Room, keys: str) -> None:
        go(Place(room))
        rooms.pane(room).run_command(keys)

    return [
        PaletteEntry(
            PaletteKind.ELSEWHERE,
            f"{room}:{one.words}",
            Action(shown(one.words), partial(call, room, one.keys), "arrow-right"),
            room_name(room),
        )
        for room in others
        for one in spec_of(room).room_keys
    ]


def _models(askable: Iterable[Model], go: Go) -> list[PaletteEntry]:
    return [
        PaletteEntry(
            PaletteKind.MODEL,
            f"model:{model.id}",
            Action(model.name, partial(go, Place(Room.PLAYGROUND, model=model)), "library"),
            joined(" · ", (model.quantization, size_or_place(model), model.where.value, model.publisher)),
            second=Action(tr("Compare"), partial(go, Place(Room.COMPARE, model=model)), "columns"),
        )
        for model in askable
        if not model.why_not_usable
    ]


def _chats(kept: Iterable[Chat], names: dict[str, str], go: Go) -> list[PaletteEntry]:
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


def _comparisons(kept: Iterable[Comparison], go: Go) -> list[PaletteEntry]:
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


def _decisions(store: Store, go: Go) -> list[PaletteEntry]:
    """Found by what was typed, too."""
    return [
        PaletteEntry(
            PaletteKind.DECISION,
            f"decision:{one.id}",
            Action(shown(one.title), partial(go, Place(Room.CHOOSE, decision_id=one.id)), "signpost"),
            shown(purpose_names(one.decision.need)),
            more=one.decision.need.words[:_PROMPT],
        )
        for one in DecisionStore(store).listed()
    ]


def _evaluations(kept: EvalStore, go: Go) -> list[PaletteEntry]:
    """Sets of tests, and the packs."""
    from explorer.evaluate.packs.registry import all_packs  # noqa: PLC0415  not before the palette is opened

    sets = [
        PaletteEntry(
            PaletteKind.EVALUATION,
            f"eval-set:{one.id}",
            Action(one.title, partial(go, Place(Room.EVALUATE, eval_set_id=one.id)), "checklist"),
            shown(tests_text(one.count)),
        )
        for one in kept.listed()
    ]
    packs = [
        PaletteEntry(
            PaletteKind.EVALUATION,
            pack.id,
            Action(shown(pack.words), partial(go, Place(Room.EVALUATE, pack=pack.id)), "checklist"),
            shown(pack.question),
        )
        for pack in all_packs()
    ]
    return [*sets, *packs]


def on_hub(go: Go, text: str) -> PaletteEntry:
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


def _settings(go: Go) -> list[PaletteEntry]:
    """Found by their other words too, which are not shown."""
    return [
        PaletteEntry(
            PaletteKind.SETTING,
            f"setting:{one.key}",
            Action(shown(one.title), partial(go, Place(Room.SETTINGS, setting=one.key)), "settings"),
            shown(one.section.title),
            more=shown(one.more),
        )
        for one in all_settings()
    ]
