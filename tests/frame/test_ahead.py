"""A room is imported while the pointer is over its button, and no other is."""

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
def here():
    return "explorer.settings.pane" in sys.modules
before = here()
button = driver.app.window.rail[Room.SETTINGS]
QApplication.sendEvent(button, QEvent(QEvent.Type.Enter))
at_once = here()
driver.wait(here, "the import")
others = [room for room in ("playground", "compare", "library") if f"explorer.{room}.pane" in sys.modules]
print(json.dumps([before, at_once, others, Room.SETTINGS in driver.app.rooms.built]))
driver.close()
"""


def test_a_room_is_imported_when_the_pointer_is_over_its_button(tmp_path: Path) -> None:
    skip_first_run(tmp_path)
    (tmp_path / "settings.json").write_text('{"offline": true}', encoding="utf-8")
    started = subprocess.run(
        [sys.executable, "-c", _OVER],
        env={**os.environ, "EXPLORER_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    before, at_once, others, is_built = json.loads(started.stdout)
    assert (before, at_once, others, is_built) == (False, False, [], False)
