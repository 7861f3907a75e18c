"""What the window costs: its start, its memory when idle, going between rooms, scrolling and filtering.

Start and memory are ratios to a bare PySide6 window measured in the same minute, so they mean the same on a
slow machine; app and bare window take turns, and the median counts. Rooms and lists have limits in
milliseconds, of which ``ratio`` is the share; what Qt itself takes for the like is measured beside them.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks import _lists
from tests.benchmarks._home import write_home
from tests.benchmarks._rounds import rounds
from tests.hub.server import TestHub
from tests.scenes.worlds import write_hub
from tests.tour.driver import skip_first_run

ROUNDS = rounds(7, 3)
SETTLE = 1.0  # seconds from first paint until memory counts as idle: before the other rooms are imported
HEARD_S = 20.0  # the first search asks within a second, unless the machine is busy
SWITCH_MS, FIRST_MS, THEME_MS, FRAME_MS = 50.0, 150.0, 250.0, 16.0  # the limits
ROOT = Path(__file__).resolve().parent.parent.parent
BARE = "a bare PySide6 window with one label"


@dataclass(frozen=True)
class Start:
    """One measured start: milliseconds to first paint and to a painted room, bytes resident when idle."""

    paint: float
    content: float
    memory: int


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        return [*_starts(Path(folder)), *_rooms(Path(folder) / "rooms"), *_scrolling(Path(folder) / "lists")]


def _starts(folder: Path) -> list[dict[str, Any]]:
    """A room is measured, as at every start but the first."""
    home, hub = folder / "home", folder / "hub"
    skip_first_run(home)
    start("bare", home), start("app", home)  # the first of each fills the disk cache
    pairs = [(start("app", home), start("bare", home)) for _ in range(ROUNDS)]
    apps, bares = [app for app, _ in pairs], [bare for _, bare in pairs]
    bare_paint, bare_memory = [one.paint for one in bares], [_mib(one) for one in bares]
    searched = [_mib(one) for one in _searched(folder / "searched", hub)]
    return [
        result("frame.first_paint", "ms", [one.paint for one in apps], bare_paint, goal=2.0),
        result("frame.idle_memory", "MiB", [_mib(one) for one in apps], bare_memory, goal=1.6),
        result("frame.first_content", "ms", [one.content for one in apps], bare_paint),
        result("frame.idle_memory_searched", "MiB", searched, bare_memory),
    ]


def _searched(home: Path, hub: Path) -> list[Start]:
    """Starts whose first search is answered: the network code is loaded and there are rows."""
    skip_first_run(home)
    write_hub(hub)
    with TestHub(hub) as serving:
        return [_searched_start(home, serving) for _ in range(rounds(3, 1))]


def _searched_start(home: Path, hub: TestHub) -> Start:
    before, end = len(hub.requests), time.perf_counter() + HEARD_S
    with process("app", home, HF_ENDPOINT=hub.endpoint) as running:
        begun = time.perf_counter()
        paint, content = (_heard(running, word, begun) for word in ("painted", "content"))
        while len(hub.requests) == before:
            if time.perf_counter() > end:
                raise RuntimeError("the first search did not reach the hub")
            time.sleep(0.01)
        time.sleep(SETTLE)
        return Start(paint, content, resident(running.pid))


def _rooms(home: Path) -> list[dict[str, Any]]:
    """Each room with content: 200 models, a chat of 50 answers, six models side by side, a list of 200."""
    write_home(home, models=200, rows=200, turns=50, columns=6)
    seen, hurried = measured("_rooms", home, "rested"), measured("_rooms", home, "at_once")
    again = {room: statistics.median(times) for room, times in seen["again"].items()}
    peer = {"peer": "a bare QStackedWidget with two labels", "peer_value": statistics.median(seen["peer"])}
    first = {"peer": "the same rooms when they were seen before", "peer_value": max(again.values())}
    return [
        limited("frame.room_switch", max(again.values()), SWITCH_MS, **peer, rooms=_rounded(again)),
        limited(
            "frame.room_first_visit",
            max(seen["first"].values()),
            FIRST_MS,
            **first,
            rooms=seen["first"],
            at_once=hurried["first"],
            longest_after=seen["after"],
        ),
        limited("frame.theme", statistics.median(seen["themes"]), THEME_MS, switches=seen["themes"]),
    ]


def _scrolling(home: Path) -> list[dict[str, Any]]:
    write_home(home, models=_lists.ROWS, rows=_lists.ROWS, turns=1, columns=0)
    lists = {name: _frames(kinds) for name, kinds in measured("_lists", home).items()}
    peer = lists.pop("peer")
    return [
        limited(
            "frame.scroll_p99",
            max(one["p99"] for one in lists.values()),
            FRAME_MS,
            peer="a bare QTableView with 10,000 rows and Qt's own filter",
            peer_value=peer["p99"],
            lists=lists,
            peer_list=peer,
        )
    ]


def _frames(kinds: Mapping[str, list[list[float]]]) -> dict[str, float]:
    """Of the frames that scroll and those that filter, taken together and apart."""
    every = [frame for frames in kinds.values() for frame in frames]
    apart = {f"{kind}_p99": _p99([worked for worked, _ in frames]) for kind, frames in kinds.items()}
    passed = _p99([passed for _, passed in every])
    return {"p99": _p99([worked for worked, _ in every]), "passed_p99": passed, **apart}


def _p99(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=100)[-1], 1)


def result(
    name: str, unit: str, app: list[float], bare: list[float], goal: float | None = None
) -> dict[str, Any]:
    """The ratio of the medians, with everything it was made from."""
    ours, theirs = statistics.median(app), statistics.median(bare)
    seen = {"app": [round(one, 1) for one in app], "bare": [round(one, 1) for one in bare]}
    judged = {"goal": goal, "better": "lower"} if goal is not None else {}
    return {
        "name": name,
        "value": round(ours, 1),
        "unit": unit,
        "peer": BARE,
        "peer_value": round(theirs, 1),
        "ratio": round(ours / theirs, 3),
        **judged,
        **seen,
    }


def limited(name: str, value: float, limit: float, **more: Any) -> dict[str, Any]:
    """Milliseconds with a limit: the ratio is the share of it."""
    judged = {"limit": limit, "ratio": round(value / limit, 3), "goal": 1.0, "better": "lower"}
    return {"name": name, "value": round(value, 1), "unit": "ms", **judged, **_rounded(more)}


def start(kind: str, home: Path, **env: str) -> Start:
    """Start one window, wait for its first paint and room, let it settle, end it."""
    begun = time.perf_counter()
    with process(kind, home, **env) as running:
        paint = _heard(running, "painted", begun)
        content = _heard(running, "content", begun) if kind == "app" else paint
        time.sleep(max(0.0, SETTLE - (content - paint) / 1000))
        return Start(paint, content, resident(running.pid))


def _heard(running: subprocess.Popen[str], word: str, begun: float) -> float:
    """Milliseconds until the process has written this word."""
    assert running.stdout is not None
    heard = running.stdout.readline().strip()
    if heard != word:
        raise RuntimeError(f"waited for {word!r}, heard {heard!r}")
    return (time.perf_counter() - begun) * 1000


def resident(pid: int) -> int:
    """Bytes of a process and its children."""
    root = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (root, *root.children(recursive=True)))


@contextmanager
def process(kind: str, home: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-m", "tests.benchmarks._painted", kind]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=_env(home, more)) as running:
        try:
            yield running
        finally:
            running.kill()


def measured(module: str, home: Path, *more: str) -> Any:
    """What a process of its own measures and writes as JSON."""
    line = [sys.executable, "-m", f"tests.benchmarks.{module}", str(home), *more]
    done = subprocess.run(line, stdout=subprocess.PIPE, cwd=ROOT, env=_env(home, {}), check=True)
    return json.loads(done.stdout)


def _env(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "EXPLORER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **more}


def _mib(start: Start) -> float:
    return start.memory / 2**20


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return _rounded(value)
        return round(value, 2) if isinstance(value, float) else value

    return {name: plain(value) for name, value in values.items()}
