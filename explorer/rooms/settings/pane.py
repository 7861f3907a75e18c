"""Settings: how it looks, where things lie, what goes over the network, and what this app is made of.

A list of parts beside one scrolling page of cards. Every change is saved and takes effect at once; a search
leaves the rows that match. Cards below the first are built a moment later, or when they are asked for.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from explorer.base.settings import Settings
from explorer.domain.places import Place
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout
from explorer.kit.room_pane import RoomPane
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.rooms.settings.about_pane import AboutGroup
from explorer.rooms.settings.engine_pane import EngineGroup
from explorer.rooms.settings.groups_pane import SettingsGroups
from explorer.rooms.settings.index import SECTION_ICONS, SettingsSection, all_settings, section_title
from explorer.rooms.settings.look_pane import LanguageGroup, LookGroup
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.nav_rows import Nav
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.privacy_pane import PrivacyGroup
from explorer.rooms.settings.services import SettingsServices
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow
from explorer.rooms.settings.storage_pane import StorageGroup

_NARROW = 700  # pixels at 100 %: below it the list of parts stands above the page
_AT = "settings.at"  # where the page was left: the key of a row
_IN = "settings.in"  # the row that had the keyboard when the room was built anew


class SettingsPane(RoomPane):
    """``groups`` are the cards in their order; each by its name is built if it was not."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._shared = shared
        self._was_at, self._was_in = shared.store.get_state(_AT), shared.store.get_state(_IN)
        self._goal: SettingsSection | None = None
        self._seeking: QWidget | None = None  # what the page is to stand at
        self._is_moving = False
        self._query = ""
        self._cards = SettingsGroups(shared)
        self._cards.made.connect(self._take_in)
        self.search = SearchField(self.tr("Find a setting"), self.tr("Ctrl+F"))
        self.search.searched.connect(self._filter)
        self.nav = Nav(
            [(SECTION_ICONS[s], shown(section_title(s))) for s in SettingsSection],
            self.tr("Parts of the settings"),
        )
        self.nav.went.connect(self._go_to)
        self._lay_out()
        self._leave = shared.settings.changed.add(self._show)
        self._cards.begin()

    @property
    def groups(self) -> dict[SettingsSection, SettingsGroup]:
        return self._cards.all()

    @property
    def look(self) -> LookGroup:
        return self._card(SettingsSection.LOOK, LookGroup)

    @property
    def language(self) -> LanguageGroup:
        return self._card(SettingsSection.LANGUAGE, LanguageGroup)

    @property
    def models(self) -> ModelsGroup:
        return self._card(SettingsSection.MODELS, ModelsGroup)

    @property
    def engine(self) -> EngineGroup:
        return self._card(SettingsSection.ENGINE, EngineGroup)

    @property
    def network(self) -> NetworkGroup:
        return self._card(SettingsSection.NETWORK, NetworkGroup)

    @property
    def privacy(self) -> PrivacyGroup:
        return self._card(SettingsSection.PRIVACY, PrivacyGroup)

    @property
    def storage(self) -> StorageGroup:
        return self._card(SettingsSection.STORAGE, StorageGroup)

    @property
    def about(self) -> AboutGroup:
        return self._card(SettingsSection.ABOUT, AboutGroup)

    def is_whole(self) -> bool:
        """Whether every card is there."""
        return self._cards.is_whole()

    def show_place(self, place: Place) -> None:
        if SettingsSection.STORAGE in self._cards.built:
            self.storage.panel.refresh()
        next(b for b in self.nav.buttons if b.isChecked()).setFocus(Qt.FocusReason.OtherFocusReason)
        if place.setting:
            self._show_all()
            self._reveal(place.setting, glow=True)
        elif self._was_at:
            self._reveal(self._was_at, glow=False)
        if self._was_in:
            self._give_keys(self._was_in)
        self._was_at = self._was_in = ""

    def commands(self) -> Sequence[Action]:
        return (Action(self.tr("Find a setting"), self._focus_search, "search", shortcut="Ctrl+F"),)

    def end_work(self) -> None:
        self._leave()
        self._cards.stop()
        if SettingsSection.NETWORK in self._cards.built:
            self.network.token.close_panel()
        self.models.folder.close_panel()
        self._shared.store.set_state(_AT, self._row_at_top())
        self._shared.store.set_state(_IN, self._row_with_keys())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        px = look_of(self).sizes.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(px(8))
        self._body.addWidget(self.nav, 0, Qt.AlignmentFlag.AlignTop)
        self._sheet, self._page = QWidget(), self._cards.page
        beside = row(self._sheet, margins=(8, 2, 20, 32))
        beside.addWidget(self._cards, 1000)
        beside.addStretch(1)
        self._nothing = EmptyState("search", self.tr("No setting found"), self.tr("Try another word."))
        self._nothing.hide()
        self._page.addWidget(self._nothing)
        self._page.addStretch()
        self.area = Scroll(self._sheet, self.tr("Settings"))
        self.area.verticalScrollBar().valueChanged.connect(self._mark)
        self.area.verticalScrollBar().rangeChanged.connect(self._seek)
        self._body.addWidget(self.area, 1)
        outer.addLayout(self._body, 1)
        self._arrange()
        self.nav.choose(0)

    def _build_head(self) -> QWidget:
        px = look_of(self).sizes.px
        head = QWidget()
        row = HeadLayout(head, spacing=px(12))
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(self.tr("Settings"), "title"))
        row.addWidget(self.search)
        frame = QWidget()
        around = column(frame, margins=(20, 14, 20, 12))
        around.addWidget(head)
        return frame

    def _arrange(self) -> None:
        px = look_of(self).sizes.px
        beside = self.width() >= px(_NARROW)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self._body.setContentsMargins(px(12), 0, 0, 0)
        self.nav.set_beside(beside=beside)

    def _card[G: SettingsGroup](self, section: SettingsSection, kind: type[G]) -> G:
        group = self._cards.at(section)
        if not isinstance(group, kind):
            raise TypeError(section)
        return group

    @Slot(object)
    def _take_in(self, group: SettingsGroup) -> None:
        group.show_settings(self._shared.settings.current)
        if isinstance(group, StorageGroup):
            group.panel.refresh()

    def _show(self, settings: Settings) -> None:
        for group in self._cards.built.values():
            group.show_settings(settings)

    @Slot()
    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

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
        self._goal = list(SettingsSection)[index]
        self._scroll_to(self._cards.at(self._goal))

    def _reveal(self, key: str, *, glow: bool) -> None:
        row = self._row(key)
        if row is None:
            return
        self._goal = row.setting.section
        self.nav.choose(list(SettingsSection).index(row.setting.section))
        # A room that was just built has no sizes yet.
        QTimer.singleShot(0, row, lambda: self._settle_at(row, glow=glow))

    def _settle_at(self, row: SettingsRow, *, glow: bool) -> None:
        group = self._cards.at(row.setting.section)
        self._scroll_to(group if row is group.rows[0] else row)
        if glow:
            row.glow()

    def _scroll_to(self, widget: QWidget) -> None:
        self._seeking = widget
        self._seek()

    @Slot()
    def _seek(self) -> None:
        """Again when the page grows, as it does once sizes are measured, until the person scrolls."""
        if self._seeking is None:
            return
        self._page.activate()
        top = self._seeking.mapTo(self._sheet, QPoint(0, 0)).y()
        self._is_moving = True
        self.area.verticalScrollBar().setValue(top - look_of(self).sizes.px(4))
        self._is_moving = False

    @Slot(int)
    def _mark(self, top: int) -> None:
        """The list follows the page: the part that stands at its top, or at the end the one gone to."""
        if not self._is_moving:
            self._seeking = None
        bar = self.area.verticalScrollBar()
        if self._goal is not None and self._is_moving:
            self.nav.choose(list(SettingsSection).index(self._goal))
            return
        self._goal = None
        shown = [section for section, card in self._cards.built.items() if not card.isHidden()]
        reach = top + self.area.height() // 4
        above = [section for section in shown if self._top_of(self._cards.at(section)) <= reach]
        is_end = top == bar.maximum() and top and self._cards.is_whole()
        # At the very top nothing is measured: a card that was just built has no place yet.
        stands = shown[-1:] if is_end else above[-1:] if top else shown[:1]
        self.nav.choose(list(SettingsSection).index(stands[0]) if stands else 0)

    def _top_of(self, card: SettingsGroup) -> int:
        return card.mapTo(self._sheet, QPoint(0, 0)).y()

    def _row_with_keys(self) -> str:
        """Empty also when the app ends: the window is closed before its rooms."""
        focused = QApplication.focusWidget()
        if focused is None or not self.isVisible():
            return ""
        return next((row.setting.key for row in self._cards.rows() if row.isAncestorOf(focused)), "")

    def _give_keys(self, key: str) -> None:
        """A text size that is chosen by arrow keys can be changed on."""
        row = self._row(key)
        if row is not None and row.control is not None:
            row.control.setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, key: str) -> SettingsRow | None:
        sections = [one.section for one in all_settings() if one.key == key]
        rows = (row for section in sections for row in self._cards.at(section).rows)
        return next((row for row in rows if row.setting.key == key), None)

    def _row_at_top(self) -> str:
        top = self.area.verticalScrollBar().value()
        rows = self._cards.rows()
        below = (row for row in rows if row.mapTo(self._sheet, QPoint(0, row.height())).y() > top + 24)
        first = next(below, rows[0])
        return "" if first is rows[0] else first.setting.key
