"""Ending several things in order: what one of them raises keeps none of the others from ending."""

from collections.abc import Callable
from contextlib import ExitStack


def end_all(*steps: Callable[[], object]) -> None:
    """Do each step in its order, also after one failed. What a step raised is raised when all are done."""
    with ExitStack() as ending:
        for step in reversed(steps):
            ending.callback(step)
