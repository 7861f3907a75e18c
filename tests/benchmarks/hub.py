"""What a download costs: with its hash and its safety, against curl, which has neither, on loopback.

Both get the same file from the same server in a process of its own, by turns, and the fastest of each counts:
noise only ever adds time. The file is written into memory where the system has such a folder, so that not the
disk is measured; then once more onto the disk, where curl's file is flushed too, as the download's is.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from explorer.base.store import Store
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.hub.transfer.download import download_file
from explorer.hub.transfer.progress import DownloadRules
from tests.benchmarks._rounds import rounds

ROUNDS = rounds(7, 3)
SIZE = 400 << 20  # bytes
GOAL = 0.85  # of curl's speed
REPO, FILE = "bench/Noise-GGUF", "noise-Q8_0.gguf"
_MEMORY = Path("/dev/shm")


def run() -> list[dict[str, Any]]:
    curl = shutil.which("curl")
    if curl is None:
        raise RuntimeError("curl is the peer: it must be installed")
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 * SIZE
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", dir=_MEMORY if in_memory else None) as folder:
        found = _measured(Path(folder), curl, "memory" if in_memory else "disk", flush=not in_memory)
    with tempfile.TemporaryDirectory(prefix="explorer-bench-") as folder:
        on_disk = _measured(Path(folder), curl, "disk", flush=True)
    return [
        {"name": "hub.download_vs_curl", **found, "goal": GOAL, "better": "higher"},
        {"name": "hub.download_vs_curl_disk", **on_disk},
    ]


def _measured(folder: Path, curl: str, medium: str, *, flush: bool) -> dict[str, Any]:
    """``flush``: curl's file reaches the disk within its time."""
    file = _write(folder / "hub" / REPO / FILE)
    with _serving(folder / "hub") as endpoint:
        hub = Hub(endpoint, lambda: False, ResponseCache(Store(folder / "seen.sqlite3")))
        target = folder / "models" / FILE
        url = f"{endpoint}/{REPO}/resolve/main/{FILE}"
        deeds = {
            "curl": lambda: _curl(curl, url, target, flush=flush),
            "one": lambda: _download(hub, file, target, 1),
            "four": lambda: _download(hub, file, target, 4),
        }
        times = _by_turns(deeds, target)
    best = {name: min(taken) for name, taken in times.items()}
    return {
        "value": round(SIZE / best["one"] / 1e6),
        "unit": "MB/s",
        "ratio": round(best["curl"] / best["one"], 3),
        "peer": "curl, without a hash",
        "peer_value": round(SIZE / best["curl"] / 1e6),
        "four_connections": round(SIZE / best["four"] / 1e6),
        "medium": medium,
        "size": SIZE,
        "rounds": ROUNDS,
    }


def _by_turns(deeds: dict[str, Callable[[], None]], target: Path) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in deeds}
    for _ in range(ROUNDS):
        for name, deed in deeds.items():
            target.parent.mkdir(exist_ok=True)
            began = time.perf_counter()
            deed()
            times[name].append(time.perf_counter() - began)
            if target.stat().st_size != SIZE:
                raise RuntimeError(f"{name} brought {target.stat().st_size} bytes")
            target.unlink()
    return times


def _write(path: Path) -> RepoFile:
    path.parent.mkdir(parents=True)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(SIZE >> 20):
            block = os.urandom(1 << 20)
            digest.update(block)
            file.write(block)
    return RepoFile(FILE, SIZE, digest.hexdigest())


def _curl(curl: str, url: str, target: Path, *, flush: bool) -> None:
    subprocess.run([curl, "--silent", "--fail", "--location", "--output", str(target), url], check=True)
    if flush:
        with target.open("rb+") as file:
            os.fsync(file.fileno())


def _download(hub: Hub, file: RepoFile, target: Path, connections: int) -> None:
    rules = DownloadRules(connections=connections)
    for _progress in download_file(hub, REPO, "main", file, target, lambda: False, rules):
        pass


@contextmanager
def _serving(root: Path) -> Iterator[str]:
    """The test hub in a process of its own, so that it shares no lock of Python with the download."""
    command = [sys.executable, "-m", "tests.hub.server", str(root)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout is None or not (endpoint := server.stdout.readline().strip()):
            raise RuntimeError("the hub did not start")
        yield endpoint
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()
