"""What makes the start quick and small: the shell is on the screen before the rest is even imported."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.domain.errors import KnownError
from explorer.domain.places import Room
from explorer.kit.language import Language
from explorer.kit.room_pane import RoomPane
from explorer.launcher import Launcher
from explorer.shell import Shell
from tests.tour.driver import skip_first_run

_START = """
import json, linecache, sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from explorer.kit.pyside_features import leave_out_features
leave_out_features()
from explorer.base.paths import find_paths
from explorer.launcher import Launcher
from explorer.shell import Shell

loaded = []
def look():
    loaded.append(sorted(sys.modules))
shell = Shell(find_paths(), [])
shell.window.painted.connect(look)
running = Launcher(shell, [])
running.start()
def end():
    look()
    QApplication.exit()
shell.window.filled.connect(lambda: QTimer.singleShot(1000, end))
QApplication.exec()
running.close()
print(json.dumps([*loaded, [name for name in linecache.cache if "explorer" in name]]))
"""
# Needed for no frame of the shell: services, what they need, and what the rooms need.
_LATER = (
    "explorer.app", "explorer.services", "explorer.hub", "explorer.engine",
    "explorer.local", "explorer.transparency", "explorer.kit.notices", "explorer.kit.overlay",
    "psutil", "socket", "PySide6.QtNetwork",
)  # fmt: skip
# Needed by nobody who looks at Discover without a network and without an opened model.
_NOT_IDLE = (
    "huggingface_hub", "httpx2", "ssl", "hashlib", "yaml", "markdown_it", "nh3", "html.parser", "pygments",
    "jinja2", "numpy", "ziamath", "latex2mathml", "importlib.metadata",
    "explorer.transparency.sheet_view.sheet", "explorer.transparency.dossier",
    "explorer.frame.activity.activity_pane",
    "explorer.frame.palette.palette_pane", "explorer.rooms.welcome.pane",
)  # fmt: skip


def visited(modules: Sequence[str]) -> set[str]:
    """The rooms of which more is loaded than the entry that the rail shows."""
    parts = [name.split(".") for name in modules if name.startswith("explorer.rooms.")]
    return {room for _, _, room, *inside in parts if inside not in ([], ["room"])}


def below(names: Sequence[str], modules: Sequence[str]) -> list[str]:
    """Which of the modules are among these names or inside of them."""
    return [m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names)]


def test_the_first_frame_and_an_idle_discover_load_only_what_they_show(tmp_path: Path) -> None:
    skip_first_run(tmp_path)
    (tmp_path / "settings.json").write_text('{"offline": true}', encoding="utf-8")
    started = subprocess.run(
        [sys.executable, "-c", _START],
        env={**os.environ, "EXPLORER_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    first, idle, sources_kept = json.loads(started.stdout)
    assert below((*_LATER, *_NOT_IDLE), first) == []
    assert visited(first) == set()
    assert below(_NOT_IDLE, idle) == []
    assert visited(idle) == {"discover", "welcome"}
    assert "explorer.rooms.discover.pane" in idle
    assert not [name for name in sources_kept if name.endswith("app.py")]  # see kit/pyside_features.py


@pytest.fixture
def shell(qapp: QApplication, tmp_path: Path) -> Shell:
    """Whoever uses it closes it."""
    skip_first_run(tmp_path)
    return Shell(Paths(tmp_path), [])


def end(closing: Shell | Launcher) -> None:
    """Close, and have all gone before another event comes, as at the end of a process."""
    try:
        closing.close()
    finally:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_app_is_built_once_also_where_the_window_paints_nothing(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """As one that is opened minimized."""
    monkeypatch.setattr("explorer.shell._UNSEEN_MS", 30)
    built: list[bool] = []
    with monkeypatch.context() as patched:
        patched.setattr(shell.window, "show", lambda: None)
        shell.show(lambda: built.append(True))
    qtbot.waitUntil(lambda: built == [True])
    shell.window.show()
    with qtbot.waitSignal(shell.window.painted, timeout=5_000):
        shell.window.repaint()
    QApplication.processEvents()
    assert built == [True]
    end(shell)


def test_a_start_that_the_database_refuses_leaves_nothing_of_its_own(
    qapp: QApplication, tmp_path: Path
) -> None:
    before = len(qapp.findChildren(Language))
    Paths(tmp_path).database.mkdir(parents=True)
    with pytest.raises(KnownError):
        Shell(Paths(tmp_path), [])
    assert len(qapp.findChildren(Language)) == before


def test_the_shell_is_the_window_with_its_rail_and_bar(shell: Shell) -> None:
    shell.window.show()
    QApplication.processEvents()
    assert shell.window.rail[Room.DISCOVER].isChecked()
    assert all(button.isVisible() and button.text() for button in shell.window.rail.values())
    assert shell.window.activity.isVisible()
    assert shell.window.windowTitle() == "Discover – Open Model Explorer"
    end(shell)


def test_a_room_pressed_before_the_rooms_are_there_is_shown_when_they_are(shell: Shell) -> None:
    running = Launcher(shell, [])
    shell.window.rail[Room.SETTINGS].click()
    shell.window.filled.connect(QApplication.exit)
    running.start()
    QApplication.exec()
    shown = [pane.objectName() for pane in shell.window.findChildren(RoomPane) if pane.isVisible()]
    end(running)
    assert shown == [Room.SETTINGS]


def test_a_window_closed_at_once_leaves_nothing(shell: Shell) -> None:
    running = Launcher(shell, [])
    running.start()
    shell.window.close()
    QTimer.singleShot(0, QApplication.exit)
    QApplication.exec()
    rooms = shell.window.findChildren(RoomPane)
    end(running)
    assert rooms == []


def test_what_keeps_the_app_from_being_built_ends_the_loop_and_is_raised(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_shell: Shell) -> None:
        raise KnownError("The services do not start.")

    monkeypatch.setattr("explorer.app.App", fail)
    running = Launcher(shell, [])
    running.start()
    assert QApplication.exec() == 1
    with pytest.raises(KnownError, match="do not start"):
        end(running)
