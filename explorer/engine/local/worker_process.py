"""One worker process as the window sees it: lines in, lines out, and an end that is noticed once."""

from collections import deque
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from explorer.base.child_process import ChildGuard
from explorer.base.own_command import own_command
from explorer.engine.local import protocol
from explorer.engine.local.failures import WorkerEnd
from explorer.engine.local.given_images import ImageSender

_PATIENCE_MS = 1000  # for a worker that was asked to end
_AHEAD_BYTES = 1 << 20  # written before the worker has read what was written
_KEPT_BYTES = 50_000  # of its stderr, for the details of a failure


def worker_command() -> list[str]:
    """How this app starts itself as a worker."""
    return own_command("worker")


class WorkerProcess(QObject):
    """A worker; heard until it is retired."""

    heard = Signal(object)  # protocol.Event
    ended = Signal(object)  # WorkerEnd

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._is_retired = self._is_started = False
        self.hello: protocol.Hello | None = None  # its greeting, once it has come
        self._images = ImageSender()
        self._unwritten: deque[Iterator[bytes]] = deque()
        self._log: deque[bytes] = deque()
        self._process = QProcess(self)
        self._leash = ChildGuard()
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._process.bytesWritten.connect(self._write)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_log)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._process.kill)

    @property
    def pid(self) -> int:
        return self._process.processId()

    @property
    def log(self) -> str:
        """The last that it, and the engine's library in it, wrote."""
        return b"".join(self._log)[-_KEPT_BYTES:].decode("utf-8", "replace")

    def start(self) -> None:
        """Start it, unless that was done before."""
        if not self._is_started:
            self._is_started = True
            self._process.start()
            self._leash.hold(self.pid)

    def send(self, request: protocol.Request) -> None:
        self._unwritten.append(self._images.parts(request))
        self._write()

    def retire(self, *, at_once: bool) -> None:
        """Be heard no more; end soon, by force after a second or at once; then be deleted."""
        self._is_retired = True
        self._unwritten.clear()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self.deleteLater()
            return
        self._process.closeWriteChannel()
        if at_once:
            self._process.kill()
        else:
            self._patience.start(_PATIENCE_MS)

    def close(self) -> None:
        """End now, and wait for it."""
        self._is_retired = True
        self._unwritten.clear()
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(_PATIENCE_MS):
                self._process.kill()
                self._process.waitForFinished(_PATIENCE_MS)
        self._patience.stop()
        self.deleteLater()

    @Slot()
    def _write(self) -> None:
        """An image at a time, for what is written is copied, and a chat may have 50 MB of them."""
        while self._unwritten and self._process.bytesToWrite() < _AHEAD_BYTES:
            part = next(self._unwritten[0], None)
            if part is None:
                self._unwritten.popleft()
            else:
                self._process.write(part)

    @Slot()
    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            if not self._is_retired:
                self._hear(protocol.decode_event(line))

    def _hear(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Hello):
            self.hello = event
        self.heard.emit(event)

    @Slot()
    def _read_log(self) -> None:
        self._log.append(bytes(self._process.readAllStandardError().data()))
        while len(self._log) > 1 and sum(map(len, self._log)) > _KEPT_BYTES:
            self._log.popleft()

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_log()
        self._end(WorkerEnd(status is QProcess.ExitStatus.CrashExit, code, self.log))

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(WorkerEnd(crashed=False, code=0, log="", start_problem=self._process.errorString()))

    def _end(self, end: WorkerEnd) -> None:
        if not self._is_retired:
            self._is_retired = True
            self.ended.emit(end)
        self.deleteLater()
