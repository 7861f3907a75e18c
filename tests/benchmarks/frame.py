"""What the window costs: from process start to first paint, and memory when idle.

Both are ratios to a bare PySide6 window measured in the same minute, so they mean the same on a
slow machine. App and bare window take turns; the median counts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROUNDS = 7
SETTLE = 1.0  # seconds from first paint until memory counts as idle
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Start:
    """One measured start: milliseconds to first paint, bytes resident when idle."""

    paint: float
    memory: int


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as home:
        start("bare", home), start("app", home)  # the first of each fills the disk cache
        pairs = [(start("app", home), start("bare", home)) for _ in range(ROUNDS)]
    apps, bares = [app for app, _ in pairs], [bare for _, bare in pairs]
    paints = [one.paint for one in apps], [one.paint for one in bares]
    memories = [one.memory / 2**20 for one in apps], [one.memory / 2**20 for one in bares]
    return [
        result("frame.first_paint", "ms", *paints, goal=2.0),
        result("frame.idle_memory", "MiB", *memories, goal=1.6),
    ]


def result(name: str, unit: str, app: list[float], bare: list[float], goal: float) -> dict[str, Any]:
    """The ratio of the medians, with everything it was made from."""
    ours, theirs = statistics.median(app), statistics.median(bare)
    seen = {"app": [round(one, 1) for one in app], "bare": [round(one, 1) for one in bare]}
    judged = {"ratio": round(ours / theirs, 3), "goal": goal, "better": "lower"}
    return {
        "name": name,
        "value": round(ours, 1),
        "unit": unit,
        "peer": "a bare PySide6 window with one label",
        "peer_value": round(theirs, 1),
        **judged,
        **seen,
    }


def start(kind: str, home: str) -> Start:
    """Start one window, wait for its first paint, let it settle, end it."""
    begun = time.perf_counter()
    with process(kind, home) as running:
        assert running.stdout is not None
        heard = running.stdout.readline().strip()
        paint = (time.perf_counter() - begun) * 1000
        if heard != "painted":
            raise RuntimeError(f"the {kind} window was not painted")
        time.sleep(SETTLE)
        return Start(paint, resident(running.pid))


def resident(pid: int) -> int:
    """Bytes of a process and its children."""
    root = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (root, *root.children(recursive=True)))


@contextmanager
def process(kind: str, home: str) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "EXPLORER_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    line = [sys.executable, "-m", "tests.benchmarks._painted", kind]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as running:
        try:
            yield running
        finally:
            running.kill()
