"""The services that a verb works with: opened for one run, closed after it; slow requests to the Hub are
told.
"""

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Concatenate

from explorer.base.paths import find_paths
from explorer.cli.output import Output
from explorer.domain.units import wait_text
from explorer.hub.errors import BusyError
from explorer.hub.response_cache import RateLimitPolicy
from explorer.services import Core, open_core

_SILENT = 5.0  # seconds that one request takes before it is told
_MOST = 120.0  # seconds of all rests together, in one run of `omx`


class AnnouncedWaits(RateLimitPolicy):
    """Of one run of `omx`."""

    def __init__(self, out: Output) -> None:
        self._out, self._left = out, _MOST

    @contextmanager
    def waiting(self, host: Callable[[], str]) -> Iterator[None]:
        timer = Timer(_SILENT, lambda: self._out.note(f"Still waiting for {host()} …"))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def bears(self, busy: BusyError) -> bool:
        wait = max(1.0, busy.wait)
        self._left -= wait
        if self._left < 0:
            return False
        self._out.note(f"{busy.what} Trying again in {wait_text(wait)}.")
        time.sleep(wait)
        return True


def with_core[**P](
    verb: Callable[Concatenate[Core, Namespace, Output, P], int | None],
) -> Callable[Concatenate[Namespace, Output, P], int | None]:
    def run(args: Namespace, out: Output, /, *more: P.args, **named: P.kwargs) -> int | None:
        core = open_core(find_paths(), out.note)
        core.hub.wait_with(AnnouncedWaits(out))
        try:
            return verb(core, args, out, *more, **named)
        finally:
            core.close()

    return run
