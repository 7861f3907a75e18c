"""Settings survive everything: a wrong value, a damaged file, a newer version."""

from pathlib import Path

import msgspec
import pytest

from explorer.base.settings import Settings, SettingsFile


def test_a_change_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    SettingsFile(path, pytest.fail).change(theme="dark", text_percent=125)
    assert SettingsFile(path, pytest.fail).current == Settings(theme="dark", text_percent=125)


def test_listeners_hear_of_a_change(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json", pytest.fail)
    heard: list[Settings] = []
    settings.changed.add(heard.append)
    settings.change(offline=True)
    assert [s.offline for s in heard] == [True]


def test_a_damaged_file_is_kept_aside_and_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"theme": "purple"}')
    told: list[str] = []
    assert SettingsFile(path, told.append).current == Settings()
    assert (tmp_path / "settings.damaged.json").read_bytes() == b'{"theme": "purple"}'
    assert "settings.damaged.json" in told[0]


def test_a_value_of_the_wrong_type_never_reaches_the_file(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json", pytest.fail)
    with pytest.raises(msgspec.ValidationError):
        settings.change(text_percent="large")
    assert not (tmp_path / "settings.json").exists()


def test_keys_of_a_newer_version_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "telepathy": true}')
    assert SettingsFile(path, pytest.fail).current.theme == "dark"
