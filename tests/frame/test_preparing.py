"""A large database of an earlier version walks up beside a window that says so; then the app starts."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.base.database_file import takes_a_while
from explorer.base.migrations import MIGRATIONS
from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.frame.preparing_pane import PreparingWindow
from explorer.kit.text import Para
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.welcome.first_run import FirstRun
from tests.tour.driver import Driver, settle


def write_older(path: Path) -> None:
    """With one message, before what was said was indexed."""
    path.unlink()
    older = Store(path, MIGRATIONS[:-1])
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
    write_older(path)
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
