"""The process whose start is measured: the real app, or a bare window to compare it with.

``python -m tests.benchmarks._painted app|bare`` opens a window, writes ``painted`` when it was painted for
the first time, the app also ``content`` when a room was, and stays open until it is ended from outside.
"""

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget


class First(QObject):
    """Writes ``word`` after the first event of a kind; one filter on one object costs nothing."""

    def __init__(self, watched: QObject, kind: QEvent.Type, word: str) -> None:
        super().__init__(watched)
        self._kind, self._word = kind, word
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # the paint happens while the event is handled
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        print(self._word, flush=True)


def run_app() -> int:
    """The app as ``python -m explorer`` builds and starts it."""
    from explorer.base.paths import find_paths
    from explorer.kit.pyside_features import leave_out_features

    leave_out_features()
    from explorer.launcher import Launcher
    from explorer.shell import Shell

    shell = Shell(find_paths(), [])
    running = Launcher(shell, [])
    shell.window.filled.connect(lambda: _watch_room(shell.window))
    running.start()
    _watch(shell.window)
    status = QApplication.exec()
    running.close()
    return status


def run_bare() -> int:
    """The least window Qt can show: one label."""
    qt = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Open Model Explorer"))
    window.resize(1280, 800)
    window.show()
    _watch(window)
    return qt.exec()


def _watch(window: QWidget) -> None:
    """An exposed window is painted."""
    First(window.windowHandle(), QEvent.Type.Expose, "painted")


def _watch_room(window: QWidget) -> None:
    from explorer.kit.room_pane import RoomPane

    for room in window.findChildren(RoomPane):
        First(room, QEvent.Type.Paint, "content")


if __name__ == "__main__":
    sys.exit(run_app() if sys.argv[1] == "app" else run_bare())
