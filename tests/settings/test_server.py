"""The server in the settings: switched on, told to others, opened to the network only after a question."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.kit.error_card import ErrorCard
from explorer.kit.text import Elided
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.pane import SettingsPane
from explorer.rooms.settings.server_pane import ServerGroup, ServerPanel
from explorer.serve.served import RequestState, ServerState
from tests.keys import MemoryKeys
from tests.models.tiny import Tiny, write_tiny
from tests.pages.settings import asked
from tests.scenes.server import REQUESTS
from tests.settings.conftest import Open


@pytest.fixture
def panel(qtbot: QtBot, open_pane: Open, services: RoomServices, settings: SettingsFile) -> ServerPanel:
    """With three models, and a port that is free."""
    folder = services.core.paths.models / "lab" / "More-GGUF"
    for seed, name in enumerate(("Harbor", "Meadow"), 1):
        write_tiny(folder / f"{name.lower()}-Q8_0.gguf", Tiny(name=name, seed=seed))
    settings.change(server_port=0)
    services.catalog.rescan()
    qtbot.waitUntil(lambda: len(services.catalog.models) == 3)
    pane = open_pane()
    pane.show_place(Place(Room.SETTINGS, setting="server"))
    return pane.group(ServerGroup).panel


def switch_on(qtbot: QtBot, panel: ServerPanel, services: RoomServices) -> None:
    panel.toggle.click()
    qtbot.waitUntil(lambda: services.server.status.state is ServerState.ON)


def copied() -> str:
    return QGuiApplication.clipboard().text()


def is_open(settings: SettingsFile) -> bool:
    return settings.current.server_open


def problems(panel: ServerPanel) -> list[ErrorCard]:
    return [one for one in panel.findChildren(ErrorCard) if one.isVisible()]


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_it_is_off_at_first_and_on_by_its_switch(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    assert not panel.toggle.isChecked()
    assert not panel.address.isVisible()
    switch_on(qtbot, panel, services)
    assert panel.address.text == services.server.status.address
    panel.address.copy.click()
    assert copied() == panel.address.text
    panel.toggle.click()
    qtbot.waitUntil(lambda: services.server.status.state is ServerState.OFF)
    assert not panel.address.isVisible()


def test_the_token_is_masked_until_it_is_asked_for(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    switch_on(qtbot, panel, services)
    token = services.server.token
    assert panel.token.text == f"{'•' * 12} {token[-4:]}"
    panel.token.copy.click()
    if sys.platform == "linux":  # who keeps what was copied is asked not to
        assert QGuiApplication.clipboard().mimeData().data("x-kde-passwordManagerHint") == b"secret"
    assert copied() == token
    panel.token.eye.click()
    assert panel.token.text == token
    panel.token.eye.click()
    assert token not in panel.token.text


def test_a_new_token_is_made_after_a_question(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    switch_on(qtbot, panel, services)
    before = services.server.token
    panel.token.renew.click()
    room = panel.window()
    assert isinstance(room, SettingsPane)
    asked(room).keep.click()
    assert services.server.token == before
    panel.token.renew.click()
    asked(room).agree.click()
    qtbot.waitUntil(lambda: services.server.token != before)
    assert panel.token.text.endswith(services.server.token[-4:])


def test_without_a_keyring_it_says_how_long_the_token_holds(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    keys = services.core.endpoints.keys
    assert isinstance(keys, MemoryKeys)
    keys.refuses = KnownError("The keyring of this system cannot be used.", "Unlock it.")
    switch_on(qtbot, panel, services)
    assert (
        panel.token.note == "The keyring of this system cannot be used. This token holds until the app ends."
    )


def test_the_network_is_opened_only_after_a_question(panel: ServerPanel, settings: SettingsFile) -> None:
    panel.reach.tabs.setCurrentIndex(1)
    assert panel.warning.isVisible()
    assert not is_open(settings)
    panel.warning.leave.click()
    assert panel.reach.tabs.currentIndex() == 0
    panel.reach.tabs.setCurrentIndex(1)
    panel.warning.agree.click()
    assert is_open(settings)
    assert not panel.warning.isVisible()
    panel.reach.tabs.setCurrentIndex(0)
    assert not is_open(settings), "back without a question"


def test_another_address_is_asked_about_while_programs_wait(
    qtbot: QtBot,
    panel: ServerPanel,
    services: RoomServices,
    settings: SettingsFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.change(server_open=True)
    switch_on(qtbot, panel, services)
    monkeypatch.setattr(type(services.server), "requests", REQUESTS)
    room = panel.window()
    assert isinstance(room, SettingsPane)
    port = room.group(ServerGroup).port
    port.chosen.emit(4711)
    question = asked(room)
    assert question.keep.hasFocus()
    question.keep.click()
    assert settings.current.server_port == 0
    panel.reach.tabs.setCurrentIndex(0)
    asked(room).keep.click()
    assert is_open(settings)
    qtbot.waitUntil(lambda: panel.reach.tabs.currentIndex() == 1)
    panel.reach.tabs.setCurrentIndex(0)
    asked(room).agree.click()
    assert not is_open(settings)


def test_a_taken_port_is_told_and_another_one_offered(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices, settings: SettingsFile
) -> None:
    with taken_port() as port:
        settings.change(server_port=port)
        panel.toggle.click()
        qtbot.waitUntil(lambda: services.server.status.state is ServerState.FAILED)
        assert not panel.toggle.isChecked()
        (problem,) = problems(panel)
        problem.retry.click()
        qtbot.waitUntil(lambda: services.server.status.state is ServerState.ON)
    assert problems(panel) == []
    assert settings.current.server_port != port
    assert f":{settings.current.server_port}/" in panel.address.text


def test_models_are_offered_as_they_are_chosen(
    panel: ServerPanel, services: RoomServices, settings: SettingsFile
) -> None:
    assert [chip.isChecked() for chip in panel.models.chips] == [True, True, True]
    panel.models.chips[0].click()
    assert [one.model.name for one in services.server.models] == ["Meadow", "Tiny"]
    panel.models.chips[1].click()
    panel.models.chips[2].click()
    assert [one.model.name for one in services.server.models] == ["Tiny"], "one stays"
    assert [chip.isChecked() for chip in panel.models.chips] == [False, False, True]
    panel.models.chips[0].click()
    panel.models.chips[1].click()
    assert settings.current.server_models == (), "all, also those that come later"


def test_it_is_seen_how_far_the_server_is_open_while_it_is_on(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    switch_on(qtbot, panel, services)
    panel.show_status(replace(services.server.status, is_open=True))
    assert panel.reach.tabs.currentIndex() == 1


def test_what_sets_the_token_is_copied_and_shown_masked(
    qtbot: QtBot, panel: ServerPanel, services: RoomServices
) -> None:
    switch_on(qtbot, panel, services)
    token, shown = services.server.token, [one.text() for one in panel.snippets.first.findChildren(Elided)]
    assert "OMX_TOKEN=" in shown[0]
    assert token not in shown[0]
    panel.snippets.copy_first.click()
    assert copied().endswith(f"OMX_TOKEN={token}")


def test_requests_are_listed_and_stopped(qtbot: QtBot, panel: ServerPanel, services: RoomServices) -> None:
    switch_on(qtbot, panel, services)
    services.server.asked.emit(REQUESTS)
    rows = panel.requests.list.rows
    assert [row.client.text() for row in rows][:1] == [REQUESTS[0].client]
    assert [row.stop.isVisible() for row in rows] == [True, True, True, True, False, False, False]
    assert rows[3].state.text() == "answering, 14 tokens/s"
    assert rows[6].state.text() == "no such model offered"
    assert REQUESTS[6].error in rows[6].state.toolTip()
    assert REQUESTS[6].state is RequestState.FAILED


def test_pages_are_allowed_by_name(panel: ServerPanel, settings: SettingsFile) -> None:
    room = panel.window()
    assert isinstance(room, SettingsPane)
    origins = room.group(ServerGroup).origins
    QTest.keyClicks(origins.field, "example.org")
    QTest.keyClick(origins.field, Qt.Key.Key_Return)
    assert "no address of a web page" in origins.said.text
    origins.field.clear()
    QTest.keyClicks(origins.field, "https://Example.org/path")
    QTest.keyClick(origins.field, Qt.Key.Key_Return)
    assert settings.current.server_origins == ("https://example.org",)


def test_a_search_unfolds_what_it_finds(qtbot: QtBot, panel: ServerPanel) -> None:
    room = panel.window()
    assert isinstance(room, SettingsPane)
    group = room.group(ServerGroup)
    assert not group.port.isVisible()
    room.search.setText("port")
    room.search.returnPressed.emit()
    assert group.port.isVisible()


def test_a_place_leads_to_it(qtbot: QtBot, panel: ServerPanel) -> None:
    room = panel.window()
    assert isinstance(room, SettingsPane)
    room.show_place(Place(Room.SETTINGS, setting="server-origins"))
    origins = room.group(ServerGroup).origins
    assert origins.isVisible()
    qtbot.waitUntil(lambda: 0 <= origins.mapTo(room, QPoint(0, 0)).y() < room.height())
