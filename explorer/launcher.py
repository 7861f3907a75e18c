"""Shows the shell, builds the app in it and runs the event loop; hears of second starts, the session's end
and bugs.
"""

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.domain.errors import KnownError
from explorer.frame.instance import InstanceListener
from explorer.shell import Shell

if TYPE_CHECKING:
    from explorer.app import App
    from explorer.kit.messages import Messages


def run(paths: Paths, options: Sequence[str], files: Sequence[Path]) -> int:
    """Run the window until it is closed; returns the exit status. Raises KnownError as the shell does."""
    taken = list(files)
    running = Launcher(Shell(paths, options, partial(_taking_files, paths.root, taken)), taken)
    running.start()
    status = QApplication.exec()
    running.close()
    return status


class Launcher(QObject):
    """Shows the shell, then builds the app in it. ``files`` to open may come before that, and wait for it."""

    def __init__(self, shell: Shell, files: Sequence[Path]) -> None:
        super().__init__()
        self._shell, self.files = shell, list(files)
        _FileEvents(self._open, self)
        self._app: App | None = None
        self._listener: InstanceListener | None = None
        self._error: Exception | None = None
        self._hook = sys.excepthook

    def start(self) -> None:
        """The app follows the first frame."""
        self._shell.show(self._go_on)

    def close(self) -> None:
        """Take everything down. Raises what kept the app from being built."""
        if self._listener is not None:
            self._listener.close()
        if self._app is not None:
            self._app.close()
        else:
            self._shell.close()
        sys.excepthook = self._hook
        if self._error is not None:
            raise self._error

    def _open(self, path: Path) -> None:
        if self._app is None:
            self.files.append(path)
        else:
            self._app.open_files([path])

    def _go_on(self) -> None:
        if not self._shell.window.isVisible():
            return  # closed at once
        try:
            from explorer.app import App  # noqa: PLC0415  the window is on the screen before that

            self._app = app = App(self._shell)
        except Exception as error:  # noqa: BLE001  raised by close(), where the loop was started
            self._error = error
            QApplication.exit(1)
            return
        _catch_bugs(app.messages)
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            qt.commitDataRequest.connect(app.closing.end_session)
        QTimer.singleShot(0, self._listen)  # the room comes first
        app.open_files(self.files)
        app.begin()

    @Slot()
    def _listen(self) -> None:
        """For second starts."""
        if self._app is not None:
            self._listener = InstanceListener(self._shell.paths.root, self)
            self._listener.handed.connect(self._app.come_forward)


class _FileEvents(QObject):
    """On macOS an event opens a file, not a second start."""

    def __init__(self, opened: Callable[[Path], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        qt = QApplication.instance()
        if sys.platform == "darwin" and qt is not None:
            qt.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._opened(Path(event.file()))
            return True
        return False


@contextmanager
def _taking_files(root: Path, files: list[Path]) -> Iterator[None]:
    """What a second start, or the system, hands over while the database is prepared comes to these."""
    events, listener = _FileEvents(files.append), InstanceListener(root)
    listener.handed.connect(lambda handed: files.extend(handed.paths))
    try:
        yield
    finally:
        listener.close()
        for one in (events, listener):
            one.deleteLater()


def _catch_bugs(messages: "Messages") -> None:
    """Exceptions raised in slots reach the one door; the loop goes on."""
    from explorer.kit.tasks import Bug  # noqa: PLC0415  loaded with the app

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)  # at once: whoever presses Ctrl+C in a console is not asked
            return
        if isinstance(error, KnownError):
            messages.fail(error)
            return
        messages.bug(Bug(error, "".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook
