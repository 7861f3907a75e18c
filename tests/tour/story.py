"""``python -m tests.tour.story FOLDER``: the real app does the main job, and is photographed on the way.

Search, download, ask, compare, restart, with a real model and real workers. Writes
``FOLDER/NN-name.{light,dark}.png`` at 1280×800 and ``FOLDER/tour.json``: the steps, the answers, the hashes
of the models, the facts shown.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import faulthandler
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from tests.hub.server import TestHub, datasets_of
from tests.models.starter import starter_as
from tests.tour.repos import write_repos
from tests.tour.steps import Tour

_LIMIT_S = 600


def main(folder: Path) -> int:
    faulthandler.dump_traceback_later(_LIMIT_S, exit=True)  # an error in a slot does not end a Qt program
    write_repos(folder / "hub", starter_as("Q4_K_M"), starter_as("Q8_0"))
    qt = QApplication(sys.argv[:1])
    errors: list[BaseException] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        errors.append(error)  # raised in a slot: the loop goes on, the tour must not pass
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    with TestHub(folder / "hub") as hub, tempfile.TemporaryDirectory(prefix="explorer-") as home:
        os.environ["HF_ENDPOINT"] = hub.endpoint
        tour = Tour(folder, Path(home), hub)
        tour.run()
        tour.write()
    shutil.rmtree(folder / "hub")
    shutil.rmtree(datasets_of(folder / "hub"))
    qt.quit()
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
