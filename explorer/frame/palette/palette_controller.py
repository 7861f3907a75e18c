"""What the palette offers: commands, models, chats, comparisons and settings; and what was used lately."""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.domain.places import Room
from explorer.frame.palette import entry_sources
from explorer.frame.palette.entries import PaletteEntry, recent_with
from explorer.frame.palette.palette_pane import Palette
from explorer.frame.rooms import Rooms
from explorer.kit.actions import Action
from explorer.rooms.compare.document.comparison_list import all_comparisons
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.room_services import RoomServices

_RECENT = "palette.recent"


class PaletteController(QObject):
    """Opens the palette over ``host``."""

    def __init__(self, services: RoomServices, rooms: Rooms, host: QWidget) -> None:
        super().__init__(host)
        self._services, self._rooms, self._host = services, rooms, host

    def build(self, general: Sequence[Action], room: Room) -> Palette:
        """``general``: commands of the frame; ``room``: the one on the screen."""
        beyond = partial(entry_sources.hub_entry, self._services.go)
        palette = Palette(self._host, self._entries(general, room), self._recent(), beyond)
        palette.chosen.connect(self._note_use)
        return palette

    def _entries(self, general: Sequence[Action], room: Room) -> list[PaletteEntry]:
        services = self._services
        store, go, models = services.core.store, services.go, services.catalog.askable
        pane = self._rooms.built.get(room)
        own = pane.commands() if pane is not None else ()
        names = {model.id: model.name for model in models}
        return [
            *entry_sources.commands(general, room, own),
            *entry_sources.other_room_keys([one for one in Room if one is not room], go, self._use),
            *entry_sources.models(models, go),
            *entry_sources.chats(Chats(store).all(), names, go),
            *entry_sources.comparisons(all_comparisons(store, services.catalog.name_of), go),
            *entry_sources.settings(go),
        ]

    def _use(self, room: Room, keys: str) -> None:
        """A command of a room that was just gone to, where it can be used now."""
        pane = self._rooms.built.get(room)
        if pane is not None:
            pane.run_command(keys)

    def _recent(self) -> list[str]:
        try:
            return msgspec.json.decode(self._services.core.store.get_state(_RECENT, "[]"), type=list[str])
        except DECODE_ERRORS:
            return []

    @Slot(object)
    def _note_use(self, entry: PaletteEntry) -> None:
        if not entry.key:  # words that were typed are not kept
            return
        recent = recent_with(entry.key, self._recent())
        self._services.core.store.set_state(_RECENT, msgspec.json.encode(recent).decode())
