"""Runs the benchmark of this machine in a worker of its own, while no model is loaded."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.engine.local import protocol
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_process import WorkerProcess

_LEISURE_MS = 30_000  # after the start, and between two attempts
_LIMIT_MS = 180_000


class MachineBenchmark(QObject):
    """``measured`` carries a MachineSpeed. A model that is loaded meanwhile goes first."""

    measured = Signal(object)

    def __init__(self, pool: EnginePool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._threads = 0
        self._worker: WorkerProcess | None = None
        self._leisure, self._limit = QTimer(self), QTimer(self)
        for timer, then in ((self._leisure, self.begin), (self._limit, self.stop)):
            timer.setSingleShot(True)
            timer.timeout.connect(then)
        pool.changed.connect(self._give_way)

    @property
    def is_running(self) -> bool:
        return self._worker is not None

    def wait_for_leisure(self, threads: int) -> None:
        """Measure once nothing is loaded; ``threads`` 0 lets the engine choose."""
        self._threads = threads
        self._leisure.start(_LEISURE_MS)

    @Slot()
    def begin(self) -> None:
        """Now, unless a model is in memory: then later."""
        if self._pool.loaded or self._pool.loading:
            self._leisure.start(_LEISURE_MS)
            return
        self._worker = self._pool.workers.make(self)
        self._worker.heard.connect(self._on_event)
        self._worker.ended.connect(self._on_end)
        self._worker.start()
        self._limit.start(_LIMIT_MS)

    @Slot()
    def stop(self) -> None:
        """Give up for now."""
        self._leisure.stop()
        self._limit.stop()
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    @Slot(object)
    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Hello) and event.protocol == protocol.PROTOCOL and self._worker:
            self._worker.send(protocol.MeasureSpeed(1, self._threads))
        elif isinstance(event, protocol.Done):
            self.stop()
            self.measured.emit(protocol.result_of(protocol.MeasureSpeed, event))
        else:
            self.stop()  # it failed: where nothing was measured, nothing is said of speed

    @Slot(object)
    def _on_end(self, _end: object) -> None:
        self._worker = None
        self.stop()

    @Slot()
    def _give_way(self) -> None:
        if self.is_running:
            self.stop()
            self._leisure.start(_LEISURE_MS)
