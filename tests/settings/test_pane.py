"""Settings take effect at once and are kept."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.base.machine import read_machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.kit.theme import Look
from explorer.settings.pane import SettingsPane


@pytest.fixture
def pane(qtbot: QtBot, look: Look, settings: SettingsFile, paths: Paths) -> SettingsPane:
    built = SettingsPane(settings=settings, paths=paths, machine=read_machine())
    qtbot.addWidget(built)
    return built


def test_choices_are_kept(pane: SettingsPane, settings: SettingsFile, paths: Paths) -> None:
    pane.theme.activated.emit(2)
    pane.percent.activated.emit(4)
    pane.offline.click()
    kept = SettingsFile(paths.settings, pytest.fail).current
    assert (kept.theme, kept.text_percent, kept.offline) == ("dark", 150, True)


def test_the_page_shows_what_another_part_changed(pane: SettingsPane, settings: SettingsFile) -> None:
    settings.change(theme="light", context_length=8192)
    assert (pane.theme.currentText(), pane.context.currentText()) == ("Light", "8,192")


def test_an_address_is_taken_when_the_field_is_left(pane: SettingsPane, settings: SettingsFile) -> None:
    QTest.keyClicks(pane.endpoint, "https://hub.example ")
    pane.endpoint.editingFinished.emit()
    assert settings.current.endpoint == "https://hub.example"


def test_after_leaving_nothing_is_heard(pane: SettingsPane, settings: SettingsFile, tmp_path: Path) -> None:
    pane.close_room()
    settings.change(theme="dark")
    assert pane.theme.currentText() == "As the system"
