"""A run in a process of its own, so that a test can kill it: ``python -m tests.compare.victim HOME MODELS``.

It runs what the open comparison of HOME asks for, with the models below MODELS, until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.kit.tasks import Tasks
from tests.compare.rig import Rig


def main(home: str, models: str) -> None:
    app = QCoreApplication(sys.argv[:1])
    paths = Paths(Path(home))
    rig = Rig(None, Store(paths.database), SettingsFile(paths.settings, print), Tasks(), Path(models))
    run, _heard = rig.start()
    app.exec()
    run.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
