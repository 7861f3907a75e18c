"""The machine that something was measured on, as it is kept; its name is nobody’s business."""

import platform
from dataclasses import dataclass

from explorer.base.machine import Machine
from explorer.base.version import app_version
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated


@dataclass(frozen=True)
class MachineRecord:
    """All empty where it is not known. Bytes."""

    system: str = ""  # e.g. "Linux 6.8 x86_64"
    processor: str = ""
    cores: int = 0
    memory_total: int = 0
    app: str = ""  # version of this app


UNKNOWN_MACHINE = MachineRecord()


def machine_record_of(machine: Machine) -> MachineRecord:
    """This machine, with the app as it is now."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return MachineRecord(system, machine.processor, machine.cores, machine.memory_total, app_version())


def record_words(machine: MachineRecord) -> Words:
    """As a sentence; "" of one that is not known."""
    memory = Words("{size} of memory", size=size_text(machine.memory_total)) if machine.memory_total else ""
    cores = Words("{n} cores", n=machine.cores) if machine.cores else ""
    parts = [part for part in (machine.processor, cores, memory, machine.system) if part]
    return Words("Machine: {parts}.", parts=enumerated(parts)) if parts else Words("")
