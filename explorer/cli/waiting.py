"""Waiting where the Hub asks for fewer requests: a short while, and said so."""

import time
from collections.abc import Callable

from explorer.cli.output import Output
from explorer.hub.errors import BusyError
from explorer.hub.pace import wait_text

_MOST = 120.0  # seconds in one run of `omx`


def patience(out: Output) -> Callable[[BusyError], bool]:
    """What ``Hub.bear`` takes: it waits as it was asked to, as long as all waits together stay short."""
    left = _MOST

    def bears(busy: BusyError) -> bool:
        nonlocal left
        wait = max(1.0, busy.wait)
        left -= wait
        if left < 0:
            return False
        out.note(f"{busy.what} Trying again in {wait_text(wait)}.")
        time.sleep(wait)
        return True

    return bears
