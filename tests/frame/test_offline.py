"""Offline mode opens no socket, whatever the person does; what was seen once is shown with its date.

The app runs in a process of its own under an audit hook that ends it at the first name that is looked up or
address that is connected to. Workers and the lock of the running app speak through pipes and local names.
"""

import os
import subprocess
import sys
from pathlib import Path

from explorer.domain.places import Room
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Field-GGUF"

_SCRIPT = """
import os, sys

def guard(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (
        event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple)
    ):
        print("socket", event, args, file=sys.stderr, flush=True)
        os._exit(3)

sys.addaudithook(guard)
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from explorer.domain.places import Place, Room
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from tests.tour.driver import Driver, settle

qt = QApplication([])
driver = Driver(Path(sys.argv[1]))
app = driver.app
if sys.argv[2] == "online":
    app.core.settings.change(offline=False)
for room in Room:
    driver.go(room)
driver.go(Room.DISCOVER)
app.discover.head.field.selectAll()
QTest.keyClicks(app.discover.head.field, "field")
QTest.keyClick(app.discover.head.field, Qt.Key.Key_Return)
settle()
app.go(Place(Room.DISCOVER, repo_id=sys.argv[3]))
settle()
driver.go(Room.LIBRARY)
(model,) = app.catalog.models
for verb in (ModelVerb.CHECK, ModelVerb.TRACE, ModelVerb.ASK_HUB):
    app.library.deeds.do(ModelRequest(verb, model))
    driver.wait(lambda: not app.library.jobs.running, verb)
texts = [message.text for message in app.messages.all]
print(*texts, sep=chr(10))
driver.close()
"""


def _run(home: Path, mode: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(home), mode, REPO],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def _home(tmp_path: Path, hub: TestHub) -> Path:
    home = tmp_path / "home"
    write_tiny(home / "models" / "imported" / "Field" / "Field-Q4_K_M.gguf", Tiny(name="Field"))
    (home / "settings.json").write_text(f'{{"offline": true, "endpoint": "{hub.endpoint}"}}')
    return home


def test_offline_mode_opens_no_socket(tmp_path: Path) -> None:
    with TestHub(tmp_path / "hub") as hub:
        done = _run(_home(tmp_path, hub), "offline")
        assert done.returncode == 0, done.stderr
        assert not hub.requests
    assert "Offline mode is on." in done.stdout


def test_the_guard_would_see_one(tmp_path: Path) -> None:
    with TestHub(tmp_path / "hub") as hub:
        done = _run(_home(tmp_path, hub), "online")
    assert done.returncode == 3
    assert "socket." in done.stderr


def test_every_room_is_visited() -> None:
    rooms = {Room.DISCOVER, Room.LIBRARY, Room.PLAYGROUND, Room.COMPARE, Room.EVALUATE, Room.SETTINGS}
    assert set(Room) == {*rooms, Room.CHOOSE}
