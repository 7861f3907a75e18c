"""Opens what lies over the window for a moment: palette, activity panel, shortcuts, quit sheet.

One at a time: the next takes the place of the one before. While one is open, the keys of the room rest.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.places import Room
from explorer.frame.activity.activity_services import ActivityServices
from explorer.frame.activity.bar_pane import ActivityBar
from explorer.frame.activity.sections import ActivitySection
from explorer.frame.commands import room_name
from explorer.frame.palette.entries import PaletteEntry, recent_with
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.overlay import Overlay
from explorer.kit.room_pane import RoomPane
from explorer.local.models.catalog import Catalog
from explorer.rooms.room_spec import spec_of

if TYPE_CHECKING:
    from explorer.frame.activity.activity_pane import ActivityPanel

_RECENT = "palette.recent"


class Overlays(QObject):
    """``quit_wanted`` when the person closes the window although something runs; ``messages_seen`` when all
    messages were shown; ``changed`` when something was opened, moved or closed."""

    quit_wanted = Signal()
    messages_seen = Signal()
    changed = Signal()

    def __init__(
        self,
        host: QWidget,
        bar: ActivityBar,
        going: ActivityServices,
        store: Store,
        catalog: Catalog,
        rooms: Callable[[], Mapping[Room, RoomPane]],
        room: Callable[[], Room],
    ) -> None:
        """``rooms`` tells the rooms built so far, ``room`` the one on the screen."""
        super().__init__(host)
        self._host, self._bar = host, bar
        self._going, self._store, self._catalog = going, store, catalog
        self._rooms, self._room = rooms, room
        self._general: Callable[[], Sequence[Action]] = tuple
        self._open: Overlay | None = None
        self._question: Overlay | None = None

    @property
    def current(self) -> Overlay | None:
        """The one that is open."""
        return self._open

    def keep_clear(self) -> Sequence[QWidget]:
        """What messages must not cover: a panel beside which the room goes on."""
        if self._open is None:
            return ()
        from explorer.frame.activity.activity_pane import ActivityPanel  # noqa: PLC0415  as the palette

        return (self._open.panel,) if isinstance(self._open, ActivityPanel) else ()

    def offer(self, general: Callable[[], Sequence[Action]]) -> None:
        """The commands of the frame, asked for each time something is opened."""
        self._general = general

    @Slot()
    def toggle_palette(self) -> None:
        from explorer.frame.palette.palette_pane import Palette  # noqa: PLC0415  not needed for the first frame

        if not self._toggles(Palette):
            from explorer.frame.palette.entry_sources import hub_entry  # noqa: PLC0415  as the palette

            beyond = partial(hub_entry, self._going.go)
            palette = Palette(self._host, self._entries(), self._recent(), beyond)
            palette.chosen.connect(self._note_use)
            self._show(palette, palette.field)

    @Slot()
    def toggle_activity(self) -> None:
        from explorer.frame.activity.activity_pane import ActivityPanel  # noqa: PLC0415  as the palette

        if not self._toggles(ActivityPanel):
            panel = self._panel(ActivitySection.DOWNLOADS)
            self._show(panel, panel.tabs)

    @Slot(object)
    def press_activity(self, section: ActivitySection) -> None:
        """A part of the bar was clicked: a second time it closes what the first has opened."""
        from explorer.frame.activity.activity_pane import ActivityPanel  # noqa: PLC0415  as the palette

        if not isinstance(self._open, ActivityPanel):
            self.show_activity(section)
        elif self._open.section is section:
            self.close()
        else:
            self._open.show_section(section)
            self.changed.emit()

    @Slot(object)
    def show_activity(self, section: ActivitySection) -> None:
        """As after a click: no part of it has a ring yet."""
        self._show(self._panel(section), None)

    @Slot()
    def toggle_shortcuts(self) -> None:
        from explorer.frame.shortcuts_pane import ShortcutGroup, ShortcutSheet  # noqa: PLC0415  as the palette

        if self._toggles(ShortcutSheet):
            return
        everywhere = [action for action in self._general() if action.shortcut]
        groups = [ShortcutGroup(self.tr("Everywhere"), everywhere)]
        for room in Room:
            keys = [Action(shown(one.words), _nothing, shortcut=one.keys) for one in spec_of(room).room_keys]
            groups.append(ShortcutGroup(room_name(room), keys))
        sheet = ShortcutSheet(self._host, groups)
        self._show(sheet, sheet.page)

    def ask_quit(self, unfinished: Sequence[str]) -> None:
        """Say what still runs. ``quit_wanted`` follows if the person goes on."""
        from explorer.frame.quit_pane import QuitSheet  # noqa: PLC0415  as the palette

        sheet = QuitSheet(self._host, unfinished)
        sheet.quit_wanted.connect(self.quit_wanted)
        self._show(sheet, sheet.stay)
        self._question = sheet

    def is_asking(self) -> bool:
        """Whether the question before a quit is on the screen."""
        return self._open is not None and self._open is self._question

    @Slot()
    def close(self) -> None:
        if self._open is not None:
            self._open.dismiss()

    def _toggles(self, kind: type[Overlay]) -> bool:
        """Close an open one of this kind; whether there was one."""
        if isinstance(self._open, kind):
            self.close()
            return True
        return False

    def _panel(self, section: ActivitySection) -> "ActivityPanel":
        from explorer.frame.activity.activity_pane import ActivityPanel  # noqa: PLC0415  as the palette

        panel = ActivityPanel(self._host, self._bar, self._going, section)
        panel.messages_seen.connect(self.messages_seen)
        return panel

    def _show(self, overlay: Overlay, focus: QWidget | None) -> None:
        self.close()
        self._open = overlay
        overlay.closed.connect(self._forget)
        self._listen(on=False)
        overlay.open(focus)
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._open = None
        self._listen(on=True)
        self.changed.emit()

    def _listen(self, *, on: bool) -> None:
        for pane in self._rooms().values():
            pane.listen(on=on)

    def _entries(self) -> list[PaletteEntry]:
        from explorer.frame.palette import entry_sources as finding  # noqa: PLC0415
        from explorer.rooms.compare.document.comparison_list import all_comparisons  # noqa: PLC0415  as the palette
        from explorer.rooms.playground.chats.store import Chats  # noqa: PLC0415

        go, models = self._going.go, self._catalog.askable
        pane = self._rooms().get(self._room())
        own = pane.commands() if pane is not None else ()
        names = {model.id: model.name for model in models}
        return [
            *finding.commands(self._general(), self._room(), own),
            *finding.elsewhere([room for room in Room if room is not self._room()], go, self._use),
            *finding.models(models, go),
            *finding.chats(Chats(self._store).all(), names, go),
            *finding.comparisons(all_comparisons(self._store, self._catalog.name_of), go),
            *finding.settings(go),
        ]

    def _use(self, room: Room, keys: str) -> None:
        """A command of a room that was just gone to, where it can be used now."""
        pane = self._rooms().get(room)
        if pane is not None:
            pane.run_command(keys)

    def _recent(self) -> list[str]:
        try:
            return msgspec.json.decode(self._store.get_state(_RECENT, "[]"), type=list[str])
        except DECODE_ERRORS:
            return []

    @Slot(object)
    def _note_use(self, entry: PaletteEntry) -> None:
        if not entry.key:  # words that were typed are not kept
            return
        recent = recent_with(entry.key, self._recent())
        self._store.set_state(_RECENT, msgspec.json.encode(recent).decode())


def _nothing() -> None:
    """The sheet only tells what keys do."""
