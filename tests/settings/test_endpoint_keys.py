"""Settings → Endpoints while the keyring takes its time: no key stays there of which no endpoint knows."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.errors import KnownError
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.key_keeping import GivenKey, add_endpoint
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.add_endpoint_pane import AddEndpointSheet
from explorer.rooms.settings.pane import SettingsPane
from tests.keys import MemoryKeys
from tests.settings.endpoint_data import beside
from tests.settings.test_endpoints import KEY, group_of, only_card, opened_sheet


class WaitingKeys(MemoryKeys):
    """A keyring that waits for the person until ``answered``."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answered = threading.Event(), threading.Event()

    def keep(self, name: str, secret: str) -> None:
        self.asked.set()
        assert self.answered.wait(10)
        super().keep(name, secret)


@pytest.fixture
def keys(services: RoomServices) -> WaitingKeys:
    services.core.endpoints.keys = made = WaitingKeys()
    return made


def adding(pane: SettingsPane, keys: WaitingKeys) -> AddEndpointSheet:
    """One whose key waits for the keyring."""
    sheet = opened_sheet(pane)
    sheet.address.setText("http://127.0.0.1:9/v1")
    sheet.key.choose(KeyPlace.KEYRING)
    sheet.key.secret.setText(KEY)
    sheet.add.click()
    assert keys.asked.wait(5)
    return sheet


def answer(qtbot: QtBot, services: RoomServices, keys: WaitingKeys) -> None:
    """Until all that waited for the keyring is done."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    keys.answered.set()
    qtbot.waitUntil(lambda: not services.core.endpoints.keying.locked())
    QCoreApplication.processEvents()


def test_who_cancels_meanwhile_gets_no_endpoint_and_keeps_no_key(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices, keys: WaitingKeys
) -> None:
    adding(pane, keys).dismiss()
    answer(qtbot, services, keys)
    assert (services.core.endpoints.all, keys.kept) == ((), {})


def test_nothing_is_added_behind_a_room_that_is_closed(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices, keys: WaitingKeys
) -> None:
    adding(pane, keys)
    panel = group_of(pane).panel
    panel.close_panel()
    panel.deleteLater()
    answer(qtbot, services, keys)
    assert (services.core.endpoints.all, keys.kept) == ((), {})


def test_a_key_for_an_endpoint_that_is_removed_meanwhile_goes_with_it(
    qtbot: QtBot, pane: SettingsPane, services: RoomServices, keys: WaitingKeys
) -> None:
    services.core.endpoints.keep(beside())
    card = only_card(pane)
    card.key.open_choice()
    card.key.choice.secret.setText(KEY)
    card.key.keep.click()
    assert keys.asked.wait(5)
    assert not card.key.leave.isEnabled(), "it cannot be called back"
    services.core.endpoints.remove(beside().id)  # as omx does
    answer(qtbot, services, keys)
    assert (services.core.endpoints.all, keys.kept) == ((), {})


def test_a_key_is_forgotten_where_the_disk_refuses_its_endpoint(
    services: RoomServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Endpoints, _endpoint: Endpoint) -> None:
        raise KnownError("The disk is full.", "")

    endpoints, keys = services.core.endpoints, services.core.endpoints.keys
    monkeypatch.setattr(Endpoints, "write", refuse)
    with pytest.raises(KnownError, match="full"):
        add_endpoint(endpoints, beside(), GivenKey(KeyPlace.KEYRING, KEY))
    assert isinstance(keys, MemoryKeys)
    assert keys.kept == {}
