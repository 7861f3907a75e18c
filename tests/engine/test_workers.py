"""A worker that waits takes the start of Python and of llama.cpp out of the next load, and is no model."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.generation import LoadOptions
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_process import WorkerProcess
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
from tests.engine.conftest import WORKER, pid_of


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    pool = EnginePool(WorkerSupply(WORKER, ahead=True))
    yield pool
    pool.close()


def waiting(qtbot: QtBot, pool: EnginePool) -> WorkerProcess:
    """The worker that waits for a model, once it is there."""
    workers = pool.workers
    qtbot.waitUntil(lambda: workers.spare is not None and workers.spare.hello is not None, timeout=20_000)
    spare = workers.spare
    assert spare is not None
    return spare


def test_a_model_that_was_chosen_is_loaded_by_the_worker_that_waits(
    qtbot: QtBot, pool: EnginePool, scripted: Path
) -> None:
    engine = pool.get(scripted)
    first = waiting(qtbot, pool).pid
    assert (engine.state, pool.loaded, pool.memory()) == (BackendState.EMPTY, (), 0)
    engine.load(scripted, LoadOptions())
    assert pid_of(engine) == first
    qtbot.waitUntil(lambda: engine.state is BackendState.READY, timeout=20_000)
    assert waiting(qtbot, pool).pid != first
    assert pool.loaded == (engine,)
    engine.unload()
    assert waiting(qtbot, pool).pid != first


def test_nothing_starts_before_a_model_is_chosen_nor_where_nobody_asked(qtbot: QtBot, scripted: Path) -> None:
    chosen, other = EnginePool(WorkerSupply(WORKER, ahead=True)), EnginePool(WorkerSupply(WORKER))
    other.get(scripted)
    qtbot.wait(2000)
    assert [pool.workers.spare for pool in (chosen, other)] == [None, None]
    chosen.close()
    other.close()


def test_it_costs_little_and_ends_with_the_pool(qtbot: QtBot, pool: EnginePool, scripted: Path) -> None:
    pool.get(scripted)
    process = psutil.Process(waiting(qtbot, pool).pid)
    assert process.memory_full_info().uss < 25_000_000
    pool.close()
    assert not process.is_running()


def test_one_that_died_while_it_waited_is_not_used(qtbot: QtBot, pool: EnginePool, scripted: Path) -> None:
    engine = pool.get(scripted)
    spare = waiting(qtbot, pool)
    with qtbot.waitSignal(spare.ended):
        psutil.Process(spare.pid).kill()
    engine.load(scripted, LoadOptions())
    qtbot.waitUntil(lambda: engine.state is BackendState.READY, timeout=20_000)


def test_a_worker_that_was_begun_before_there_was_a_pool_is_used_and_ends_with_it(
    qtbot: QtBot, scripted: Path
) -> None:
    workers = WorkerSupply(WORKER)
    workers.start()
    begun = workers.spare
    assert begun is not None
    pool = EnginePool(workers)
    engine = pool.get(scripted)
    engine.load(scripted, LoadOptions())
    assert pid_of(engine) == begun.pid
    qtbot.waitUntil(lambda: engine.state is BackendState.READY, timeout=20_000)
    pool.close()
    workers.start()
    unused = psutil.Process(workers.spare.pid) if workers.spare is not None else None
    workers.close()
    assert unused is not None
    assert not unused.is_running()
