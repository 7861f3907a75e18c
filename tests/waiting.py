"""Waiting for what comes a moment after an action, where no fixture is at hand."""

from collections.abc import Callable
from time import monotonic, sleep

from PySide6.QtCore import QCoreApplication, QEvent

_SECONDS = 20  # a machine may be busy; whoever finds it at once waits for nothing
_PAUSE_S = 0.005


def found[T](look: Callable[[], T | None], what: str, seconds: float = _SECONDS) -> T:
    """What ``look`` sees, once it is neither ``None`` nor ``False``. Raises TimeoutError naming ``what``."""
    end = monotonic() + seconds
    while (seen := look()) is None or seen is False:
        if monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        _let_go_on()
    return seen


def _let_go_on() -> None:
    """As ``QTest.qWait`` does, which would keep Python from all other threads while it sleeps."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    sleep(_PAUSE_S)
