"""One question to a worker without a model, answered before the caller goes on: for `omx` and tasks."""

import subprocess
import threading

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Device
from explorer.domain.words import Words
from explorer.engine import protocol
from explorer.engine.worker_process import worker_command

_LONGEST_S = 60.0  # a graphics driver may compile something the first time


def list_devices() -> tuple[Device, ...]:
    """What can compute on this machine. Blocks for about half a second; raises KnownError."""
    command = worker_command()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as worker:
        watch = threading.Timer(_LONGEST_S, worker.kill)
        watch.start()
        try:
            return _ask(worker)
        finally:
            watch.cancel()
            worker.kill()


def _ask(worker: "subprocess.Popen[bytes]") -> tuple[Device, ...]:
    assert worker.stdin is not None  # noqa: S101  both are pipes
    assert worker.stdout is not None  # noqa: S101
    worker.stdin.write(protocol.encode(protocol.Devices(1)))
    worker.stdin.flush()
    for line in worker.stdout:
        event = protocol.decode_event(line)
        if isinstance(event, protocol.DeviceList):
            return event.result
        if isinstance(event, protocol.Failed):
            raise event.record.error
    raise KnownError(
        Words("The devices of this machine could not be listed."),
        Words("Update the graphics driver, or restart the computer."),
    )
