"""The group Network: offline mode, the Hub's address, parallel downloads and the access token."""

import os
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
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
        note = self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
        self.offline = self.bind("offline", "offline", note, SwitchChoice(self.tr("Work offline")))
        note = self.tr("The server that is searched and downloaded from. It takes effect at once.")
        self.endpoint = self.bind("endpoint", "endpoint", note, EndpointField(), wide=True)
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
        note = self.tr("The others wait for their turn. What runs already goes on.")
        choice = DropDownChoice(self.tr("Downloads at the same time"), counts)
        self.bind("parallel", "parallel_downloads", note, choice)
        note = self.tr(
            "More than one helps only where the server slows each connection down. Up to {size} of a file "
            "may then have to come again after a pause. For downloads that start from now on."
        ).format(size=size_text((MOST_CONNECTIONS + 1) * DEFAULT_RULES.piece))
        choice = DropDownChoice(self.tr("Connections per file"), counts)
        self.bind("connections", "connections", note, choice)

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.token.show_offline(offline=settings.offline)


class EndpointField(QWidget):
    """The address, and under it what is wrong with it. ``chosen`` carries one that can be used."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._endpoint: str | None = None  # as it was shown last
        self.field = Field()
        self.field.setPlaceholderText(chosen_endpoint(""))
        self.field.setAccessibleName(self.tr("Hub address"))
        self.field.setMaximumWidth(look_of(self).sizes.px(520))
        self.said = OutcomeLine()
        self.field.editingFinished.connect(self._take)
        self.field.textEdited.connect(self.said.clear)
        self.setFocusProxy(self.field)
        column(self, spacing=6).add(self.field, self.said)

    def text_of(self, value: str) -> str:
        return chosen_endpoint(value)

    def show_value(self, value: str) -> None:
        """What was typed stays until it is corrected, or the address is another one."""
        if value != self._endpoint:
            self._show(value)

    def _show(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self.field.setText(endpoint)
        self.said.clear()
        if _is_plain(chosen_endpoint(endpoint)):
            self.said.say("caution", self.tr("This address is not encrypted: others can read along."))
        elif not endpoint and os.environ.get("HF_ENDPOINT", "").strip():
            self.said.say("info", self.tr("The default comes from the environment variable HF_ENDPOINT."))

    @Slot()
    def _take(self) -> None:
        text = self.field.text().strip().rstrip("/")
        try:
            if text:
                check_endpoint(text)
        except KnownError as error:
            self.said.tell(error)
            return
        text = "" if text == chosen_endpoint("") else text
        is_other = text != self._endpoint
        self._show(text)
        if is_other:
            self.chosen.emit(text)


def _is_plain(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK
