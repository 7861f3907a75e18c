"""The models of a verb: under the rules of the window, and what is measured helps its next estimate."""

from explorer.engine.pool import Pool
from explorer.local.pool_rules import PoolRules
from explorer.services import Core


def open_pool(core: Core) -> Pool:
    """Close it when the verb is done."""
    rules = PoolRules(core.estimates, core.settings)
    pool = Pool(rules=rules, drivers=core.drivers)
    pool.uses.add(rules.learn)
    return pool
