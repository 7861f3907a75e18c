"""Being told that files came or went in a set of folders, without looking all the time.

The system tells of each folder by itself, so only so many are watched; for the rest, and on disks of the
network that tell nothing, a look is due whenever the person comes back to the window.
"""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

_MOST = 512  # folders; systems allow some thousands to all programs together
_PAUSE_MS = 800  # several files come at once, and one look tells of all


class FolderWatch(QObject):
    """``changed`` some moments after something did, or may have."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._is_closed = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(self._note)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)

    def watch(self, folders: Iterable[Path]) -> None:
        """These from now on, the first of them if they are many."""
        wanted = {str(folder) for folder in list(folders)[:_MOST]}
        watched = set(self._watcher.directories())
        if gone := list(watched - wanted):
            self._watcher.removePaths(gone)
        if new := [folder for folder in wanted - watched if Path(folder).is_dir()]:
            self._watcher.addPaths(new)

    def close(self) -> None:
        """Tell nothing any more."""
        self._is_closed = True
        self._pause.stop()
        if folders := self._watcher.directories():
            self._watcher.removePaths(folders)

    def look_soon(self) -> None:
        """A file is still being written, of which no folder tells."""
        if not self._is_closed:
            self._pause.start()

    @Slot(str)
    def _note(self, _folder: str) -> None:
        if not self._pause.isActive():
            self.look_soon()

    @Slot(Qt.ApplicationState)
    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._note("")
