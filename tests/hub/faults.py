"""The misfortunes a test can order, and the log of what was asked.

kind         arguments
status       code, headers={}, body=""             answers with an error
rate_limit   retry_after                           429 with Retry-After
drop_fin     after                                 closes the connection after so many body bytes
drop_rst     after                                 resets it
truncate     after                                 says and sends a shorter body, ends cleanly
corrupt      at                                    flips the byte at this offset of the file
slow         rate                                  bytes a second
stall        after, seconds                        stops in the body, the connection stays open
trickle      pause, head=False                     an answer without end, byte by byte, its head too
endless      size                                  a list of so many bytes
hang         seconds                               accepts the request, answers once the faults are cleared
range_ignored                                      sends the whole file with 200
chunked                                            names no length, sends chunks
range_shifted by                                   sends another part than was asked for
signature    lifetime                              seconds until the signed address expires
"""

import fnmatch
import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "status", "rate_limit", "trickle", "endless", "drop_fin", "drop_rst", "truncate", "corrupt", "slow",
    "stall", "hang", "chunked", "range_ignored", "range_shifted", "signature",
)  # fmt: skip


@dataclass
class Fault:
    """One ordered fault. ``times``: how many more requests it hits, ``None`` without end."""

    glob: str
    kind: str
    times: int | None
    args: dict[str, Any]
    hits: int = 0
    over: threading.Event = field(default_factory=threading.Event, repr=False)  # the order was withdrawn


@dataclass(frozen=True)
class Request:
    """One request as it arrived. ``origin`` is "hub" or "cdn"; header names in lower case."""

    origin: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str] = field(repr=False)


class Faults:
    """The ordered faults; asked by the handlers, one request at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def order(self, glob: str, kind: str, times: int | None = None, **args: Any) -> Fault:
        if kind not in KINDS:
            raise ValueError(f"{kind} is no fault; there are {', '.join(KINDS)}")
        fault = Fault(glob, kind, times, args)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            for fault in self._faults:
                fault.over.set()
            self._faults.clear()

    def take(self, path: str, *kinds: str) -> Fault | None:
        """The first fault of these kinds for this path, counted as one hit."""
        with self._lock:
            for fault in self._faults:
                if fault.kind in kinds and fault.times != 0 and fnmatch.fnmatchcase(path, fault.glob):
                    fault.hits += 1
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None
