"""Supply of worker processes: started when one is needed, or one ahead.

To start Python and open llama.cpp takes a good part of a small model's load. A worker that waits has done
both; it holds no model and some 13 MB.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.engine.local.worker_process import WorkerProcess, worker_command

_LEISURE_MS = 1500  # after a model was chosen or loaded: whatever that began goes first


class WorkerSupply(QObject):
    """Hands out workers of one command. With ``ahead`` one waits, from the first ``prepare`` on."""

    def __init__(self, command: Sequence[str] = (), *, ahead: bool = False) -> None:
        super().__init__()
        self._command = command or worker_command()
        self._is_ahead = ahead
        self.spare: WorkerProcess | None = None  # the one that waits
        self._leisure = QTimer(self)
        self._leisure.setSingleShot(True)
        self._leisure.setInterval(_LEISURE_MS)
        self._leisure.timeout.connect(self.start)

    def prepare(self) -> None:
        """A worker will be wanted: start one soon, if none waits."""
        if self._is_ahead and self.spare is None:
            self._leisure.start()

    def take(self, parent: QObject) -> WorkerProcess:
        """A worker for this engine: the one that waits, else one that is still to be started."""
        worker, self.spare = self.spare, None
        if worker is None:
            return self.make(parent)
        worker.ended.disconnect(self._forget)
        worker.setParent(parent)
        return worker

    def make(self, parent: QObject) -> WorkerProcess:
        """One that is still to be started."""
        return WorkerProcess(self._command, parent)

    def close(self) -> None:
        """End the one that waits, and start no other."""
        self._is_ahead = False
        self._leisure.stop()
        worker, self.spare = self.spare, None
        if worker is not None:
            worker.close()

    @Slot()
    def start(self) -> None:
        """One waits from now on, if none does."""
        if self.spare is None:
            worker = self.spare = self.make(self)
            worker.ended.connect(self._forget)
            worker.start()

    @Slot(object)
    def _forget(self, _end: object) -> None:
        """It died before it was wanted; whoever loads will hear why, if the next one does too."""
        self.spare = None
