"""Many requests to our server, of which many are left: nothing may be lost, and nothing be left behind.

``python -m tests.fuzz.serve_load --requests 10000`` prints what a quarter of them, to warm up, and then
all have left in memory, threads, open files and sockets, and processes; some hundred run in the suite.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.serve.served import ENDED
from tests.models.tiny import Tiny, write_tiny
from tests.serve.conftest import SCRIPT
from tests.serve.served_core import Served, meanwhile, serve
from tests.waiting import found

AT_ONCE = 12
_MOST_S = 4 * 3600
_PARTS = 4
_LINGER_MS = 1500  # for connections to be let go


@dataclass(frozen=True)
class Holdings:
    """What the server's process and its workers hold. Bytes."""

    window: int
    workers: int
    threads: int
    files: int
    sockets: int
    processes: int


def load(served: Served, requests: int, seed: int) -> dict[str, int]:
    """How so many requests ended."""
    asked = {
        "port": served.port, "headers": served.headers, "count": requests, "at_once": AT_ONCE, "seed": seed,
        "script": SCRIPT,
    }  # fmt: skip
    line = [sys.executable, "-m", "tests.fuzz.serve_clients"]

    def run() -> str:
        return subprocess.run(
            line, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    ends: dict[str, int] = json.loads(meanwhile(run, _MOST_S))
    return ends


def holdings(served: Served) -> Holdings:
    """Once all requests have ended and those who asked are gone."""
    found(lambda: all(one.state in ENDED for one in served.controller.requests), "the end of all", 60)
    QTest.qWait(_LINGER_MS)
    gc.collect()
    here = psutil.Process()
    workers = [engine.worker.pid for engine in served.pool.loaded if engine.worker is not None]
    memory = [psutil.Process(pid).memory_info().rss for pid in workers]
    sockets = [one for one in here.net_connections("all") if one.status != psutil.CONN_NONE]
    children = here.children(recursive=True)
    window, threads = here.memory_info().rss, here.num_threads()
    return Holdings(window, sum(memory), threads, _open_files(here), len(sockets), len(children))


def _open_files(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


def lost(ends: Mapping[str, int]) -> dict[str, int]:
    return {end: count for end, count in ends.items() if end.startswith("lost")}


def write_models(folder: Path) -> None:
    folder.mkdir(parents=True)
    write_tiny(folder / "scripted.gguf", Tiny(text=SCRIPT))
    write_tiny(folder / "endless.gguf", Tiny(text=None, context_length=100_000))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.serve_load")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(argv)
    qt = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder))
        write_models(paths.models / "tests")
        store = Store(paths.database)
        served = serve(paths, SettingsFile(paths.settings, print), store)
        served.start()
        load(served, given.requests // _PARTS, given.seed)
        held, begun, ends = [holdings(served)], time.monotonic(), Counter[str]()
        for part in range(1, _PARTS + 1):
            ends.update(load(served, given.requests // _PARTS, given.seed + part))
            held.append(holdings(served))
            print(dict(ends), f"{time.monotonic() - begun:.0f} s", asdict(held[-1]), flush=True)
        served.close()
        store.close()
    qt.quit()
    growth = {name: now / max(1, asdict(held[0])[name]) - 1 for name, now in asdict(held[-1]).items()}
    print({name: f"{share:+.2%}" for name, share in growth.items()})
    return 1 if lost(ends) or served.bugs or max(growth.values()) > 0.01 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
