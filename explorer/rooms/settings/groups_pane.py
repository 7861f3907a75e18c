"""The groups of settings on the page, built when needed: at once those seen first, then one by one."""

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.about_pane import AboutGroup
from explorer.rooms.settings.endpoints_pane import EndpointsGroup
from explorer.rooms.settings.engine_pane import EngineGroup
from explorer.rooms.settings.index import SettingsSection, all_settings
from explorer.rooms.settings.look_pane import LanguageGroup, LookGroup
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.privacy_pane import PrivacyGroup
from explorer.rooms.settings.server_pane import ServerGroup
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow
from explorer.rooms.settings.storage_pane import StorageGroup

_KINDS: dict[SettingsSection, Callable[[RoomServices], SettingsGroup]] = {
    SettingsSection.LOOK: LookGroup,
    SettingsSection.LANGUAGE: LanguageGroup,
    SettingsSection.MODELS: ModelsGroup,
    SettingsSection.ENGINE: EngineGroup,
    SettingsSection.NETWORK: NetworkGroup,
    SettingsSection.ENDPOINTS: EndpointsGroup,
    SettingsSection.SERVER: ServerGroup,
    SettingsSection.PRIVACY: PrivacyGroup,
    SettingsSection.STORAGE: StorageGroup,
    SettingsSection.ABOUT: AboutGroup,
}
_FIRST = (SettingsSection.LOOK, SettingsSection.LANGUAGE, SettingsSection.MODELS)
_WIDEST = 884
_FRAME_MS = 30  # until what is there first is on the screen
_PAUSE_MS = 8  # between two cards: typing and scrolling come in between


class SettingsGroups(QWidget):
    """``made`` carries each SettingsGroup before it stands among others: filling it moves nothing then."""

    made = Signal(object)

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self._made: dict[SettingsSection, SettingsGroup] = {}
        self._groups: dict[SettingsSection, SettingsGroup] = {}  # those of them that are on the page
        # Not each card: Qt asks for the height at the width that is there, not at the most that is taken.
        self.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        self.page = column(self, spacing=22)
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._build_next)

    def begin(self, first: Iterable[SettingsSection] = _FIRST) -> None:
        """Build what is seen first now, and all others soon."""
        for section in first:
            self.at(section)
        QTimer.singleShot(_FRAME_MS, self._timer, self._timer.start)

    def stop(self) -> None:
        """Build no more by itself."""
        self._timer.stop()

    def at(self, section: SettingsSection) -> SettingsGroup:
        """The card of a section, built if it was not."""
        if section not in self._groups:
            self._groups[section] = group = self._make(section)
            self.page.insertWidget(list(self.built).index(section), group)
            group.show()  # now, not when Qt comes to it: its controls may be asked for the focus
        return self._groups[section]

    @property
    def built(self) -> dict[SettingsSection, SettingsGroup]:
        """Those that are there, in their order."""
        return {section: self._groups[section] for section in SettingsSection if section in self._groups}

    def all(self) -> dict[SettingsSection, SettingsGroup]:
        """Every card, in its order."""
        return {section: self.at(section) for section in SettingsSection}

    def is_whole(self) -> bool:
        return len(self._groups) == len(SettingsSection)

    def rows(self) -> Sequence[SettingsRow]:
        """Of the cards that are there."""
        return [row for group in self.built.values() for row in group.rows]

    def group[G: SettingsGroup](self, kind: type[G]) -> G:
        """The card of this kind, built if it was not."""
        return cast(G, self.at(next(section for section, one in _KINDS.items() if one is kind)))

    def row(self, key: str) -> SettingsRow | None:
        """The row of a setting; its card is built if it was not."""
        sections = [one.section for one in all_settings() if one.key == key]
        rows = (row for section in sections for row in self.at(section).rows)
        return next((row for row in rows if row.setting.key == key), None)

    def _make(self, section: SettingsSection) -> SettingsGroup:
        if section not in self._made:
            self._made[section] = group = _KINDS[section](self._services)
            group.setParent(self)
            self.made.emit(group)
        return self._made[section]

    @Slot()
    def _build_next(self) -> None:
        """A card is made at one time and placed at another: both take most of a frame."""
        waiting = next((section for section in SettingsSection if section not in self._groups), None)
        if waiting is None:
            self._timer.stop()
        elif waiting in self._made:
            self.at(waiting)
        else:
            self._make(waiting)
