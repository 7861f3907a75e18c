"""Query for the devices of this machine: asks a worker without a model, and blocks until it answers."""

import subprocess
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from explorer.base.helper_process import ask_helper, open_helper, watched
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.tokens import Device
from explorer.domain.words import Words
from explorer.engine.local import protocol
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.local.worker_process import worker_command

_LOOK_S = 0.1
_LONGEST_S = 60.0  # a graphics driver may compile something the first time


def _never() -> bool:
    return False


@dataclass(frozen=True)
class FoundDevices:
    """What can compute here, and why no graphics driver was asked, if none was."""

    devices: tuple[Device, ...]
    backend: str  # of the processor, e.g. "CPU (haswell)"
    trouble: Words | None = None


def find_devices(
    drivers: DriverFailures, command: Sequence[str] = (), stopped: Callable[[], bool] = _never
) -> FoundDevices:
    """A driver that ends the worker is noted, and left out then. Blocks for about half a second.

    ``stopped`` is asked while a driver takes its time. Raises KnownError; CancelledError then.
    """
    command = command or worker_command()
    trouble = drivers.trouble()
    if trouble is None:
        found, trying = _asked(command, stopped, graphics=True)
        if found is not None:
            return FoundDevices(*found)
        if not drivers.note(None, trying):
            raise _silent()
        trouble = drivers.trouble()
    found, _ = _asked(command, stopped, graphics=False)
    if found is None:
        raise _silent()
    return FoundDevices(*found, trouble)


def _asked(
    command: Sequence[str], stopped: Callable[[], bool], *, graphics: bool
) -> tuple[tuple[tuple[Device, ...], str] | None, protocol.Trying]:
    """The answer, ``None`` if the worker ended before it gave one, and what it was at then."""
    trying = protocol.Trying()
    with closing(_events(command, protocol.ListDevices(1, graphics), stopped)) as events:
        for event in events:
            match event:
                case protocol.Done():
                    return protocol.result_of(protocol.ListDevices, event), trying
                case protocol.Failed():
                    raise event.record.error
                case protocol.Trying():
                    trying = event
    if stopped():
        raise CancelledError  # it was ended by us, and nothing is learned from that
    return None, trying


def _events(
    command: Sequence[str], request: protocol.Request, stopped: Callable[[], bool]
) -> Generator[protocol.Event]:
    with open_helper(command, subprocess.DEVNULL) as worker:
        try:
            with watched(worker, _breaches(stopped), _LOOK_S):
                yield from map(protocol.decode_event, ask_helper(worker, protocol.encode(request)))
        finally:
            worker.kill()


def _breaches(stopped: Callable[[], bool]) -> Iterator[str]:
    """Why it should end: nobody waits for it any more, or it hangs."""
    until = time.monotonic() + _LONGEST_S
    while True:
        yield "time" if stopped() or time.monotonic() > until else ""


def _silent() -> KnownError:
    return KnownError(
        Words("The devices of this machine could not be listed."),
        Words("Update the graphics driver, or restart the computer."),
    )
