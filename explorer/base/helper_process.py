"""Processes of this app that help another one: asked on a pipe, watched, killed when they break a limit."""

import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import IO

import psutil

from explorer.base.child_process import ChildGuard

_PATIENCE = 10  # times as long by the clock: others may keep the machine busy
_START_S = 20.0
_LOOK_S = 0.01
_KILLED = -9  # by SIGKILL: Linux sends it when memory runs out


def never() -> bool:
    return False


class LimitedProcess:
    """Answers requests in lines, one request after the other, and is killed when it breaks a limit; the next
    request gets a fresh one. It writes an empty line once it is ready.

    ``memory``: bytes resident, where the system itself does not hold it to fewer.
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = ChildGuard(memory + memory // 4)  # whoever watches is first, and knows why it ended
        self._is_ready = False
        self._waiting_since: float | None = None  # for a line; nobody waits while one is made use of
        self.ending = ""  # why its last answer broke off: the limit it broke, "memory", "time", "stopped"…
        self.details = ""  # … or what its end was, in English
        self.code = 0  # its exit status then

    def start(self, command: Sequence[str]) -> None:
        """Start it, unless it is there; does not wait for it."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        with suppress(OSError):  # whoever asks tries again
            self._process = open_helper(command)
            self._guard.hold(self._process.pid)

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds."""
        with suppress(psutil.Error):  # it has ended
            return (
                int(psutil.Process(self._process.pid).memory_info().rss) if self._process is not None else 0
            )
        return 0

    def close(self) -> None:
        process, self._process, self._is_ready = self._process, None, False
        if process is not None:
            process.kill()
            with suppress(OSError):  # what it was not told any more
                process.communicate()

    def ask(
        self,
        command: Sequence[str],
        request: bytes,
        seconds: Callable[[], float],
        stopped: Callable[[], bool] = never,
    ) -> Generator[bytes]:
        """The lines of its answer, as they come; whoever knows the last one closes this after it.

        If it dies or is killed, the lines end and ``ending`` says why. ``seconds``: of the processor, that it
        may have taken by now since it was asked.
        """
        self.ending, self.details, self.code = "", "", 0
        self.start(command)
        if self._process is None:
            self.ending, self.details = "failed", "its process could not be started"
            return
        if not self._is_ready:
            with closing(self._lines(self._process, b"", lambda: _START_S, stopped)) as greeting:
                self._is_ready = any(greeting)
        if self._is_ready:
            yield from self._lines(self._process, request, seconds, stopped)

    def _lines(
        self,
        process: subprocess.Popen[bytes],
        request: bytes,
        seconds: Callable[[], float],
        stopped: Callable[[], bool],
    ) -> Generator[bytes]:
        is_over = False
        with watched(process, self._breaches(process.pid, seconds, stopped), _LOOK_S) as broken:
            answers = ask_helper(process, request)
            while not is_over:
                self._waiting_since = time.monotonic()
                line = b""
                with suppress(OSError):
                    line = answers.readline()
                self._waiting_since = None
                is_over = not line.endswith(b"\n") or bool(broken)  # a part of one is none
                if not is_over:
                    yield line
        self.close()
        self._name_ending(process.returncode, "".join(broken))

    def _breaches(
        self, process_id: int, seconds: Callable[[], float], stopped: Callable[[], bool]
    ) -> Iterator[str]:
        """The limit that it breaks by now, "" for none."""
        with suppress(psutil.Error):  # it has ended
            seen = psutil.Process(process_id)
            begun = _busy(seen)
            while True:
                since, most = self._waiting_since, seconds()
                is_late = since is not None and time.monotonic() > since + most * _PATIENCE
                if stopped():
                    yield "stopped"
                if seen.memory_info().rss > self._memory:
                    yield "memory"
                yield "time" if is_late or _busy(seen) - begun > most else ""

    def _name_ending(self, code: int, broken: str) -> None:
        self.code = code
        if broken:
            self.ending = broken
        else:
            self.ending = "memory" if code == _KILLED else "failed"
            self.details = f"its process ended with {code}"


def _busy(process: psutil.Process) -> float:
    """Seconds of the processor that it has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


def open_helper(command: Sequence[str], stderr: int | None = None) -> subprocess.Popen[bytes]:
    """With pipes, and on Windows without a window. Raises OSError."""
    pipe, flags = subprocess.PIPE, getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows alone
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=stderr, creationflags=flags)


def ask_helper(process: subprocess.Popen[bytes], request: bytes) -> IO[bytes]:
    """Where its answer comes, once it was sent a request; nothing comes if it has ended."""
    assert process.stdin is not None  # noqa: S101  both are pipes
    assert process.stdout is not None  # noqa: S101
    with suppress(OSError):
        process.stdin.write(request)
        process.stdin.flush()
    return process.stdout


@contextmanager
def watched(
    process: subprocess.Popen[bytes], breaches: Iterator[str], every: float
) -> Iterator[Sequence[str]]:
    """Kill the process if it breaks a limit meanwhile; the limit is in what this yields then.

    ``breaches`` names at each look, ``every`` so many seconds, the limit that is broken, or "".
    """
    over, broken = threading.Event(), list[str]()

    def watch() -> None:
        while not broken and not over.wait(every):
            broken.extend(filter(None, (next(breaches, ""),)))
        if broken:
            process.kill()

    thread = threading.Thread(target=watch, name="watch of a helper")
    thread.start()
    try:
        yield broken
    finally:
        over.set()
        thread.join()
