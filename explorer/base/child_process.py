"""Child processes that serve this one: they end with their parent, and answer on a pipe.

The end of its stdin tells a worker to end, on every system. This is for a worker that hangs and does not
read: Linux kills it with the thread that started it, which must not end before its parent does; Windows with
the job it belongs to; and on macOS, which knows neither, a thread of the worker waits for its parent's end.
"""

import contextlib
import ctypes
import math
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

_PDEATHSIG = 1  # prctl option of Linux
_KILL_ON_CLOSE = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
_LIMIT_MEMORY = 0x0100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_SET_QUOTA, _TERMINATE = 0x0100, 0x0001  # access to a process
_PATIENCE_S = 3.0  # for a worker to end by itself, where a thread ends it otherwise
_STEPS_BACK = 5  # of niceness: a third of the time where both want one core


class ChildGuard:
    """The parent's half: only Windows needs one. Keep it as long as the child may live.

    ``memory``: bytes that the child may take, held to by Windows; 0 for as many as it likes.
    """

    def __init__(self, memory: int = 0) -> None:
        self._job: int | None = None
        self._memory = memory

    def hold(self, process_id: int) -> None:
        """Bind a process that was just started to the life of this one."""
        if sys.platform == "win32" and process_id:
            self._job = _put_into_job(process_id, self._memory)


def end_with_parent() -> None:
    """The worker's half: call it first of all."""
    if sys.platform == "linux":
        parent = os.getppid()
        with contextlib.suppress(OSError, AttributeError):  # another libc: the end of stdin remains
            ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before that was said
            os._exit(0)
    elif sys.platform == "darwin":
        threading.Thread(target=_wait_for_parent, name="parent", daemon=True).start()


def _wait_for_parent() -> None:
    """Ends this process a while after its parent, should the end of stdin not have done it."""
    kqueue: Any = select.kqueue()  # type: ignore[attr-defined,unused-ignore]
    event: Any = select.kevent(  # type: ignore[attr-defined,unused-ignore]
        os.getppid(),
        filter=select.KQ_FILTER_PROC,  # type: ignore[attr-defined,unused-ignore]
        flags=select.KQ_EV_ADD,  # type: ignore[attr-defined,unused-ignore]
        fflags=select.KQ_NOTE_EXIT,  # type: ignore[attr-defined,unused-ignore]
    )
    with contextlib.suppress(OSError):  # it is gone already
        kqueue.control([event], 1, None)
    time.sleep(_PATIENCE_S)
    os._exit(0)


def _put_into_job(process_id: int, memory: int) -> int | None:
    """A job that ends its processes when its last handle closes, which is with this process.

    ``None`` where the system refuses: then the end of stdin remains.
    """
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle = ctypes.c_void_p
    kernel.CreateJobObjectW.restype = kernel.OpenProcess.restype = handle
    kernel.SetInformationJobObject.argtypes = [handle, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32]
    kernel.AssignProcessToJobObject.argtypes = [handle, handle]
    kernel.CloseHandle.argtypes = [handle]
    job = kernel.CreateJobObjectW(None, None)
    limits = _ExtendedLimits()
    limits.basic.flags = _KILL_ON_CLOSE | (_LIMIT_MEMORY if memory else 0)
    limits.process_memory = memory
    process = kernel.OpenProcess(_SET_QUOTA | _TERMINATE, False, process_id)
    try:
        if not job or not process:
            return None
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        return int(job) if kernel.AssignProcessToJobObject(job, process) else None
    finally:
        if process:
            kernel.CloseHandle(process)


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of winnt.h."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_set", ctypes.c_size_t),
        ("largest_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    )


def begin_as_child() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and the real stdout; whatever prints from now on prints to stderr. It ends with its parent."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; our parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return os.fdopen(os.dup(0), "rb"), answers


def let_window_go_first() -> None:
    """Whoever computes without end keeps every core busy; a frame of the window must not wait for its turn.

    Before other threads begin, which are as this one. Windows and macOS prefer a window in front by
    themselves; on Linux half of the frames waited 8 ms and now 0.2 (``docs/measured.md``).
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a sandbox forbids it
            os.nice(_STEPS_BACK)


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more: where Linux says how many it has. Elsewhere its parent must
    hold it to them.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  Windows has none

        with contextlib.suppress(OSError, ValueError):  # less was allowed from the beginning
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
            most = pages * os.sysconf("SC_PAGE_SIZE") + more
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_time(more: float) -> None:
    """From now on: the system ends this process once it took so many seconds more of the processor, whatever
    it is doing. Windows does not; its parent must.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  Windows has none

        most, hard = math.ceil(time.process_time() + more), resource.getrlimit(resource.RLIMIT_CPU)[1]
        with contextlib.suppress(OSError, ValueError):  # less was allowed from the beginning
            resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
