"""Time left of work that goes on, and how it is said."""

from dataclasses import dataclass
from math import ceil

from explorer.domain.units import duration_text
from explorer.domain.words import Words


@dataclass(frozen=True)
class TimeLeft:
    """``seconds`` is ``None`` where nothing is known yet. ``is_late``: what goes on now should be over."""

    seconds: float | None
    is_late: bool = False


def left_text(left: TimeLeft) -> Words:
    """ "" where nothing is known; what lasts longer than it should is told no time."""
    if left.is_late:
        return Words("longer than expected")
    if not left.seconds:
        return Words("")
    return Words("about {time} left", time=_rough(left.seconds))


def _rough(seconds: float) -> Words:
    """In whole seconds: tenths would only flicker."""
    return Words("{seconds} s", seconds=ceil(seconds)) if seconds < 90 else duration_text(seconds)
