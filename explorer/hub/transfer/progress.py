"""How a download goes: the times and limits it keeps, and the progress that it reports."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from explorer.base.storage import free_space
from explorer.domain.fit import DISK_SPARE
from explorer.domain.units import wait_text
from explorer.domain.words import Words

TransferState = Literal["connecting", "receiving", "checking", "waiting", "done"]

_WINDOW = 5.0  # seconds looked back for the speed
_LEAST = 0.3  # seconds before a number is told: the first bytes come in a burst
_STEP = 0.05  # seconds between two marks
MOST_CONNECTIONS = 4  # for one file
SPARE = DISK_SPARE


@dataclass(frozen=True)
class DownloadProgress:
    """How it goes. Bytes, bytes a second, seconds; ``total`` is ``None`` until a server says it."""

    received: int
    total: int | None
    speed: float
    seconds_left: float | None
    state: TransferState
    note: str = ""


def _nothing() -> int:
    return 0


@dataclass(frozen=True)
class DownloadRules:
    """Times in seconds, sizes in bytes, and the limits; tests make them short."""

    tries: int = 5  # in a row without a byte, and at least ...
    patience: float = 1800.0  # ... so long without one: then it is given up
    first_wait: float = 1.0  # doubled with each try
    longest_wait: float = 30.0
    longest_asked: float = 600.0  # a server may ask for no more than this
    stall: float = 20.0  # without a byte: the connection is made anew
    note_for: float = 10.0  # so long something that happened is told
    quiet: float = 3.0  # without a byte: it is told
    tick: float = 0.25
    tell_every: float = 0.1
    look_every: float = 2.0  # at the free space
    connections: int = 1
    piece: int = 16 << 20  # what one of several connections asks for at a time
    flush_every: int = 64 << 20  # bytes that a power loss may cost
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    free: Callable[[Path], int] = free_space
    reserved: Callable[[], int] = _nothing  # bytes that others will still write to the same disk

    def wait(self, seconds: float) -> Iterator[float]:
        """Wait in ticks; yields how long still, once at least, however busy the machine is."""
        end, left = self.clock() + seconds, seconds
        while left > 0:
            yield left
            self.sleep(min(left, self.tick))
            left = end - self.clock()


def trying_again(what: str, seconds: float) -> Words:
    return Words("{what} Trying again in {time}.", what=what, time=wait_text(seconds))


DEFAULT_RULES = DownloadRules()


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


class ProgressReporter:
    """Makes the values that a download yields, by the clock of ``rules``."""

    def __init__(self, rules: DownloadRules, how_far: Callable[[], tuple[int, int | None]]) -> None:
        """``how_far``: the bytes that are here, and of how many, ``None`` while nobody knows."""
        self._rules, self._how_far = rules, how_far
        self._pace = TransferSpeed()
        self._note = ""
        self._note_until = 0.0
        self._told_at = 0.0
        self._heard_at = 0.0

    def restart(self) -> None:
        """The bytes pause, or begin anew: the speed is measured again."""
        self._pace.restart()

    def say(self, note: Words) -> None:
        """Tell what happened for a while."""
        self._note, self._note_until = note, self._rules.clock() + self._rules.note_for

    def heard(self) -> None:
        """Something came just now."""
        self._heard_at = self._rules.clock()

    def receiving(self, state: TransferState) -> Iterator[DownloadProgress]:
        """How it goes while bytes are awaited."""
        self._pace.mark(self._how_far()[0], self._rules.clock())
        yield from self.now_and_then(state, self._silence(state))

    def now_and_then(self, state: TransferState, note: str) -> Iterator[DownloadProgress]:
        """Not more often than anyone could read."""
        now = self._rules.clock()
        if now - self._told_at >= self._rules.tell_every:
            self._told_at = now
            yield self.progress(state, note)

    def progress(self, state: TransferState, note: str = "") -> DownloadProgress:
        """``note``: what is told now; without one, what was said a while ago."""
        received, total = self._how_far()
        is_coming = state == "receiving"
        left = self._pace.seconds_left(total - received) if is_coming and total is not None else None
        speed = self._pace.speed if is_coming else 0.0
        said = self._note if self._rules.clock() < self._note_until else ""
        return DownloadProgress(received, total, speed, left, state, note or said)

    def _silence(self, state: TransferState) -> str:
        """Words while nothing comes."""
        quiet = self._rules.clock() - self._heard_at
        if state != "receiving" or quiet < self._rules.quiet:
            return ""
        return Words("Nothing has come for {time}.", time=wait_text(quiet))
