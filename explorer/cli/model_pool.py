"""The pool of models of a verb: the window's rules hold, and what is measured improves later estimates."""

from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.services import Core


def open_pool(core: Core, workers: WorkerSupply | None = None) -> EnginePool:
    """Close it when the verb is done."""
    rules = SettingsPoolPolicy(core.estimates, core.settings)
    pool = EnginePool(workers, rules, drivers=core.drivers)
    pool.uses.add(rules.learn)
    return pool
