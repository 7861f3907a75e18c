"""Settings: how it looks, where things lie, what goes over the network, and what this app is made of.

A list of parts beside one scrolling page of cards. Every change is saved and takes effect at once; a search
leaves the rows that match. Cards below the first are built a moment later, or when they are asked for.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.base.settings import Settings
from explorer.domain.places import Place
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, at_top, column, row, stretched
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout
from explorer.kit.room_pane import RoomPane
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.endpoints_pane import EndpointsGroup
from explorer.rooms.settings.groups_pane import SettingsGroups
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.navigation_pane import Nav, PagePosition
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.server_pane import ServerGroup
from explorer.rooms.settings.setting_rows import SettingsGroup
from explorer.rooms.settings.storage_pane import StorageGroup

_NARROW = 700  # pixels at 100 %: below it the list of parts stands above the page


class SettingsPane(RoomPane):
    """``groups`` are the cards in their order; each by its name is built if it was not."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._services = services
        self._query = ""
        self._cards = SettingsGroups(services)
        self._cards.made.connect(self._take_in)
        self.search = SearchField(self.tr("Find a setting"), self.tr("Ctrl+F"))
        self.search.searched.connect(self._filter)
        parts = [(section.icon, shown(section.title)) for section in SettingsSection]
        self.nav = Nav(parts, self.tr("Parts of the settings"))
        self.nav.went.connect(self._go_to)
        self._lay_out()
        self._leave = services.core.settings.changed.add(self._show)
        self._cards.begin()

    @property
    def groups(self) -> dict[SettingsSection, SettingsGroup]:
        return self._cards.all()

    def group[G: SettingsGroup](self, kind: type[G]) -> G:
        """The card of this kind."""
        return self._cards.group(kind)

    def is_whole(self) -> bool:
        """Whether every card is there."""
        return self._cards.is_whole()

    def show_place(self, place: Place) -> None:
        if SettingsSection.STORAGE in self._cards.built:
            self.group(StorageGroup).panel.refresh()
        next(b for b in self.nav.buttons if b.isChecked()).setFocus(Qt.FocusReason.OtherFocusReason)
        if place.setting:
            self._show_all()
            self._position.reveal(place.setting, glow=True)
        self._position.recall(is_led=bool(place.setting))

    def commands(self) -> Sequence[Action]:
        return (Action(self.tr("Find a setting"), self.search.take_keys, "search", shortcut="Ctrl+F"),)

    def end_work(self) -> None:
        self._leave()
        self._cards.stop()
        if SettingsSection.NETWORK in self._cards.built:
            self.group(NetworkGroup).token.close_panel()
        if SettingsSection.ENDPOINTS in self._cards.built:
            self.group(EndpointsGroup).close_panel()
        self.group(ModelsGroup).close_panels()
        if SettingsSection.SERVER in self._cards.built:
            self.group(ServerGroup).close_panels()
        self._position.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        sheet, page = QWidget(), self._cards.page
        row(sheet, margins=(8, 2, 20, 32)).add(stretched(self._cards, 1000), STRETCH)
        self._nothing = EmptyState("search", self.tr("No setting found"), self.tr("Try another word."))
        self._nothing.hide()
        page.add(self._nothing, STRETCH)
        self.area = Scroll(sheet, self.tr("Settings"))
        self._position = PagePosition(self.area, sheet, self._cards, self.nav, self._services.core.store)
        self._body = row(margins=(12, 0, 0, 0), spacing=8).add(at_top(self.nav), stretched(self.area))
        column(self).add(self._build_head(), stretched(self._body))
        self._arrange()
        self.nav.choose(0)

    def _build_head(self) -> QWidget:
        head = QWidget()
        HeadLayout(head, spacing=look_of(self).sizes.px(12)).add(
            Label(self.tr("Settings"), "title"), self.search
        )
        frame = QWidget()
        column(frame, margins=(20, 14, 20, 12)).add(head)
        return frame

    def _arrange(self) -> None:
        beside = self.width() >= look_of(self).sizes.px(_NARROW)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self.nav.set_beside(beside=beside)

    @Slot(object)
    def _take_in(self, group: SettingsGroup) -> None:
        group.show_settings(self._services.core.settings.current)
        if isinstance(group, StorageGroup):
            group.panel.refresh()

    def _show(self, settings: Settings) -> None:
        for group in self._cards.built.values():
            group.show_settings(settings)

    @Slot(str)
    def _filter(self, query: str) -> None:
        if query == self._query:
            return  # the field tells of a text it was given by us a moment later
        self._query = query
        found = [group.filter(query) for group in self.groups.values()]
        self._nothing.setVisible(not any(found))
        self.area.verticalScrollBar().setValue(0)
        if any(found):
            self.nav.choose(found.index(True))

    def _show_all(self) -> None:
        """End a search without taking the focus to its field."""
        self.search.clear()
        self._filter("")

    @Slot(int)
    def _go_to(self, index: int) -> None:
        self._show_all()
        self._position.go_to(list(SettingsSection)[index])
