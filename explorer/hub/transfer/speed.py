"""The speed of a download, smoothed so that the number can be read, and a time to wait in words."""

import math

from explorer.domain.units import duration_text
from explorer.domain.words import Words

_WINDOW = 5.0  # seconds looked back
_LEAST = 0.3  # seconds before a number is told: the first bytes come in a burst
_DAY = 24 * 3600.0  # seconds
_STEP = 0.05  # seconds between two marks


class TransferSpeed:
    """Bytes a second over the last seconds. Times in seconds of any steady clock."""

    def __init__(self) -> None:
        self._marks: list[tuple[float, int]] = []

    def mark(self, received: int, now: float) -> None:
        if len(self._marks) > 1 and now - self._marks[-2][0] < _STEP:
            self._marks.pop()
        self._marks.append((now, received))
        while len(self._marks) > 2 and now - self._marks[1][0] >= _WINDOW:
            del self._marks[0]

    def restart(self) -> None:
        """Forget what was before a break, which would make the number too small."""
        self._marks.clear()

    @property
    def speed(self) -> float:
        if len(self._marks) < 2:
            return 0.0
        (start, before), (end, after) = self._marks[0], self._marks[-1]
        return max(0.0, (after - before) / (end - start)) if end - start >= _LEAST else 0.0

    def seconds_left(self, missing: int) -> float | None:
        speed = self.speed
        return missing / speed if speed > 0 else None


def wait_text(seconds: float) -> Words:
    """Time to wait, in whole seconds and never none: 1 s, 42 s, 5 min; nobody counts the hours of years."""
    if seconds >= _DAY:
        return Words("a day or more")
    if seconds > 10:
        return duration_text(seconds)
    return Words("{seconds} s", seconds=max(1, math.ceil(seconds)))
