"""`omx devices`: what there is to compute with on this machine."""

from argparse import ArgumentParser, Namespace

from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.tokens import Device
from explorer.domain.units import size_text
from explorer.engine.local.device_query import find_devices
from explorer.services import Core


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="try a graphics driver again that failed before")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    """Each device with its memory, and what a driver did that is left alone. Raises KnownError."""
    if args.again:
        core.drivers.try_again()
    found = find_devices(core.drivers)
    value = {"devices": found.devices, "processor": found.backend, "trouble": found.trouble or ""}
    out.result(value, table([_row(device, found.backend) for device in found.devices]))
    if found.trouble is not None:
        out.note(f"{found.trouble} To try it now: omx devices --again")


def _row(device: Device, backend: str) -> list[str]:
    memory = (
        f"{size_text(device.free)} free of {size_text(device.total)}" if device.total else "memory not told"
    )
    about = f"{device.description}, {backend}" if device.kind == "cpu" else device.description
    return [device.name, device.kind.replace("_", " "), memory, about]
