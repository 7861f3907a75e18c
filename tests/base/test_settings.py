"""Settings survive everything: a wrong value, a damaged file, a newer version."""

from pathlib import Path

import msgspec
import pytest

from explorer.base.settings import Settings, SettingsFile
from explorer.domain.errors import KnownError


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
    path.write_bytes(b'{"theme": "dar')
    told: list[str] = []
    assert SettingsFile(path, told.append).current == Settings()
    assert (tmp_path / "settings.damaged.json").read_bytes() == b'{"theme": "dar'
    assert "settings.damaged.json" in told[0]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_that_an_editor_of_windows_saved_is_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "settings.json"
    begun = "\ufeff" if mark.endswith("e") else ""
    path.write_bytes(f'{begun}{{"theme": "dark", "models_folder": "/Модели"}}'.encode(mark))
    assert SettingsFile(path, pytest.fail).current == Settings(theme="dark", models_folder="/Модели")


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 20_000,
        b'{"offline": true, "theme": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"offline": true, "more": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001,
        b'{"theme": "\\ud800"}',
        b'\xff\xfe{"',
        b"\xff" * 5,
        b"\x00" * 300,
        b"",
        b"5",
        b"null",
    ],
    ids=lambda text: str(text[:24]),
)
def test_whatever_the_file_holds_the_app_starts_and_keeps_it(tmp_path: Path, text: bytes) -> None:
    path, told = tmp_path / "settings.json", list[str]()
    path.write_bytes(text)
    assert SettingsFile(path, told.append).current == Settings()
    assert (tmp_path / "settings.damaged.json").read_bytes() == text
    assert told[0].endswith("They are kept in settings.damaged.json.")
    assert len(told[0]) < 300


@pytest.mark.parametrize("depth", [100, 900, 3_000, 9_000])
def test_a_deep_value_costs_no_other_and_is_no_hindrance(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "settings.json"
    for key in ("more", "theme"):
        path.write_text(f'{{"offline": true, "{key}": {"[" * depth}{"]" * depth}}}')
        settings = SettingsFile(path, lambda _text: None)
        if settings.current == Settings():  # deeper than is read at all
            assert list(tmp_path.glob("settings.damaged*"))
        settings.change(text_percent=125)
        assert SettingsFile(path, pytest.fail).current.text_percent == 125


def test_a_folder_that_no_system_can_have_is_told_and_kept_aside(tmp_path: Path) -> None:
    path, told = tmp_path / "settings.json", list[str]()
    path.write_text('{"models_folder": "/a\\u0000b", "endpoint": "\\u0000", "offline": true}')
    assert SettingsFile(path, told.append).current == Settings(offline=True)
    assert "models_folder: '/a\\x00b', endpoint: '\\x00'" in told[0]
    assert (tmp_path / "settings.damaged.json").is_file()


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("one", "two"):
        path.write_text(text)
        SettingsFile(path, lambda _text: None)
    kept = {p.name: p.read_text() for p in tmp_path.iterdir()}
    assert kept == {"settings.damaged.json": "one", "settings.damaged-2.json": "two"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"theme": "blue", "offline": true}', "theme: 'blue'"),
        ('{"text_percent": 5000, "offline": true}', "text_percent: 5000"),
        ('{"text_percent": "large", "offline": true}', "text_percent: 'large'"),
        ('{"threads": -1, "offline": true}', "threads: -1"),
        ('{"context_length": null, "offline": true}', "context_length: None"),
    ],
)
def test_one_bad_value_costs_no_other(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    told: list[str] = []
    assert SettingsFile(path, told.append).current == Settings(offline=True)
    assert word in told[0]
    assert (tmp_path / "settings.damaged.json").read_text() == text
    assert SettingsFile(path, pytest.fail).current == Settings(offline=True)  # mended, and not told again


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    told: list[str] = []
    assert SettingsFile(path, told.append).current == Settings()
    assert "could not be opened" in told[0]


def test_a_file_that_cannot_be_written_is_told_and_the_change_holds(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = SettingsFile(tmp_path / "file" / "settings.json", lambda _text: None)
    heard: list[Settings] = []
    settings.changed.add(heard.append)
    with pytest.raises(KnownError, match="could not be saved"):
        settings.change(theme="dark")
    assert (settings.current.theme, heard[0].theme) == ("dark", "dark")


def test_a_reset_goes_back_to_the_defaults_of_those_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = SettingsFile(path, pytest.fail)
    settings.change(theme="dark", text_percent=150, endpoint="https://hub.example")
    settings.reset("theme", "text_percent")
    assert SettingsFile(path, pytest.fail).current == Settings(endpoint="https://hub.example")


def test_a_value_of_the_wrong_type_never_reaches_the_file(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json", pytest.fail)
    with pytest.raises(msgspec.ValidationError):
        settings.change(text_percent="large")
    assert not (tmp_path / "settings.json").exists()


def test_keys_of_a_newer_version_are_written_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "telepathy": {"range": 3}}')
    settings = SettingsFile(path, pytest.fail)
    assert settings.current.theme == "dark"
    settings.change(theme="light")
    assert msgspec.json.decode(path.read_bytes()) == {"theme": "light", "telepathy": {"range": 3}}


def test_a_file_that_cannot_be_opened_for_a_while_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"models_folder": "/big/models", "theme": "light", "telepathy": 1}')

    def refuse(_path: Path, _mode: str) -> bytes:
        raise PermissionError(13, "another program uses it")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        settings = SettingsFile(path, lambda _text: None)
        with pytest.raises(KnownError, match="could not be saved"):
            settings.change(theme="dark")
    assert '"models_folder": "/big/models", "theme": "light"' in path.read_text()
    heard: list[Settings] = []
    settings.changed.add(heard.append)
    settings.change(offline=True)
    assert heard == [Settings(models_folder="/big/models", theme="dark", offline=True)]
    assert msgspec.json.decode(path.read_bytes()) == {
        "telepathy": 1, "models_folder": "/big/models", "theme": "dark", "offline": True
    }  # fmt: skip


def test_a_name_that_is_no_text_is_refused_and_later_changes_are_saved(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json", pytest.fail)
    with pytest.raises(KnownError, match="damaged"):
        settings.change(models_folder="/models-\udce9")
    settings.change(theme="dark")
    assert SettingsFile(tmp_path / "settings.json", pytest.fail).current == Settings(theme="dark")
