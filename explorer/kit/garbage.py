"""Python's cyclic garbage, collected on the screen thread only.

Python collects on whichever thread happens to allocate. A widget in a reference cycle would then be destroyed
on a pool thread, and Qt crashes or hangs over that (seen: a segmentation fault while a task read files). So
the automatic collection is off while the app runs, and a timer does the same on the screen thread.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 500


class Garbage(QObject):
    """Build it once, on the screen thread; ``close`` leaves the automatic collection as it was before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._ticks = QTimer(self, interval=_EVERY_MS)
        self._ticks.timeout.connect(self._look)
        self._ticks.start()

    def close(self) -> None:
        self._ticks.stop()
        if self._was_automatic:
            gc.enable()

    @Slot()
    def _look(self) -> None:
        collect_due()


def collect_due() -> None:
    """Collects the oldest generation that is due, by Python's own thresholds, on the calling thread."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [age for age in (2, 1, 0) if limits[age] and counts[age] > limits[age]]
    if due:
        gc.collect(due[0])
