"""A large database of an earlier version walks up beside a window that says so; then the app starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.base.database_file import takes_a_while
from explorer.base.migrations import FULL_TEXT, MIGRATIONS
from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.frame.instance import InstanceLock
from explorer.frame.preparing_pane import PreparingWindow
from explorer.kit.text import Para
from explorer.launcher import Launcher, run
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.welcome.first_run import FirstRun
from tests.tour.driver import Driver, settle


def write_older(path: Path, version: int) -> None:
    """With one message."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    older = Store(path, MIGRATIONS[:version])
    FirstRun(older).finish()
    with older.transaction():
        older.write("INSERT INTO chats (title, model, created_at, changed_at) VALUES ('Old', '', '', '')")
        sql = "INSERT INTO messages (chat, role, text, record, created_at) VALUES (1, 'user', ?, '{}', '')"
        older.write(sql, "A quagga was seen")
    older.close()


def test_a_first_start_after_an_update_says_what_takes_so_long(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Paths(home).database
    assert not takes_a_while(path)
    write_older(path, FULL_TEXT)
    with monkeypatch.context() as all_are_large:
        all_are_large.setattr("explorer.base.database_file._LARGE", 0)
        assert not takes_a_while(path), "what was said is indexed"
    write_older(path, FULL_TEXT - 1)
    assert not takes_a_while(path)  # small
    monkeypatch.setattr("explorer.base.database_file._LARGE", 0)
    assert takes_a_while(path)
    said: list[str] = []

    def look() -> None:
        for window in qapp.topLevelWidgets():
            if isinstance(window, PreparingWindow) and window.isVisible():
                said.extend(para.text() for para in window.findChildren(Para))

    watch = QTimer(interval=5)
    watch.timeout.connect(look)
    watch.start()
    driver = Driver(home, first_run=True)  # else it opens the database itself
    settle()
    watch.stop()
    assert "Preparing your chats for this version…" in said
    assert driver.app.window.isVisible()
    assert not takes_a_while(path)
    assert [hit.chat for hit in Chats(driver.app.core.store).search("quagga")] == [1]
    driver.close()


def test_a_second_start_is_heard_while_it_walks_up(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = list[Path]()

    def prepare(_path: Path) -> None:
        words = [sys.executable, "-m", "explorer", str(home / "a.gguf")]
        second = subprocess.Popen(words, env={**os.environ, "EXPLORER_HOME": str(home)})
        while second.poll() is None:
            qapp.processEvents()
        assert second.returncode == 0

    def begin(launcher: Launcher) -> None:
        heard.extend(launcher.files)
        QTimer.singleShot(0, QApplication.exit)

    monkeypatch.setattr("explorer.shell.takes_a_while", lambda _path: True)
    monkeypatch.setattr("explorer.frame.preparing_pane.prepare", prepare)
    monkeypatch.setattr(Launcher, "start", begin)
    lock = InstanceLock(home)
    assert lock.claim()
    run(Paths(home), [], [home / "b.gguf"])
    lock.release()
    assert heard == [home / "b.gguf", home / "a.gguf"]
