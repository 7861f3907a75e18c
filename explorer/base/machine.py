"""What this machine has: memory, cores, room on the disk."""

import platform
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil

from explorer.base.processor import processor_features
from explorer.domain.fit import Yardstick


@dataclass(frozen=True)
class Machine:
    """Facts that decide what runs here. Memory in bytes."""

    memory_total: int
    memory_available: int
    cores: int  # physical where the system tells, else logical
    processor: str

    @cached_property
    def yardstick(self) -> Yardstick:
        """What models are held against; one for the whole app."""
        return Yardstick(self.memory_total, features=processor_features())


def read_machine() -> Machine:
    memory = psutil.virtual_memory()
    return Machine(
        memory_total=memory.total,
        memory_available=memory.available,
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        processor=_processor(),
    )


def free_space(folder: Path) -> int:
    """Free bytes on the disk that holds ``folder``, which need not exist yet."""
    return psutil.disk_usage(str(existing_part(folder))).free


def existing_part(folder: Path) -> Path:
    """``folder``, or the nearest folder above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
