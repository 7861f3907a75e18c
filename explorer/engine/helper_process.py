"""Processes of this app that help another one: asked on a pipe, watched, killed when they break a limit."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO


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
