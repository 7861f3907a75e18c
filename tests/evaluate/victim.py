"""A run in a process of its own, so that a test can kill it: ``python -m tests.evaluate.victim HOME MODELS``.

It asks all models below MODELS twenty questions, until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.kit.tasks import Tasks
from tests.evaluate.run_rig import EvalRig, WordSubject

LONG = WordSubject(prompts=tuple(f"p{n}" for n in range(20)))


def main(home: str, models: str) -> None:
    app = QCoreApplication(sys.argv[:1])
    paths = Paths(Path(home))
    rig = EvalRig(None, Store(paths.database), SettingsFile(paths.settings, print), Tasks(), Path(models))
    run, _told = rig.start(rig.plan(tuple(rig.models.values()), LONG))
    app.exec()
    run.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
