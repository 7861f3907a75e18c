"""The models of a verb: the window's rules hold, and what is measured improves later estimates."""

from collections.abc import Iterator
from contextlib import contextmanager

from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.remote.provider import RemoteProvider
from explorer.kit.headless_loop import HeadlessLoop
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.services import Core


@contextmanager
def open_backends(core: Core, workers: WorkerSupply | None = None) -> Iterator[tuple[Backends, HeadlessLoop]]:
    """With the loop in which models are heard. Its end ends answers too, where Ctrl-C left the loop."""
    loop = HeadlessLoop()
    rules = SettingsPoolPolicy(core.estimates, core.settings)
    pool = EnginePool(workers, rules, drivers=core.drivers)
    pool.uses.add(rules.learn)
    backends = Backends(pool, RemoteProvider(core.endpoints, core.requests))
    try:
        yield backends, loop
    finally:
        backends.close()
        core.requests.close()
