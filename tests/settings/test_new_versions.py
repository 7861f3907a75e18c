"""The setting for new versions is there only where it can be asked, off at first, and says what it sends."""

import pytest
from PySide6.QtWidgets import QLabel

from explorer.base import version
from explorer.base.settings import SettingsFile
from explorer.rooms.settings.about_pane import AboutGroup
from explorer.rooms.settings.index import NEW_VERSIONS, SettingsSection, all_settings
from explorer.rooms.settings.pane import SettingsPane
from tests.settings.conftest import Open


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project has a public address."""
    monkeypatch.setattr(version, "source", lambda: "https://github.com/owner/name")


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "source", lambda: "")


def texts(pane: SettingsPane, section: SettingsSection) -> str:
    return " ".join(label.text() for label in pane.groups[section].findChildren(QLabel))


def test_without_an_address_there_is_no_such_setting(nowhere: None, open_pane: Open) -> None:
    pane = open_pane()
    assert NEW_VERSIONS not in [one.key for one in all_settings()]
    assert NEW_VERSIONS not in [row.setting.key for row in pane.groups[SettingsSection.ABOUT].rows]
    assert "no search for updates" in texts(pane, SettingsSection.PRIVACY)
    assert "newest" not in texts(pane, SettingsSection.PRIVACY)


def test_it_is_off_until_chosen_and_can_be_reset(
    at_home: None, open_pane: Open, settings: SettingsFile
) -> None:
    pane = open_pane()
    rows = {row.setting.key: row for row in pane.groups[SettingsSection.ABOUT].rows}
    assert NEW_VERSIONS in rows
    assert not pane.group(AboutGroup).news.isChecked()
    heard: list[bool] = []
    settings.changed.add(lambda changed: heard.append(changed.new_versions))
    pane.group(AboutGroup).news.click()
    rows[NEW_VERSIONS].reset.emit()
    assert heard == [True, False]
    assert not pane.group(AboutGroup).news.isChecked()


def test_privacy_says_who_is_asked(at_home: None, open_pane: Open) -> None:
    told = texts(open_pane(), SettingsSection.PRIVACY)
    assert "api.github.com" in told
    assert "no search for updates" not in told
