"""Which start of the system this is: what was not flushed to the disk before is worth nothing after it."""

from pathlib import Path

import psutil

_ALIKE = 120.0  # seconds; the time of a start is computed from a clock that is set now and then


def boot_mark() -> str:
    """A text that differs after each start of the system."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:  # not Linux
        return f"{psutil.boot_time():.0f}"


def is_this_boot(mark: str) -> bool:
    """Whether ``mark`` was taken since the system was started; no is the safe answer."""
    now = boot_mark()
    if now.isdecimal() and mark.isdecimal():
        return abs(float(now) - float(mark)) < _ALIKE
    return now == mark
