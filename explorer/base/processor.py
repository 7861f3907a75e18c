"""Which instructions this processor has, by the names llama.cpp prints, without opening its library."""

import ctypes
import platform
import sys
from pathlib import Path

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
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    lines = [line for line in text.splitlines() if line.startswith(("flags", "Features"))]
    words = set(lines[0].split()) if lines else set()
    return frozenset(name for flag, name in _LINUX.items() if flag in words)
