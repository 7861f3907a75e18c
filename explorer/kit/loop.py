"""An event loop for work without a window: `omx` runs the same engine client as the rooms do."""

import sys

from PySide6.QtCore import QCoreApplication, QEventLoop


class HeadlessLoop:
    """Runs events until ``leave`` is called; makes the application object if there is none."""

    def __init__(self) -> None:
        self._app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
        self._loop = QEventLoop()

    def run(self) -> None:
        """Returns after ``leave``."""
        self._loop.exec()

    def leave(self) -> None:
        self._loop.quit()
