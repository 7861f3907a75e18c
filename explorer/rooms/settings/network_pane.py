"""The group Network: offline mode, the Hub's address, parallel downloads and the access token."""

import os
from urllib.parse import urlsplit

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.hub.connection import chosen_endpoint
from explorer.hub.repo_names import check_endpoint
from explorer.hub.transfer.progress import DEFAULT_RULES, MOST_CONNECTIONS
from explorer.kit.boxes import column
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.theme import look_of
from explorer.kit.toggle import Toggle
from explorer.rooms.settings.choice_rows import DropDownChoice
from explorer.rooms.settings.index import SettingsSection, section_title
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.services import SettingsServices, setting
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow
from explorer.rooms.settings.token_pane import TokenPanel

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NetworkGroup(SettingsGroup):
    """Offline mode, the Hub's address and the access token."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__(shown(section_title(SettingsSection.NETWORK)))
        self._settings = shared.settings
        self.offline = Toggle(self.tr("Work offline"))
        self.offline.clicked.connect(self._set_offline)
        note = self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
        self._offline_row = self.add(SettingsRow(setting("offline"), note, self.offline))
        self._offline_row.reset.connect(self._reset_offline)
        self.endpoint = EndpointField(shared)
        note = self.tr("The server that is searched and downloaded from. It takes effect at once.")
        self._endpoint_row = self.add(SettingsRow(setting("endpoint"), note, self.endpoint, wide=True))
        self._endpoint_row.reset.connect(self.endpoint.reset)
        self._add_downloads()
        self.token = TokenPanel(shared)
        note = self.tr(
            "Only for models that are private, or whose publisher asks you to accept conditions. It is kept "
            "where the Hub’s own tools keep it on this machine, and sent to the Hub address and nowhere else."
        )
        self.add(SettingsRow(setting("token"), note, self.token, wide=True))

    def _add_downloads(self) -> None:
        """How many models come at a time, and over how many connections each file."""
        counts = [(n, f"{n}") for n in range(1, MOST_CONNECTIONS + 1)]
        self.parallel = DropDownChoice(self.tr("Downloads at the same time"), counts)
        self.parallel.chosen.connect(self._set_parallel)
        note = self.tr("The others wait for their turn. What runs already goes on.")
        self._parallel_row = self.add(SettingsRow(setting("parallel"), note, self.parallel))
        self._parallel_row.reset.connect(self._reset_parallel)
        self.connections = DropDownChoice(self.tr("Connections per file"), counts)
        self.connections.chosen.connect(self._set_connections)
        note = self.tr(
            "More than one helps only where the server slows each connection down. Up to {size} of a file "
            "may then have to come again after a pause. For downloads that start from now on."
        ).format(size=size_text((MOST_CONNECTIONS + 1) * DEFAULT_RULES.piece))
        self._connections_row = self.add(SettingsRow(setting("connections"), note, self.connections))
        self._connections_row.reset.connect(self._reset_connections)

    def show_settings(self, settings: Settings) -> None:
        self.offline.setChecked(settings.offline)
        self._offline_row.show_default(self.tr("Off"), differs=settings.offline)
        self.endpoint.show_endpoint(settings.endpoint)
        self._endpoint_row.show_default(chosen_endpoint(""), differs=bool(settings.endpoint))
        self.token.show_offline(offline=settings.offline)
        default = Settings()
        parallel, connections = settings.parallel_downloads, settings.connections
        self.parallel.show_value(parallel, f"{parallel}")
        self._parallel_row.show_default(
            f"{default.parallel_downloads}", differs=parallel != default.parallel_downloads
        )
        self.connections.show_value(connections, f"{connections}")
        self._connections_row.show_default(
            f"{default.connections}", differs=connections != default.connections
        )

    @Slot()
    def _set_offline(self) -> None:
        self._settings.change(offline=self.offline.isChecked())

    @Slot(object)
    def _set_parallel(self, value: object) -> None:
        self._settings.change(parallel_downloads=value)

    @Slot()
    def _reset_parallel(self) -> None:
        self._settings.reset("parallel_downloads")

    @Slot(object)
    def _set_connections(self, value: object) -> None:
        self._settings.change(connections=value)

    @Slot()
    def _reset_connections(self) -> None:
        self._settings.reset("connections")

    @Slot()
    def _reset_offline(self) -> None:
        self._settings.reset("offline")


class EndpointField(QWidget):
    """The address, and under it what is wrong with it."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__()
        self._settings = shared.settings
        self.field = Field()
        self.field.setPlaceholderText(chosen_endpoint(""))
        self.field.setAccessibleName(self.tr("Hub address"))
        self.field.setMaximumWidth(look_of(self).sizes.px(520))
        self.field.editingFinished.connect(self._take)
        self.field.textEdited.connect(self._forget)
        self.said = OutcomeLine()
        self.setFocusProxy(self.field)
        stack = column(self, spacing=6)
        stack.addWidget(self.field)
        stack.addWidget(self.said)

    def show_endpoint(self, endpoint: str) -> None:
        if self.said.text and self.field.text().strip() != endpoint and self._is_wrong(self.field.text()):
            return  # what was typed stays until it is corrected
        self.field.setText(endpoint)
        self.said.clear()
        if _is_plain(chosen_endpoint(endpoint)):
            self.said.say("caution", self.tr("This address is not encrypted: others can read along."))
        elif not endpoint and os.environ.get("HF_ENDPOINT", "").strip():
            self.said.say("info", self.tr("The default comes from the environment variable HF_ENDPOINT."))

    @Slot()
    def reset(self) -> None:
        self.said.clear()
        self._settings.reset("endpoint")

    @Slot()
    def _take(self) -> None:
        text = self.field.text().strip().rstrip("/")
        if text == self._settings.current.endpoint:
            self.show_endpoint(text)
            return
        try:
            if text:
                check_endpoint(text)
        except KnownError as error:
            self.said.tell(error)
            return
        self.said.clear()
        self._settings.change(endpoint="" if text == chosen_endpoint("") else text)

    @Slot()
    def _forget(self) -> None:
        self.said.clear()

    def _is_wrong(self, text: str) -> bool:
        try:
            check_endpoint(text.strip())
        except KnownError:
            return True
        return False


def _is_plain(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK
