"""Python's cyclic garbage, collected on the screen thread only.

Python collects on whichever thread happens to allocate. A widget in a reference cycle would then be destroyed
on a pool thread, and Qt crashes or hangs over that (seen: a segmentation fault while a task read files). So
the automatic collection is off while the app runs, and the screen thread looks whether one is due before it
goes to sleep. Whatever makes garbage also wakes that thread; a timer would wake it for nothing.
"""

import gc
from time import monotonic

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

_PAUSE_S = 0.5  # between two looks, however often the thread wakes


class GarbageCollector(QObject):
    """Build it once, on the screen thread; ``close`` leaves the automatic collection as it was before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._next_look = monotonic() + _PAUSE_S
        self._loop = QAbstractEventDispatcher.instance()
        self._loop.aboutToBlock.connect(self._look)

    def close(self) -> None:
        self._loop.aboutToBlock.disconnect(self._look)
        if self._was_automatic:
            gc.enable()

    @Slot()
    def _look(self) -> None:
        now = monotonic()
        if now >= self._next_look:
            self._next_look = now + _PAUSE_S
            collect_due()


def collect_due() -> None:
    """Collects the oldest generation that is due, by Python's own thresholds, on the calling thread."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [age for age in (2, 1, 0) if limits[age] and counts[age] > limits[age]]
    if due:
        gc.collect(due[0])
