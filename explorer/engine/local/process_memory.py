"""Memory of a process: the most it held so far, and giving freed memory back to the system."""

import ctypes
import sys
from pathlib import Path

import psutil


def peak_of(process_id: int) -> int:
    """Resident bytes at the highest; what is resident now where no count is kept; 0 once it has ended.

    Linux counts in ``VmHWM`` of /proc/PID/status (man 5 proc), Windows in ``PeakWorkingSetSize``; macOS
    tells it of own children only after they have ended.
    """
    try:
        memory = psutil.Process(process_id).memory_info()
    except psutil.Error:  # it is starting or ending
        return 0
    return max(memory.rss, getattr(memory, "peak_wset", 0), _high_water(process_id))


def _high_water(process_id: int) -> int:
    try:
        lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # another system, or it has just ended
        return 0
    found = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(found) * 1024


def give_back_freed() -> None:
    """Only glibc needs to be told; elsewhere nothing happens."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # another libc has none
        if trim is not None:
            trim(0)
