"""A trial in a process of its own, so that a test can kill it: ``python -m … HOME ENDPOINT DECISION``."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.kit.tasks import Tasks
from tests.choose.trial.rig import MANY, TrialRig


def main(home: str, endpoint: str, decision: str) -> None:
    app = QCoreApplication(sys.argv[:1])
    paths = Paths(Path(home))
    settings = SettingsFile(paths.settings, print)
    rig = TrialRig(paths, settings, Store(paths.database), Tasks(), endpoint, count=MANY)
    rig.trials.start(int(decision))
    app.exec()
    rig.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
