"""Another program asks: the server is switched on, the request seen and stopped; off, nothing is left."""

import threading
from pathlib import Path
from typing import Any

import openai
import psutil
import pytest
from openai import OpenAI
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.domain.places import Place, Room
from explorer.frame.activity.activity_pane import ActivityPanel
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.activity.server_pane import ServerPage
from explorer.frame.palette.palette_pane import Palette
from explorer.frame.quit_pane import QuitSheet
from explorer.kit.text import Para
from explorer.rooms.settings.server_pane import ServerGroup
from explorer.serve.served import RequestState, ServerState
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver, click, settle


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With one model that has no end, offline, and any port that is free."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    root = tmp_path / "home"
    endless = Tiny(name="Meadow", text=None, context_length=100_000)
    write_tiny(root / "models" / "own" / "meadow-Q8_0.gguf", endless)
    settings = '{"offline": true, "server_port": 0, "context_length": 100000}'
    root.joinpath("settings.json").write_text(settings, encoding="utf-8")
    return root


class Asking(threading.Thread):
    """Another program that waits for a long answer. ``error``: what it was told in the end."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        status, token = driver.app.server.status, driver.app.server.token
        self._client = OpenAI(base_url=status.address, api_key=token, max_retries=0)
        self.pieces = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            asked: Any = [{"role": "user", "content": "Tell me everything."}]
            for _piece in self._client.chat.completions.create(
                model="meadow",
                messages=asked,
                stream=True,
                max_tokens=90_000,
                extra_body={"ignore_eos": True},
            ):
                self.pieces += 1
        except openai.OpenAIError as error:
            self.error = error
        finally:
            self._client.close()


def switch_on(driver: Driver) -> ServerPage:
    driver.app.overlays.show_activity(ActivitySection.SERVER)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert isinstance(panel.page, ServerPage)
    panel.page.toggle.click()
    driver.wait(lambda: driver.app.server.status.state is ServerState.ON, "the server")
    return panel.page


def ask(driver: Driver) -> Asking:
    asking = Asking(driver)
    asking.start()
    driver.wait(lambda: asking.pieces > 0, "the first words")
    return asking


def test_a_request_is_seen_and_stopped_and_nothing_is_left(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    page = switch_on(driver)
    bar = driver.app.window.activity.server
    assert bar.text() == "Server on · this machine"
    asking = ask(driver)
    driver.wait(lambda: len(page.list.rows) == 1, "its row")
    (row,) = page.list.rows
    driver.wait(lambda: row.state.text().startswith("answering"), "what it does")
    assert row.model.text() == "meadow"
    click(row.stop)
    driver.wait(lambda: not asking.is_alive(), "the other program to hear it")
    assert isinstance(asking.error, openai.APIError)
    driver.wait(lambda: row.state.text().startswith("stopped"), "how it ended")
    page.toggle.click()
    driver.wait(lambda: driver.app.server.status.state is ServerState.OFF, "its end")
    assert bar.isHidden()
    assert not [one for one in psutil.Process().net_connections("tcp") if one.status == psutil.CONN_LISTEN]


def test_quitting_tells_of_requests_that_would_be_cut_off(driver: Driver) -> None:
    switch_on(driver)
    asking = ask(driver)
    driver.wait(
        lambda: any(one.state is RequestState.ANSWERING for one in driver.app.server.requests), "it is seen"
    )
    driver.window.close()
    sheet = driver.app.overlays.current
    assert isinstance(sheet, QuitSheet)
    assert "1 request of another app · it is cut off" in [label.text() for label in sheet.findChildren(Para)]
    sheet.stay.click()
    driver.app.server.stop()
    driver.wait(lambda: not asking.is_alive(), "the other program to hear it")


def test_the_settings_and_the_panel_show_one_server(driver: Driver) -> None:
    switch_on(driver)
    driver.app.go(Place(Room.SETTINGS, setting="server"))
    settle()
    group = driver.app.settings.group(ServerGroup)
    assert group.panel.toggle.isChecked()
    group.panel.toggle.click()
    driver.wait(lambda: driver.app.server.status.state is ServerState.OFF, "its end")
    assert driver.app.window.activity.server.isHidden()


def test_the_palette_switches_it(driver: Driver) -> None:
    for words, state in (("server on", ServerState.ON), ("server off", ServerState.OFF)):
        driver.app.overlays.toggle_palette()
        palette = driver.app.overlays.current
        assert isinstance(palette, Palette)
        QTest.keyClicks(palette.field, words)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        driver.wait(lambda state=state: driver.app.server.status.state is state, words)  # type: ignore[misc]


def test_it_starts_with_the_app_where_that_is_wanted(qapp: QApplication, home: Path) -> None:
    file = home / "settings.json"
    file.write_text('{"offline": true, "server_port": 0, "server_starts": true}', encoding="utf-8")
    driver = Driver(home)
    driver.wait(lambda: driver.app.server.status.state is ServerState.ON, "the server")
    driver.close()
