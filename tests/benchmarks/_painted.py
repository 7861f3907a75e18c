"""The process whose start is measured: the real app, or a bare window to compare it with.

``python -m tests.benchmarks._painted app|bare`` opens a window, writes ``painted`` when it was
painted for the first time and stays open until it is ended from outside.
"""

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget


class FirstExpose(QObject):
    """Tells when a shown window was exposed and so painted; one filter on one window costs nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window.windowHandle()
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # the paint happens while the event is handled
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        print("painted", flush=True)


def run_app() -> int:
    """The app as ``python -m explorer`` builds and starts it."""
    from explorer.app import build
    from explorer.base.paths import find_paths

    app = build(find_paths(), [])
    app.start()
    told = FirstExpose(app.window)
    status = QApplication.exec()
    told.deleteLater()
    app.close()
    return status


def run_bare() -> int:
    """The least window Qt can show: one label."""
    qt = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Open Model Explorer"))
    window.resize(1280, 800)
    window.show()
    FirstExpose(window)
    return qt.exec()


if __name__ == "__main__":
    sys.exit(run_app() if sys.argv[1] == "app" else run_bare())
