"""The models of a verb: under the rules of the window, and what is measured helps its next estimate."""

from explorer.engine.pool import Pool
from explorer.engine.workers import Workers
from explorer.local.pool_rules import PoolRules
from explorer.services import Core


def open_pool(core: Core, workers: Workers | None = None) -> Pool:
    """Close it when the verb is done."""
    rules = PoolRules(core.estimates, core.settings)
    pool = Pool(rules=rules, drivers=core.drivers, workers=workers)
    pool.uses.add(rules.learn)
    return pool
