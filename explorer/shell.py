"""What is on the screen first: the window with its rail and bar, in its place, its look and its language.

A start has two stages. The shell opens what these few things need, the settings and the database, and nothing
else is imported for it, so that the first frame comes at once. The app (``app.py``) is imported and built
after that frame: it brings the services, the rooms, and what lies over the window.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.base.database_file import takes_a_while
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.kit.garbage_collection import GarbageCollector
from explorer.kit.language import Language
from explorer.kit.theme import Look
from explorer.window import Window

_UNSEEN_MS = 1_000  # a first frame takes less


class Shell:
    """``told`` is what settings and database had to say, for whoever can show messages later."""

    def __init__(
        self,
        paths: Paths,
        argv: Sequence[str],
        preparing: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """``preparing`` is open while a large database walks up. Raises KnownError if it cannot be read."""
        running = QApplication.instance()
        qt = running if isinstance(running, QApplication) else QApplication([sys.argv[0], *argv])
        self.paths = paths
        self.told: list[str] = []
        self.settings = SettingsFile(paths.settings, self.told.append)
        chosen = self.settings.current
        self.language = Language(qt, chosen.language)
        self.look = Look(qt, chosen.theme, chosen.text_percent, chosen.contrast, chosen.motion)
        try:
            self.store = self._open_store(preparing)
        except KnownError:
            self._leave()
            raise
        self.window = Window(self.store)
        self._garbage = GarbageCollector(self.window)
        self.window.restore()

    def show(self, then: Callable[[], None]) -> None:
        """Put the window on the screen. ``then`` is called once, when its first frame is there.

        A window that is opened minimized paints none: then a moment later.
        """
        waiting = [then]

        def wait() -> None:
            if waiting:
                QTimer.singleShot(0, self.window, waiting.pop())  # the frame is being painted

        self.window.painted.connect(wait)
        QTimer.singleShot(_UNSEEN_MS, self.window, wait)
        self.window.show()

    def close(self) -> None:
        """The last of the app to go: its threads have ended."""
        self.window.close()
        self._garbage.close()
        self.store.close()
        self.window.deleteLater()
        self._leave()

    def _open_store(self, preparing: Callable[[], AbstractContextManager[None]]) -> Store:
        database = self.paths.database
        if takes_a_while(database):
            from explorer.frame.preparing_pane import prepare  # noqa: PLC0415  once after an update

            with preparing():
                prepare(database)
        return Store(database, tell=self.told.append)

    def _leave(self) -> None:
        for own in (self.look, self.language):
            own.setParent(None)  # the next app in this process finds its own
            own.deleteLater()
