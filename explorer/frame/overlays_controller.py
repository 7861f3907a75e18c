"""Opens what lies over the window for a moment: palette, activity panel, shortcuts, quit sheet.

One at a time: the next takes the place of the one before. While one is open, the keys of the room rest.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.places import Room
from explorer.frame.activity.bar_pane import ActivityBar, ActivitySection
from explorer.frame.commands import room_name
from explorer.frame.rooms import Rooms
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.overlay import Overlay
from explorer.rooms.room_services import RoomServices
from explorer.rooms.room_spec import spec_of

if TYPE_CHECKING:
    from explorer.frame.activity.activity_pane import ActivityPanel


class Overlays(QObject):
    """``messages_seen`` when all messages were shown; ``changed`` when something opened, moved or closed."""

    messages_seen = Signal()
    changed = Signal()

    def __init__(
        self,
        host: QWidget,
        bar: ActivityBar,
        services: RoomServices,
        rooms: Rooms,
        room: Callable[[], Room],
    ) -> None:
        """``room`` tells the one on the screen."""
        super().__init__(host)
        self.host, self._bar = host, bar
        self._services, self._rooms, self._room = services, rooms, room
        self._general: Callable[[], Sequence[Action]] = tuple
        self.current: Overlay | None = None  # the one that is open
        self._panel: ActivityPanel | None = None  # if that is the one

    def keep_clear(self) -> Sequence[QWidget]:
        """What messages must not cover: a panel beside which the room goes on."""
        return (self._panel.panel,) if self._panel is not None else ()

    def offer(self, general: Callable[[], Sequence[Action]]) -> None:
        """The commands of the frame, asked for each time something is opened."""
        self._general = general

    @Slot()
    def toggle_palette(self) -> None:
        from explorer.frame.palette.palette_pane import Palette  # noqa: PLC0415  not needed for the first frame

        if not self._toggles(Palette):
            from explorer.frame.palette import entry_sources  # noqa: PLC0415  as the palette

            services, store = self._services, self._services.core.store
            entries = entry_sources.palette_entries(services, self._rooms, self._general(), self._room())
            recent, on_hub = entry_sources.used_lately(store), partial(entry_sources.on_hub, services.go)
            palette = Palette(self.host, entries, recent, on_hub)
            palette.chosen.connect(partial(entry_sources.note_use, store))
            self.show(palette, palette.field)

    @Slot()
    def toggle_activity(self) -> None:
        if self._panel is not None:
            self.close()
        else:
            self.show_activity(ActivitySection.DOWNLOADS, is_by_key=True)

    @Slot(object)
    def press_activity(self, section: ActivitySection) -> None:
        """A part of the bar was clicked: a second time it closes what the first has opened."""
        if self._panel is None:
            self.show_activity(section)
        elif self._panel.section is section:
            self.close()
        else:
            self._panel.show_section(section)
            self.changed.emit()

    @Slot(object)
    def show_activity(self, section: ActivitySection, *, is_by_key: bool = False) -> None:
        """After a click no part of it has a ring yet."""
        from explorer.frame.activity.activity_pane import ActivityPanel  # noqa: PLC0415  as the palette

        panel = ActivityPanel(self.host, self._bar, self._services, self._rooms, section)
        panel.messages_seen.connect(self.messages_seen)
        self.close()
        self._panel = panel
        self.show(panel, panel.tabs if is_by_key else None)

    @Slot()
    def toggle_shortcuts(self) -> None:
        from explorer.frame.shortcuts_pane import ShortcutGroup, ShortcutSheet  # noqa: PLC0415  as the palette

        if self._toggles(ShortcutSheet):
            return
        everywhere = [action for action in self._general() if action.shortcut]
        groups = [ShortcutGroup(self.tr("Everywhere"), everywhere)]
        for room in Room:
            told = ((shown(one.words), one.keys) for one in spec_of(room).room_keys)
            shortcuts = [Action(words, lambda: None, shortcut=keys) for words, keys in told]  # it only tells
            groups.append(ShortcutGroup(room_name(room), shortcuts))
        sheet = ShortcutSheet(self.host, groups)
        self.show(sheet, sheet.page)

    @Slot()
    def close(self) -> None:
        if self.current is not None:
            self.current.dismiss()

    def _toggles(self, kind: type[Overlay]) -> bool:
        """Close an open one of this kind; whether there was one."""
        if isinstance(self.current, kind):
            self.close()
            return True
        return False

    def show(self, overlay: Overlay, focus: QWidget | None) -> None:
        """In place of the one that is open. ``focus`` gets the keys."""
        self.close()
        self.current = overlay
        overlay.closed.connect(self._forget)
        self._listen(on=False)
        overlay.open(focus)
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self.current = self._panel = None
        self._listen(on=True)
        self.changed.emit()

    def _listen(self, *, on: bool) -> None:
        for pane in self._rooms.built.values():
            pane.listen(on=on)
