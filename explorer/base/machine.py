"""What this machine has: memory, cores, the processor's instructions, free disk space."""

import ctypes
import platform
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil

from explorer.domain.fit import Yardstick

_LINUX = {
    "avx2": "AVX2", "avx512f": "AVX512", "amx_int8": "AMX_INT8",  # x86
    "asimddp": "DOTPROD", "i8mm": "MATMUL_INT8",  # ARM
}  # fmt: skip
_WINDOWS = {40: "AVX2", 41: "AVX512", 43: "DOTPROD"}  # PF_… numbers of winnt.h


def processor_features() -> frozenset[str]:
    """Of those that decide which weights are copied; empty where the system does not tell."""
    if sys.platform == "win32":
        present = ctypes.WinDLL("kernel32").IsProcessorFeaturePresent
        return frozenset(name for number, name in _WINDOWS.items() if present(number))
    if sys.platform == "darwin":  # every Apple processor has them; Intel's from 2013 on AVX2
        return frozenset({"DOTPROD"} if platform.machine() == "arm64" else {"AVX2"})
    words = set(_linux_says("flags", "Features").split())
    return frozenset(name for flag, name in _LINUX.items() if flag in words)


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
    named = _linux_says("model name") if sys.platform == "linux" else platform.processor()
    return Machine(
        memory_total=memory.total,
        memory_available=memory.available,
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        processor=named or platform.machine(),
    )


def _linux_says(*names: str) -> str:
    """The value of the first of these of the first core, "" elsewhere."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    said = (line.partition(":")[2].strip() for line in text.splitlines() if line.startswith(names))
    return next(said, "")
