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
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.choice_rows import DropDownChoice, SwitchChoice, choices_of
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import SettingsGroup
from explorer.rooms.settings.token_pane import TokenPanel

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NetworkGroup(SettingsGroup):
    """Offline mode, the Hub's address and the access token."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.NETWORK, services.core.settings)
        self.offline = SwitchChoice(self.tr("Work offline"))
        note = self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
        self.bind("offline", "offline", note, self.offline)
        self.endpoint = EndpointField(services)
        note = self.tr("The server that is searched and downloaded from. It takes effect at once.")
        self._endpoint_row = self.add("endpoint", note, self.endpoint, wide=True)
        self._endpoint_row.reset.connect(self.endpoint.reset)
        self._add_downloads()
        self.token = TokenPanel(services)
        note = self.tr(
            "Only for models that are private, or whose publisher asks you to accept conditions. It is kept "
            "where the Hub’s own tools keep it on this machine, and sent to the Hub address and nowhere else."
        )
        self.add("token", note, self.token, wide=True)

    def _add_downloads(self) -> None:
        """How many models come at a time, and over how many connections each file."""
        counts = choices_of(range(1, MOST_CONNECTIONS + 1), str)
        self.parallel = DropDownChoice(self.tr("Downloads at the same time"), counts)
        note = self.tr("The others wait for their turn. What runs already goes on.")
        self.bind("parallel", "parallel_downloads", note, self.parallel)
        self.connections = DropDownChoice(self.tr("Connections per file"), counts)
        note = self.tr(
            "More than one helps only where the server slows each connection down. Up to {size} of a file "
            "may then have to come again after a pause. For downloads that start from now on."
        ).format(size=size_text((MOST_CONNECTIONS + 1) * DEFAULT_RULES.piece))
        self.bind("connections", "connections", note, self.connections)

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.endpoint.show_endpoint(settings.endpoint)
        self._endpoint_row.show_default(chosen_endpoint(""), differs=bool(settings.endpoint))
        self.token.show_offline(offline=settings.offline)


class EndpointField(QWidget):
    """The address, and under it what is wrong with it."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._settings = services.core.settings
        self.field = Field()
        self.field.setPlaceholderText(chosen_endpoint(""))
        self.field.setAccessibleName(self.tr("Hub address"))
        self.field.setMaximumWidth(look_of(self).sizes.px(520))
        self.field.editingFinished.connect(self._take)
        self.field.textEdited.connect(self._forget)
        self.said = OutcomeLine()
        self.setFocusProxy(self.field)
        column(self, spacing=6).add(self.field, self.said)

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
