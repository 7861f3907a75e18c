"""A room is imported while the pointer is over its button, and the others once the window has stood."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.tour.driver import skip_first_run

_OVER = """
import json, sys, time
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from explorer.base.paths import find_paths
from explorer.domain.places import Room
from tests.tour.driver import Driver

driver = Driver(find_paths().root)
driver.app.ahead.close()
def here():
    return "explorer.rooms.settings.pane" in sys.modules
before = here()
button = driver.app.window.rail[Room.SETTINGS]
QApplication.sendEvent(button, QEvent(QEvent.Type.Enter))
at_once = here()
driver.wait(here, "the import")
def is_there(room):
    return f"explorer.rooms.{room}.pane" in sys.modules
others = [room for room in ("playground", "compare", "library") if is_there(room)]
driver.app.ahead.rest()
driver.wait(lambda: not driver.app.ahead.is_busy(), "the imports")
rested = [room for room in Room if not is_there(room)]
late = ("explorer.transparency.sheet_view.sheet", "explorer.rooms.library.pages.sheet_content")
lazy = [name for name in late if name in sys.modules]
built = [str(room) for room in driver.app.rooms.built]
print(json.dumps([before, at_once, others, rested, lazy, built]))
driver.close()
"""


def test_a_room_is_imported_under_the_pointer_and_the_others_after_a_rest(tmp_path: Path) -> None:
    skip_first_run(tmp_path)
    (tmp_path / "settings.json").write_text('{"offline": true}', encoding="utf-8")
    started = subprocess.run(
        [sys.executable, "-c", _OVER],
        env={**os.environ, "EXPLORER_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    before, at_once, others, missing, lazy, built = json.loads(started.stdout)
    assert (before, at_once, others) == (False, False, [])
    assert missing == []
    assert lazy == [], "what a room imports only when it is asked for"
    assert built == ["discover"]
