"""All engines of the app, one per model file, and the rule how many models may be in memory."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from explorer.engine.process import Engine, EngineChange, EngineState, worker_command

_IN_MEMORY = (EngineState.LOADING, EngineState.READY, EngineState.GENERATING)


@dataclass(frozen=True)
class PoolChange:
    """How many models are loaded, and the bytes their workers hold together."""

    loaded: int
    memory: int


class Pool(QObject):
    """Hands out engines. When one starts to load, idle ones that were not used for longest make room."""

    changed = Signal(object)  # PoolChange

    def __init__(
        self, command: list[str] | None = None, max_loaded: int = 1, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command = command or worker_command()
        self._engines: dict[Path, Engine] = {}  # least recently used first
        self._told = 0
        self._busy: set[Engine] = set()
        self.max_loaded = max_loaded

    @property
    def loaded(self) -> tuple[Engine, ...]:
        """Engines with a model, least recently used first."""
        return tuple(engine for engine in self._engines.values() if engine.model is not None)

    @property
    def loading(self) -> tuple[Engine, ...]:
        """Engines that read a model into memory right now."""
        return tuple(e for e in self._engines.values() if e.state is EngineState.LOADING)

    def is_in_use(self, path: Path) -> bool:
        """Whether this file is loaded or being loaded."""
        engine = self._engines.get(path)
        return engine is not None and engine.state in _IN_MEMORY

    def get(self, path: Path) -> Engine:
        """The engine for this file, loaded or not; it counts as used now."""
        engine = self._engines.pop(path, None)
        if engine is None:
            engine = Engine(self._command, self)
            engine.changed.connect(self._on_change)
        self._engines[path] = engine
        return engine

    def memory(self) -> int:
        """Resident bytes of all workers."""
        return sum(engine.memory() for engine in self._engines.values())

    def unload(self, path: Path) -> None:
        if path in self._engines:
            self._engines[path].unload()

    def unload_all(self) -> None:
        for engine in tuple(self._engines.values()):
            engine.unload()

    def close(self) -> None:
        """End every worker and wait for it."""
        for engine in self._engines.values():
            engine.close()

    @Slot(object)
    def _on_change(self, change: EngineChange) -> None:
        if change.state is EngineState.LOADING and change.progress == 0:
            self._make_room()
        self._divide()
        loaded = len(self.loaded)
        if loaded != self._told:
            self._told = loaded
            self.changed.emit(PoolChange(loaded, self.memory()))

    def _divide(self) -> None:
        """Engines that answer at once share the cores; each hears when one begins or ends."""
        busy = tuple(e for e in self._engines.values() if e.state is EngineState.GENERATING)
        if set(busy) != self._busy:
            self._busy = set(busy)
            for engine in busy:
                engine.share(len(busy))

    def _make_room(self) -> None:
        in_memory = [engine for engine in self._engines.values() if engine.state in _IN_MEMORY]
        idle = [engine for engine in in_memory if engine.state is EngineState.READY]
        for engine in idle[: max(0, len(in_memory) - self.max_loaded)]:
            engine.unload()
