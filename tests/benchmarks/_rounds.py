"""How often something is measured: as often as a figure needs, or with ``--quick`` as often as a glance does.

A quick figure tells someone who is working whether a change helped or harmed much. It is no figure to
publish: too few rounds, and what takes minutes is left out.
"""

import os

_QUICK = "EXPLORER_BENCH_QUICK"  # an environment variable, because much is measured in processes of its own


def be_quick() -> None:
    """From now on, and before a group is imported."""
    os.environ[_QUICK] = "1"


def is_quick() -> bool:
    return os.environ.get(_QUICK) == "1"


def rounds(whole: int, quick: int) -> int:
    return quick if is_quick() else whole
