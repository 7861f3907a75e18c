"""Waiting for what comes a moment after an action, where no fixture is at hand."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtTest import QTest

_SECONDS = 5


def found[T](look: Callable[[], T | None], what: str, seconds: float = _SECONDS) -> T:
    """What ``look`` sees, once it is neither ``None`` nor ``False``. Raises TimeoutError naming ``what``."""
    end = monotonic() + seconds
    while (seen := look()) is None or seen is False:
        if monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        QTest.qWait(5)
    return seen
