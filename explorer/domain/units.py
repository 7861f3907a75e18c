"""Numbers as people read them: sizes in decimal units, counts, times.

Sizes and counts are the same in every language; times hold words.
"""

import math
from datetime import datetime

from explorer.domain.words import Words

_SIZES = ((1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
_COUNTS = ((1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))


def size_text(size: float) -> str:
    """Bytes in decimal units: 253 MB, 1.1 GB."""
    for unit, name in _SIZES:
        if size >= unit:
            return f"{_short(size / unit)} {name}"
    return f"{size:.0f} B"


def count_text(count: float) -> str:
    """412000 is 412k, 1700000000 is 1.7B."""
    for unit, name in _COUNTS:
        if count >= unit * 0.9995:  # 999,885,952 is said as 1B
            return f"{_short(count / unit)}{name}"
    return f"{count:.0f}"


def context_text(tokens: int) -> str:
    """A context length: 32768 is 32K, as model makers write it; 4000 stays 4,000."""
    return f"{tokens // 1024}K" if tokens >= 1024 and tokens % 1024 == 0 else f"{tokens:,}"


def off_text(error: float) -> str:
    """How far off something was, 0.07 as 7 %; nobody needs to know more than that it was twice or more."""
    return Words("more than 100 %") if error > 1 else f"{round(error * 100)} %"


def duration_text(seconds: float) -> Words:
    """Time left or taken: 0.18 s, 22 s, 3 min, 2 h 5 min."""
    if seconds < 90:
        short = f"{seconds:.2g}" if seconds < 1 else f"{seconds:.{int(seconds < 10)}f}"
        return Words("{seconds} s", seconds=short)
    minutes = round(seconds / 60)
    if minutes < 90:
        return Words("{minutes} min", minutes=minutes)
    return Words("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def wait_text(seconds: float) -> Words:
    """Time to wait, in whole seconds and never none: 1 s, 42 s, 5 min; nobody counts the hours of years."""
    if seconds >= 24 * 3600:
        return Words("a day or more")
    if seconds > 10:
        return duration_text(seconds)
    return Words("{seconds} s", seconds=max(1, math.ceil(seconds)))


def ago_text(then: datetime, now: datetime) -> Words:
    """How long ago, in one short word: now, 5 min, 3 h, 2 d, 4 mo, 1 y."""
    seconds = max(0.0, (now - then).total_seconds())

    def units(length: float) -> int:
        return max(1, round(seconds / length))

    if seconds < 90:
        return Words("now")
    if seconds < 5_400:
        return Words("{minutes} min", minutes=units(60))
    if seconds < 129_600:
        return Words("{hours} h", hours=units(3_600))
    if seconds < 3_888_000:
        return Words("{days} d", days=units(86_400))
    if seconds < 47_304_000:
        return Words("{months} mo", months=units(2_629_800))
    return Words("{years} y", years=units(31_557_600))


def days_ago_text(days: int) -> Words:
    """In whole words, where there is room for them."""
    if days < 2:
        return Words("yesterday") if days > 0 else Words("today")
    if days < 14:
        return Words("{n} days ago", n=days)
    if days < 60:
        return Words("{n} weeks ago", n=days // 7)
    if days < 730:
        return Words("{n} months ago", n=days // 30)
    return Words("{n} years ago", n=days // 365)


def answers_text(count: int) -> Words:
    return Words("1 answer") if count == 1 else Words("{n} answers", n=f"{count:,}")


def loads_text(count: int) -> Words:
    return Words("1 load") if count == 1 else Words("{n} loads", n=f"{count:,}")


def models_text(count: int) -> Words:
    return Words("1 model") if count == 1 else Words("{n} models", n=count)


def prompts_text(count: int) -> Words:
    return Words("1 prompt") if count == 1 else Words("{n} prompts", n=count)


def tests_text(count: int) -> Words:
    return Words("1 test") if count == 1 else Words("{n} tests", n=f"{count:,}")


def threads_text(count: int) -> Words:
    return Words("1 thread") if count == 1 else Words("{n} threads", n=count)


def tokens_text(count: int) -> Words:
    return Words("1 token") if count == 1 else Words("{count} tokens", count=f"{count:,}")


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:.0f}"
