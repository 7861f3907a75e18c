"""A start that fails says so in a window, also where there is no console."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit

from explorer import start as starting
from explorer.frame.instance import InstanceLock
from explorer.frame.start_error_pane import StartErrorWindow
from explorer.kit.text import Para


def is_cut(para: Para) -> bool:
    return para.height() < para.heightForWidth(para.width())


@pytest.fixture
def seen(qapp: QApplication) -> list[str]:
    """What the small window says; it is closed as soon as it is shown."""
    words: list[str] = []
    timer = QTimer(qapp, interval=20)

    def look() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, StartErrorWindow) and window.isVisible():
                words.extend(label.text() for label in window.findChildren(QLabel))
                words.extend(f"cut: {para.text()}" for para in window.findChildren(Para) if is_cut(para))
                words.extend(text.toPlainText() for text in window.findChildren(QPlainTextEdit))
                timer.stop()
                window.leave.click()

    timer.timeout.connect(look)
    timer.start()
    return words


def test_a_database_of_a_newer_version_is_told_and_the_lock_is_free_again(
    seen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stderr", None)
    with closing(connect(tmp_path / "explorer.sqlite3")) as newer:
        newer.execute("PRAGMA user_version = 999")
    assert starting.start([]) == 2
    assert "The database was written by a newer version of this app." in seen
    lock = InstanceLock(tmp_path)
    assert lock.claim()
    lock.release()


def test_a_mistake_while_the_app_is_built_is_told_with_what_its_makers_need(
    seen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_shell: object) -> None:
        raise ValueError("nobody expected this")

    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stderr", None)
    monkeypatch.setattr("explorer.app.App", fail)
    assert starting.start([]) == 2
    assert "Something went wrong inside the app." in seen
    assert not [words for words in seen if words.startswith("cut: ")]
    assert any("ValueError: nobody expected this" in words for words in seen)
    lock = InstanceLock(tmp_path)
    assert lock.claim()
    lock.release()


def test_a_running_app_that_hangs_is_told(
    seen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr("explorer.frame.instance._CONNECT_S", 0.1)
    lock = InstanceLock(tmp_path)
    assert lock.claim()
    assert starting.start([]) == 2
    lock.release()
    assert "Open Model Explorer is already running, but does not answer." in seen
