"""How a download goes, and the times and limits it keeps."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from explorer.base.machine import free_space
from explorer.domain.fit import DISK_SPARE

State = Literal["connecting", "receiving", "checking", "waiting", "done"]

MOST_CONNECTIONS = 4  # for one file
SPARE = DISK_SPARE


@dataclass(frozen=True)
class DownloadProgress:
    """How it goes. Bytes, bytes a second, seconds; ``total`` is ``None`` until a server says it."""

    received: int
    total: int | None
    speed: float
    seconds_left: float | None
    state: State
    note: str = ""


def _nothing() -> int:
    return 0


@dataclass(frozen=True)
class Rules:
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


USUAL = Rules()
