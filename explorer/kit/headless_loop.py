"""An event loop for work without a window: `omx` runs the same engine client as the rooms do."""

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType, TracebackType

from PySide6.QtCore import QCoreApplication, QEventLoop, QSocketNotifier, QTimer

from explorer.kit.garbage_collection import GarbageCollector


class HeadlessLoop:
    """Runs events until ``leave`` is called; makes the application object if there is none."""

    def __init__(self) -> None:
        self._app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
        self._loop = QEventLoop()
        self._is_left = False
        self._error: BaseException | None = None

    def run(self, survives: Callable[[BaseException], bool] | None = None) -> None:
        """Returns after ``leave``, at once if that came before.

        Raises what a slot raised, which Qt would only print, and KeyboardInterrupt on Ctrl-C. ``survives`` is
        asked with what a slot raised whether the loop goes on nevertheless.
        """
        with self._caught(survives), self._interruptible(), closing(GarbageCollector()):
            if not self._is_left:
                self._loop.exec()
        if self._error is not None:
            raise self._error

    def leave(self) -> None:
        self._is_left = True
        self._loop.quit()

    @contextmanager
    def limit(self, minutes: int, then: Callable[[], object]) -> Iterator[None]:
        """Calls ``then`` after so many, unless that is 0 or all is over before."""
        timer = QTimer(singleShot=True, interval=minutes * 60_000)
        timer.timeout.connect(then)
        if minutes:
            timer.start()
        try:
            yield
        finally:
            timer.stop()

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self.leave()

    @contextmanager
    def _caught(self, survives: Callable[[BaseException], bool] | None) -> Iterator[None]:
        def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
            if survives is None or not survives(error):
                self._fail(error)

        before, sys.excepthook = sys.excepthook, hook
        try:
            yield
        finally:
            sys.excepthook = before

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Python looks for Ctrl-C only while it runs itself: a socket wakes it out of Qt's waiting."""
        if threading.current_thread() is not threading.main_thread():  # only that one hears signals
            yield
            return
        self._wakes, writer = socket.socketpair()
        for end in (self._wakes, writer):
            end.setblocking(False)
        notifier = QSocketNotifier(self._wakes.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(self._wake)
        before = signal.signal(signal.SIGINT, self._interrupt)
        descriptor = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(descriptor)
            signal.signal(signal.SIGINT, before)
            notifier.setEnabled(False)
            self._wakes.close()
            writer.close()

    def _wake(self) -> None:
        """Runs Python, which calls ``_interrupt`` then."""
        self._wakes.recv(64)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self._fail(KeyboardInterrupt())
