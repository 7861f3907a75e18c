"""Waiting for the Hub so that nobody wonders: what is slow is told, a short rest that it wants is given."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from explorer.cli.output import Output
from explorer.hub.asking import Patience
from explorer.hub.errors import BusyError
from explorer.hub.pace import wait_text

_SILENT = 5.0  # seconds that one request takes before it is told
_MOST = 120.0  # seconds of all rests together, in one run of `omx`


class ToldPatience(Patience):
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
