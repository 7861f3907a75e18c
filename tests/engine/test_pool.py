"""One engine per file, and never more models in memory than there is room for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.generation import LoadOptions, Sampling
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import NO_OPTIONS, Together
from explorer.engine.backends import Backends
from explorer.engine.local import protocol
from explorer.engine.local.engine import Engine
from explorer.engine.local.engine_pool import (
    EnginePool,
    EngineUse,
    Eviction,
    EvictionReason,
    PoolChange,
    PoolPolicy,
)
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import WORKER, Heard
from tests.models.tiny import Tiny, write_tiny


class Room(PoolPolicy):
    """Room for so many of the tiny models, whose workers take 30 to 60 MB."""

    def __init__(self, *, models: int, short: bool = False, idle_s: float = 0.0) -> None:
        self._models, self._short, self._idle_s = models, short, idle_s

    @property
    def idle_s(self) -> float:
        return self._idle_s

    def budget(self) -> int:
        return self._models * 100_000_000

    def need(self, path: Path, options: LoadOptions) -> int:
        del path, options
        return 90_000_000

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path
        return MemoryShortError(9_000_000_000, free) if self._short and not options.is_forced else None


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    pool = EnginePool(WorkerSupply(WORKER))
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pool")
    return [write_tiny(folder / f"{n}.gguf", Tiny(text=f"I am {n}.")) for n in range(3)]


def load(qtbot: QtBot, pool: EnginePool, path: Path) -> Engine:
    engine = pool.get(path)
    engine.load(path, LoadOptions())
    qtbot.waitUntil(lambda: engine.state is BackendState.READY)
    return engine


def test_a_file_has_one_engine(pool: EnginePool, files: list[Path]) -> None:
    assert pool.get(files[0]) is pool.get(files[0]) is not pool.get(files[1])
    assert pool.loaded == ()


def test_models_stay_together_while_they_fit(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    first, second = load(qtbot, pool, files[0]), load(qtbot, pool, files[1])
    assert pool.loaded == (first, second)


def test_loading_another_model_makes_room_and_says_so(
    qtbot: QtBot, pool: EnginePool, files: list[Path]
) -> None:
    gone: list[Eviction] = []
    pool.unloads.add(gone.append)
    pool.rules = Room(models=1)
    first, second = load(qtbot, pool, files[0]), load(qtbot, pool, files[1])
    assert first.state is BackendState.EMPTY
    assert pool.loaded == (second,)
    assert gone == [Eviction(files[0], EvictionReason.ROOM)]


def test_the_least_recently_used_model_goes_first(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    pool.rules = Room(models=2)
    first, second = load(qtbot, pool, files[0]), load(qtbot, pool, files[1])
    pool.get(files[0])  # used again
    third = load(qtbot, pool, files[2])
    assert second.state is BackendState.EMPTY
    assert pool.loaded == (first, third)


def test_looking_for_a_model_is_no_use_of_it(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    pool.rules = Room(models=2)
    first, second = load(qtbot, pool, files[0]), load(qtbot, pool, files[1])
    backends = Backends(pool)
    away = LocalModel("third", files[2], 1, "test", "Third", "")
    here = replace(away, path=files[0])
    assert backends.is_loaded(here)
    assert backends.find(here) is first
    backends.release(away)
    assert backends.find(away) is None
    third = load(qtbot, pool, files[2])
    assert pool.loaded == (second, third)


def test_a_model_that_does_not_fit_is_not_loaded_and_the_choice_is_told(
    qtbot: QtBot, pool: EnginePool, files: list[Path]
) -> None:
    pool.rules = Room(models=1, short=True)
    heard = Heard()
    engine = pool.get(files[0])
    engine.changed.connect(heard.on_change)
    engine.load(files[0], LoadOptions())
    assert engine.state is BackendState.FAILED
    assert isinstance(heard.changes[-1].error, MemoryShortError)
    assert engine.worker is None
    engine.load(files[0], LoadOptions(is_forced=True))
    qtbot.waitUntil(lambda: engine.state is BackendState.READY)


def test_a_model_that_nobody_uses_is_unloaded(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    gone: list[Eviction] = []
    pool.unloads.add(gone.append)
    engine = load(qtbot, pool, files[0])
    pool.unload_idle()
    assert list(pool.loaded) == [engine]  # by itself it stays
    pool.rules = Room(models=1, idle_s=0.01)
    qtbot.wait(20)
    pool.unload_idle()
    assert list(pool.loaded) == []
    assert gone == [Eviction(files[0], EvictionReason.IDLE)]


def test_each_use_is_told_with_its_memory(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    uses: list[EngineUse] = []
    pool.uses.add(uses.append)
    engine = load(qtbot, pool, files[0])
    heard = Heard()
    heard.follow(engine.generate("Hello", Sampling(temperature=0)))
    qtbot.waitUntil(lambda: len(uses) == 2)
    assert [use.answer is not None for use in uses] == [False, True]
    assert all(use.memory > 10_000_000 and use.path == files[0] and use.is_alone for use in uses)


def test_answers_written_at_once_tell_nothing_of_a_model(
    qtbot: QtBot, pool: EnginePool, files: list[Path]
) -> None:
    """Each of them is slower than one alone, and their room is no part of the model."""
    uses: list[EngineUse] = []
    pool.uses.add(uses.append)
    engine, heard = load(qtbot, pool, files[0]), Heard()
    for _ in range(3):
        heard.follow(engine.generate_together("Hello", Sampling(), NO_OPTIONS, Together(2, 256)))
    qtbot.waitUntil(lambda: len(heard.answers) == 3)
    heard.follow(engine.generate("Hello", Sampling()))
    qtbot.waitUntil(lambda: len(uses) == 2)
    assert [(use.answer is not None, use.memory > 0) for use in uses] == [(False, True), (True, False)]


def test_a_model_that_answers_is_left_alone(
    qtbot: QtBot, pool: EnginePool, endless: Path, files: list[Path]
) -> None:
    busy = load(qtbot, pool, endless)
    heard = Heard()
    heard.follow(busy.generate("Hello", Sampling(max_tokens=2000)))
    other = load(qtbot, pool, files[0])
    assert not heard.errors
    assert set(pool.loaded) == {busy, other}


def test_changes_tell_count_and_memory(qtbot: QtBot, pool: EnginePool, files: list[Path]) -> None:
    changes: list[PoolChange] = []
    pool.changed.connect(changes.append)
    load(qtbot, pool, files[0])
    pool.unload(files[0])
    assert [change.loaded for change in changes] == [1, 0]
    assert changes[0].memory > 10_000_000
    assert changes[1].memory == 0


def test_models_that_answer_at_once_share_the_cores(
    qtbot: QtBot, pool: EnginePool, endless: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Path | None, int]] = []

    def send(engine: Engine, request: protocol.Request) -> None:
        if isinstance(request, protocol.ShareCores):
            told.append((engine.path, request.count))

    monkeypatch.setattr(Engine, "send", send)
    one, two = load(qtbot, pool, endless), load(qtbot, pool, files[0])
    first, second = Heard(), Heard()
    first.follow(one.generate("Hello", Sampling(max_tokens=1_000_000)))
    assert told == [(endless, 1)]
    second.follow(two.generate("Hello", Sampling()))
    assert sorted(told[1:]) == sorted([(endless, 2), (files[0], 2)])
    qtbot.waitUntil(lambda: second.is_over)
    assert told[3:] == [(endless, 1)]  # it has them to itself again
