"""What this machine has: memory, cores, room on the disk."""

import platform
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Machine:
    """Facts that decide what runs here. Memory in bytes."""

    memory_total: int
    memory_available: int
    cores: int  # physical where the system tells, else logical
    processor: str


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
