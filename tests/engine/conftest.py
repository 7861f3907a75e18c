"""Tiny models, and engines whose workers are real processes that end with the test."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QObject, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadOptions
from explorer.engine.jobs import Generation, Job
from explorer.engine.local.engine import Engine
from explorer.engine.local.worker_process import WorkerProcess
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendChange, BackendState, Chunk, WritingEvent
from tests.models.starter import assemble_starter
from tests.models.tiny import Tiny, write_tiny

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
SCRIPT = "Hello there, this is a tiny model. Ä ß 日本."


def worker_of(engine: Engine) -> WorkerProcess:
    assert engine.worker is not None
    return engine.worker


def pid_of(engine: Engine) -> int:
    """The process that runs its model, 0 without one."""
    return engine.worker.pid if engine.worker is not None else 0


class Heard(QObject):
    """Records what a generation or an engine tells."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[BackendChange] = []
        self.chunks: list[Chunk] = []
        self.answers: list[Answer] = []
        self.errors: list[KnownError] = []

    @property
    def states(self) -> list[BackendState]:
        """The states in order, each once."""
        states = [change.state for change in self.changes]
        return [s for n, s in enumerate(states) if n == 0 or s is not states[n - 1]]

    @property
    def is_over(self) -> bool:
        return bool(self.answers or self.errors)

    def follow(self, generation: Generation) -> None:
        generation.heard.connect(self.on_event)
        generation.finished.connect(self.on_answer)
        generation.failed.connect(self.on_error)

    @Slot(object)
    def on_change(self, change: BackendChange) -> None:
        self.changes.append(change)

    @Slot(object)
    def on_event(self, event: WritingEvent) -> None:
        if isinstance(event, Chunk):
            self.chunks.append(event)

    @Slot(object)
    def on_answer(self, answer: Answer) -> None:
        self.answers.append(answer)

    @Slot(object)
    def on_error(self, error: KnownError) -> None:
        self.errors.append(error)


class Bench:
    """An engine under test, and what it told."""

    def __init__(self, qtbot: QtBot, engine: Engine) -> None:
        self.qtbot = qtbot
        self.engine = engine
        self.heard = Heard()
        engine.changed.connect(self.heard.on_change)

    def load(self, path: Path, options: LoadOptions | None = None) -> BackendState:
        """Load and wait for the outcome."""
        self.engine.load(path, options or LoadOptions())
        self.qtbot.waitUntil(lambda: self.engine.state is not BackendState.LOADING)
        return self.engine.state

    def result(self, job: Job) -> Any:
        """Wait for the end of a job: what it brought, or the KnownError it failed with."""
        ends: list[Any] = []
        job.finished.connect(ends.append)
        job.failed.connect(ends.append)
        self.qtbot.waitUntil(lambda: bool(ends))
        return ends[0]

    def finish(self, generation: Generation) -> Heard:
        """Wait for the end of an answer."""
        heard = Heard()
        heard.follow(generation)
        self.qtbot.waitUntil(lambda: heard.is_over)
        return heard


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    engine = Engine(WorkerSupply(WORKER))
    yield Bench(qtbot, engine)
    engine.close()


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that says SCRIPT to whatever it is asked."""
    return write_tiny(tmp_path_factory.mktemp("models") / "scripted.gguf", Tiny(text=SCRIPT))


@pytest.fixture(scope="session")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that babbles for as long as it may."""
    tiny = Tiny(text=None, context_length=1_000_000)
    return write_tiny(tmp_path_factory.mktemp("models") / "endless.gguf", tiny)


@pytest.fixture(scope="module")
def _scripted_engine(qapp: QApplication, scripted: Path) -> Iterator[Engine]:
    yield from engine_with(scripted)


@pytest.fixture(scope="module")
def _endless_engine(qapp: QApplication, endless: Path) -> Iterator[Engine]:
    yield from engine_with(endless)


def engine_with(path: Path, options: LoadOptions | None = None) -> Iterator[Engine]:
    """With this file loaded."""
    engine = Engine(WorkerSupply(WORKER))
    loop = QEventLoop()
    engine.changed.connect(lambda change: None if change.state is BackendState.LOADING else loop.quit())
    engine.load(path, options or LoadOptions())
    loop.exec()
    assert engine.state is BackendState.READY
    yield engine
    engine.close()


@pytest.fixture
def talker(qtbot: QtBot, _scripted_engine: Engine, scripted: Path) -> Bench:
    """``scripted``, loaded once for all tests of a file that only ask it and end nothing."""
    return ready(Bench(qtbot, _scripted_engine), scripted)


@pytest.fixture
def babbler(qtbot: QtBot, _endless_engine: Engine, endless: Path) -> Bench:
    """``endless``, likewise."""
    return ready(Bench(qtbot, _endless_engine), endless)


def ready(bench: Bench, path: Path) -> Bench:
    """A test that failed may have ended the worker; the next one shall not fail over that."""
    if bench.engine.state is not BackendState.READY:
        bench.load(path)
    return bench


@pytest.fixture(scope="session")
def gemma() -> Path:
    return assemble_starter()
