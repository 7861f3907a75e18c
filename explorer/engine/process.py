"""The window's side of a worker: an engine that is empty, loading, ready, generating or failed.

Each load gets a process of its own and unloading ends it, so memory really returns. A worker may die
at any instant; then everyone who waits hears why in words, and the next load starts afresh.
"""

import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.words import Words
from explorer.engine import protocol
from explorer.engine.state import Chunk, EngineChange, EngineState, WorkerEnd

__all__ = ["Chunk", "Engine", "EngineChange", "EngineState", "Generation", "worker_command"]

_PATIENCE_MS = 1000  # for a worker that was asked to end
_KEPT_BYTES = 20_000  # of its stderr, for the details of a failure


def worker_command() -> list[str]:
    """How this app starts itself as a worker: from source, installed, or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker"]
    return [sys.executable, "-m", "explorer", "worker"]


class Generation(QObject):
    """One answer on its way. Ends with ``finished`` or ``failed``, once; ``text`` is kept in any case."""

    chunk = Signal(object)  # Chunk
    finished = Signal(object)  # domain.generation.Answer
    failed = Signal(object)  # KnownError

    def __init__(self, engine: "Engine", number: int) -> None:
        super().__init__()
        self._engine = engine
        self.number = number
        self.text = ""

    def stop(self) -> None:
        """End it early: ``finished`` follows within about 100 ms, reason "stopped"."""
        self._engine.stop(self)

    def add(self, chunk: Chunk) -> None:
        self.text += chunk.text
        self.chunk.emit(chunk)


class Engine(QObject):
    """Runs one model at a time in a worker process. Not blocking, except for ``close``."""

    changed = Signal(object)  # EngineChange

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._worker: _Worker | None = None
        self._request: protocol.Load | None = None
        self._generations: dict[int, Generation] = {}
        self._last = 0
        self._is_failed = False
        self.model: LoadedModel | None = None
        self.path: Path | None = None

    @property
    def state(self) -> EngineState:
        if self._worker is None:
            return EngineState.FAILED if self._is_failed else EngineState.EMPTY
        if self.model is None:
            return EngineState.LOADING
        return EngineState.GENERATING if self._generations else EngineState.READY

    def load(self, path: Path, options: LoadOptions) -> None:
        """Load a model in a fresh worker; one that is loaded, or loading, makes room for it."""
        self._drop_worker()
        self.path = path
        self._request = protocol.load_request(path, options)
        worker = self._worker = _Worker(self._command, self)
        worker.heard.connect(self._on_event)
        worker.ended.connect(self._on_end)
        self._tell()
        if self._worker is worker:  # else a listener has unloaded, or loads another
            worker.start()

    def generate(
        self, prompt: str | Sequence[ChatMessage], sampling: Sampling, stop: Sequence[str] = ()
    ) -> Generation:
        """Answer a conversation, or go on from a raw text. Several are done one after another."""
        self._last += 1
        generation = Generation(self, self._last)
        self._generations[self._last] = generation
        if self._worker is None or self.model is None:
            QTimer.singleShot(0, self._fail_unloaded)
            return generation
        content = prompt if isinstance(prompt, str) else tuple(prompt)
        self._worker.send(protocol.Generate(self._last, content, sampling, tuple(stop)))
        if len(self._generations) == 1:
            self._tell()
        return generation

    def stop(self, generation: Generation) -> None:
        """End one generation early."""
        if self._worker is not None and generation.number in self._generations:
            self._worker.send(protocol.Cancel(generation.number))

    def share(self, count: int) -> None:
        """So many engines answer now, this one among them."""
        if self._worker is not None:
            self._worker.send(protocol.Share(count))

    def cancel(self) -> None:
        """Stop what goes on: all generations, or the load."""
        if self.state is EngineState.LOADING:
            self.unload()
        for generation in tuple(self._generations.values()):
            self.stop(generation)

    def unload(self) -> None:
        """End the worker: its memory returns."""
        before = self.state
        self._drop_worker()
        if before is not EngineState.EMPTY:
            self._tell()

    def close(self) -> None:
        """End every worker and wait for it, at most a second each."""
        self._drop_worker()
        for worker in self.findChildren(_Worker):
            worker.close()

    @property
    def process_id(self) -> int:
        """The worker's, 0 without one."""
        return self._worker.pid if self._worker is not None else 0

    def memory(self) -> int:
        """Resident bytes of the worker, 0 without one."""
        try:
            return psutil.Process(self.process_id).memory_info().rss if self.process_id else 0
        except psutil.Error:  # it is starting or ending
            return 0

    @Slot(object)
    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Hello):
            self._greet(event)
        elif isinstance(event, protocol.LoadProgress):
            self._tell(progress=event.fraction)
        elif isinstance(event, protocol.Loaded):
            self.model = event.model
            self._tell(progress=1.0)
        elif isinstance(event, protocol.Chunk):
            self._generations[event.id].add(Chunk(event.text, event.tokens))
        elif isinstance(event, protocol.Done):
            done = self._take(event.id)
            done.finished.emit(event.answer)
        elif isinstance(event, protocol.Failed) and event.id is not None:
            failed = self._take(event.id)
            failed.failed.emit(event.record.error)
        elif isinstance(event, protocol.Failed):
            self._fail(event.record.error)

    @Slot(object)
    def _on_end(self, end: WorkerEnd) -> None:
        if end.start_problem:
            what = Words("The engine could not be started.")
            self._fail(KnownError(what, Words("Install the app again."), end.start_problem))
            return
        self._fail(end.explain(loading=self.model is None, answering=bool(self._generations)))

    def _greet(self, hello: protocol.Hello) -> None:
        if self._worker is None or self._request is None:
            return
        if hello.protocol != protocol.PROTOCOL:
            what = Words("The engine and the window are of different versions.")
            self._fail(KnownError(what, Words("Restart the app.")))
            return
        self._worker.send(self._request)

    def _take(self, number: int) -> Generation:
        """Remove a generation; the caller holds it while it emits, nobody else may."""
        generation = self._generations.pop(number)
        if not self._generations:
            self._tell()
        return generation

    def _fail(self, error: KnownError) -> None:
        generations = self._detach()
        self._is_failed = True
        for generation in generations:
            generation.failed.emit(error)
        if self._worker is None:  # else a listener has loaded again already
            self._tell(error=error)

    @Slot()
    def _fail_unloaded(self) -> None:
        if self._worker is not None and self.model is not None:
            return
        error = KnownError(Words("No model is loaded."), Words("Load a model first."))
        generations, self._generations = tuple(self._generations.values()), {}
        for generation in generations:
            generation.failed.emit(error)

    def _drop_worker(self) -> None:
        for generation in self._detach():
            generation.failed.emit(CancelledError())

    def _detach(self) -> tuple[Generation, ...]:
        """Become empty; the generations that will get no answer."""
        if self._worker is not None:
            self._worker.retire(at_once=self.model is None)  # a load need not end in good order
        generations = tuple(self._generations.values())
        self._worker, self._generations, self.model, self._is_failed = None, {}, None, False
        return generations

    def _tell(self, *, progress: float = 0.0, error: KnownError | None = None) -> None:
        done = 1.0 if self.model is not None else progress
        self.changed.emit(EngineChange(self.state, done, self.model, error))


class _Worker(QObject):
    """One worker process: lines in, lines out, and an end that is always noticed once."""

    heard = Signal(object)  # protocol.Event
    ended = Signal(object)  # WorkerEnd

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._is_retired = False
        self._log: deque[bytes] = deque()
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
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

    def start(self) -> None:
        self._process.start()

    def send(self, request: protocol.Request) -> None:
        self._process.write(protocol.encode(request))

    def retire(self, *, at_once: bool) -> None:
        """Be heard no more; end soon, by force after a second or at once; then be deleted."""
        self._is_retired = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self.deleteLater()
            return
        self._process.closeWriteChannel()
        self._patience.start(0 if at_once else _PATIENCE_MS)

    def close(self) -> None:
        """End now, and wait for it."""
        self._is_retired = True
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(_PATIENCE_MS):
                self._process.kill()
                self._process.waitForFinished(_PATIENCE_MS)
        self._patience.stop()
        self.deleteLater()

    @Slot()
    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            if not self._is_retired:
                self.heard.emit(protocol.decode_event(line))

    @Slot()
    def _read_log(self) -> None:
        self._log.append(bytes(self._process.readAllStandardError().data()))
        while len(self._log) > 1 and sum(map(len, self._log)) > _KEPT_BYTES:
            self._log.popleft()

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        log = b"".join(self._log)[-_KEPT_BYTES:].decode("utf-8", "replace")
        self._end(WorkerEnd(status is QProcess.ExitStatus.CrashExit, code, log))

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(WorkerEnd(crashed=False, code=0, log="", start_problem=self._process.errorString()))

    def _end(self, end: WorkerEnd) -> None:
        if not self._is_retired:
            self._is_retired = True
            self.ended.emit(end)
        self.deleteLater()
