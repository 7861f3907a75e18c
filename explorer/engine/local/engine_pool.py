"""Pool of engines, one per model file, and the policy which of them may be in memory together."""

import time
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadedModel, LoadOptions
from explorer.engine.local import protocol
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.engine import Engine
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendChange, BackendState

_IN_MEMORY = (BackendState.LOADING, BackendState.READY, BackendState.GENERATING)
_LOOK_MS = 15_000  # between two looks for models that nobody uses


@dataclass(frozen=True)
class PoolChange:
    """How many models are loaded, how many of them answer, and the bytes their workers hold together."""

    loaded: int
    answering: int
    memory: int


class EvictionReason(Enum):
    """Why the pool unloaded a model by itself."""

    ROOM = "room"
    IDLE = "idle"


@dataclass(frozen=True)
class Eviction:
    """A model left memory without being asked to."""

    path: Path
    reason: EvictionReason


@dataclass(frozen=True)
class EngineUse:
    """A model was loaded, or answered: then ``answer`` is what. ``memory``: bytes of its worker, 0 where
    that holds more than the model, as its projector. Nothing is told of answers written at once.

    ``is_alone``: no other model answered at the end.
    """

    path: Path
    options: LoadOptions
    model: LoadedModel
    memory: int
    answer: Answer | None = None
    is_alone: bool = True


class PoolPolicy:
    """What the pool asks before a load; the app gives it numbers that know more."""

    @property
    def idle_s(self) -> float:
        """Unload what was not used for so long; 0: never."""
        return 0.0

    def budget(self) -> int:
        """Bytes that all models may take together."""
        return round(psutil.virtual_memory().total * 0.8)

    def need(self, path: Path, options: LoadOptions) -> int:
        """Bytes a model will take."""
        del options
        return path.stat().st_size if path.exists() else 0

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        """Why a model should not be loaded into the ``free`` bytes; ``None`` if it may be."""
        del path, options, free
        return None


class EnginePool(QObject):
    """Hands out engines. When one starts to load, idle ones that were not used for longest make room."""

    changed = Signal(object)  # PoolChange

    def __init__(
        self,
        workers: WorkerSupply | None = None,
        rules: PoolPolicy | None = None,
        parent: QObject | None = None,
        drivers: DriverFailures | None = None,
    ) -> None:
        """``workers``: where they come from; closed with the pool."""
        super().__init__(parent)
        self.drivers = drivers or DriverFailures()
        self.workers = workers or WorkerSupply()
        self._engines: dict[Path, Engine] = {}  # least recently used first
        self._used: dict[Path, float] = {}  # when it was asked for, or answered, last
        self._told = (0, 0)  # loaded, answering
        self._busy: set[Engine] = set()
        self._fresh: set[Engine] = set()  # that load, or have just done so
        self.rules = rules or PoolPolicy()
        self.uses: Listeners[EngineUse] = Listeners()
        self.unloads: Listeners[Eviction] = Listeners()
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self.unload_idle)

    @property
    def loaded(self) -> tuple[Engine, ...]:
        """Engines with a model, least recently used first."""
        return tuple(engine for engine in self._engines.values() if engine.model is not None)

    @property
    def loading(self) -> tuple[Engine, ...]:
        """Engines that read a model into memory right now."""
        return tuple(e for e in self._engines.values() if e.state is BackendState.LOADING)

    @property
    def is_answering(self) -> bool:
        """Whether a model generates: what it holds grows meanwhile."""
        return bool(self._busy)

    def is_in_use(self, path: Path) -> bool:
        """Whether this file is loaded or being loaded."""
        engine = self._engines.get(path)
        return engine is not None and engine.state in _IN_MEMORY

    def find(self, path: Path) -> Engine | None:
        """The engine for this file, if there is one; ``get`` is to use it, this is to look."""
        return self._engines.get(path)

    def get(self, path: Path) -> Engine:
        """The engine for this file, loaded or not; it counts as used now."""
        engine = self._engines.pop(path, None)
        if engine is None:
            engine = Engine(self.workers, self, self._check, self.drivers, path=path)
            engine.changed.connect(partial(self._on_change, engine))
            engine.answered.connect(partial(self._note, engine))
        self._engines[path] = engine
        self._used[path] = time.monotonic()
        self.workers.prepare()
        return engine

    def memory(self) -> int:
        """Resident bytes of all workers."""
        return sum(engine.memory() for engine in self._engines.values())

    def unload(self, path: Path) -> None:
        if path in self._engines:
            self._engines[path].unload()

    def close(self) -> None:
        """End every worker and wait for it."""
        self._watch.stop()
        self.workers.close()
        for engine in tuple(self._engines.values()):  # who waited for an answer may ask for another
            engine.close()

    @Slot()
    def unload_idle(self) -> None:
        """Unload what was not used for as long as the rules say."""
        if not self.rules.idle_s:
            return
        before = time.monotonic() - self.rules.idle_s
        for path, engine in tuple(self._engines.items()):
            if engine.state is BackendState.READY and self._used[path] <= before:
                self._drop(path, engine, EvictionReason.IDLE)

    def _on_change(self, engine: Engine, change: BackendChange) -> None:
        if change.state is BackendState.LOADING and change.progress == 0:
            self._fresh.add(engine)
            self._make_room(engine)
        if change.state is BackendState.READY and engine.path is not None:
            self._used[engine.path] = time.monotonic()
        if change.state is BackendState.READY and engine in self._fresh:
            self._fresh.discard(engine)
            self.workers.prepare()
            self._note(engine)
        self._divide()
        counts = (len(self.loaded), len(self._busy))
        if counts != self._told:
            self._told = counts
            self._watch_unused()
            self.changed.emit(PoolChange(*counts, self.memory()))

    def _watch_unused(self) -> None:
        if not self.loaded:
            self._watch.stop()
        elif not self._watch.isActive():
            self._watch.start()

    def _note(self, engine: Engine, answer: Answer | None = None) -> None:
        """Tell what a model took, to whoever learns from it."""
        if engine.path is None or engine.model is None:
            return
        others = any(e.state is BackendState.GENERATING for e in self._engines.values() if e is not engine)
        memory = 0 if engine.holds_more else engine.memory()
        self.uses.emit(EngineUse(engine.path, engine.options, engine.model, memory, answer, not others))

    def _check(self, path: Path, options: LoadOptions) -> KnownError | None:
        """Idle models count as free: they make room. What others will still take does not."""
        idle, awaited = 0, 0
        for engine in self._engines.values():
            if engine.state is BackendState.READY:
                idle += engine.memory()
            else:
                awaited += self._awaited(engine)
        return self.rules.check(path, options, max(0, psutil.virtual_memory().available + idle - awaited))

    def _divide(self) -> None:
        """Engines that answer at once share the cores; each hears when one begins or ends."""
        busy = tuple(e for e in self._engines.values() if e.state is BackendState.GENERATING)
        if set(busy) != self._busy:
            self._busy = set(busy)
            for engine in busy:
                engine.send(protocol.ShareCores(len(busy)))

    def _make_room(self, coming: Engine) -> None:
        """Unload idle models, the one that was not used for longest first, until the new one fits."""
        need = self._awaited(coming)
        room = min(self.rules.budget() - self.memory(), psutil.virtual_memory().available)
        room -= sum(self._awaited(engine) for engine in self._engines.values() if engine is not coming)
        for path, engine in tuple(self._engines.items()):
            if need <= room:
                return
            if engine is not coming and engine.state is BackendState.READY:
                room += engine.memory() + self._awaited(engine)
                self._drop(path, engine, EvictionReason.ROOM)

    def free(self, need: int, keep: Path) -> None:
        """Unload idle models, other than ``keep``, until so many bytes are free."""
        for path, engine in tuple(self._engines.items()):
            if psutil.virtual_memory().available >= need:
                return
            if path != keep and engine.state is BackendState.READY:
                self._drop(path, engine, EvictionReason.ROOM)

    def _awaited(self, engine: Engine) -> int:
        """What a model in memory will still take: it is being read, or its context fills as it is used."""
        if engine.path is None or engine.state not in _IN_MEMORY:
            return 0
        return max(0, self.rules.need(engine.path, engine.options) - engine.memory())

    def _drop(self, path: Path, engine: Engine, reason: EvictionReason) -> None:
        engine.unload()
        self.unloads.emit(Eviction(path, reason))
