"""The group Network: offline mode, the Hub's address, parallel downloads, and the access token, which is
pasted, checked, removed, and never shown again."""

import os
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.hub.connection import chosen_endpoint
from explorer.hub.repo_names import check_endpoint
from explorer.hub.token import (
    NEW_TOKEN_PAGE,
    HubAccount,
    TokenSource,
    TokenState,
    check_token,
    remove_token,
    save_token,
    token_state,
)
from explorer.hub.transfer.progress import DEFAULT_RULES, MOST_CONNECTIONS
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.layouts import flowing
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.tasks import Task
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import DropDownChoice, SettingsGroup, SwitchChoice, choices_of

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


class TokenPanel(QWidget):
    """``state`` is what was read last, ``None`` before that."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._tasks, self._hub = services.tasks, services.core.hub
        self.state: TokenState | None = None
        self._is_offline = False
        self._checking: Task | None = None
        self.field = Field()
        self.field.setEchoMode(Field.EchoMode.Password)
        self.field.setAccessibleName(self.tr("Access token"))
        self.field.setPlaceholderText(self.tr("Paste a token"))
        self.field.setMaximumWidth(look_of(self).sizes.px(520))
        self.field.textChanged.connect(self._show_buttons)
        self.field.returnPressed.connect(self._save)
        self.setFocusProxy(self.field)
        self.store = Button("outlined", self.tr("Store"), "key", then=self._save)
        self.check = Button("outlined", self.tr("Check"), then=self._check)
        self.remove = Button("quiet", self.tr("Remove"), "trash", then=self._ask_to_remove)
        self.make = Button("quiet", self.tr("Make one on the Hub"), "external", then=self._show_link)
        self.where = OutcomeLine()
        self.result = OutcomeLine()
        buttons = flowing(self.store, self.check, self.remove, self.make)
        column(self, spacing=8).add(self.where, self.field, buttons, self.result)
        self._show_buttons()
        self._read()

    def show_offline(self, *, offline: bool) -> None:
        self._is_offline = offline
        self._show_buttons()

    def close_panel(self) -> None:
        self.field.clear()
        if self._checking is not None:
            self._checking.stop()

    def _read(self) -> None:
        self._tasks.do(token_state, self._show, self.result.tell, owner=self)

    def _show(self, state: TokenState) -> None:
        self.state = state
        if state.source is TokenSource.NONE:
            self.where.say("info", self.tr("No token. Public models need none."))
        elif state.source is TokenSource.FILE:
            self.where.say("good", self.tr("A token is stored."), str(state.file))
        else:
            words = self.tr("The token of the variable {name} is used.").format(name=state.variable)
            more = self.tr("One is stored as well, and rests while the variable is set.")
            self.where.say("info", words, more if state.has_file else "")
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        has = self.state is not None and self.state.source is not TokenSource.NONE
        self.store.setEnabled(bool(self.field.text().strip()))
        self.check.setText(self.tr("Stop") if self._checking is not None else self.tr("Check"))
        self.check.setEnabled(self._checking is not None or (has and not self._is_offline))
        offline = self.tr("Offline mode is on, so nobody can be asked.")
        ask = self.tr("Ask the Hub whose token it is")
        self.check.setToolTip(offline if self._is_offline else ask)
        self.remove.setVisible(self.state is not None and self.state.has_file)
        if self._is_offline and has and not self.result.text:
            self.result.say("info", offline)
        elif not self._is_offline and self.result.text == offline:
            self.result.clear()

    @Slot()
    def _save(self) -> None:
        text = self.field.text()
        self.field.clear()
        self.result.clear()
        self._tasks.do(partial(save_token, text), self._saved, self.result.tell, owner=self)

    def _saved(self, state: TokenState) -> None:
        self._show(state)
        if not self._is_offline:
            self._check()

    @Slot()
    def _ask_to_remove(self) -> None:
        words = self.tr(
            "It is not kept anywhere else by this app. On the Hub it stays valid until you delete it."
        )
        heading = self.tr("Remove the stored token?")
        question = DangerQuestion(heading, heading, words, self.tr("Remove"), host_of(self))
        question.agreed.connect(self._remove)
        question.ask()

    @Slot()
    def _remove(self) -> None:
        self.result.clear()
        self._tasks.do(remove_token, self._removed, self.result.tell, owner=self)

    def _removed(self, state: TokenState) -> None:
        self._show(state)
        words = self.tr("The stored token was removed from this machine.")
        self.result.say("good", words, self.tr("It stays valid until you delete it on the Hub."))

    @Slot()
    def _check(self) -> None:
        if self._checking is not None:
            self._checking.stop()
            self._checking = None
            self.result.clear()
            self._show_buttons()
            return
        self.result.say("info", self.tr("Asking {address}…").format(address=self._hub.endpoint))
        work = partial(check_token, self._hub)
        self._checking = self._tasks.do(
            work, self._show_account, self._show_problem, owner=self, network=True
        )
        self._show_buttons()

    def _show_account(self, account: HubAccount) -> None:
        self._checking = None
        words = self.tr("Valid: it is the token of {name}.").format(name=account.name)
        more = self.tr("Called “{name}”, it may: {role}.").format(name=account.token_name, role=account.role)
        self.result.say("good", words, more if account.token_name and account.role else "")
        self._show_buttons()

    def _show_problem(self, error: KnownError) -> None:
        self._checking = None
        self.result.tell(error)
        self._show_buttons()

    @Slot()
    def _show_link(self) -> None:
        popup = LinkPopup(NEW_TOKEN_PAGE, self)
        popup.open_at(self.make.mapToGlobal(self.make.rect().bottomLeft()))
