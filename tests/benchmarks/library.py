"""What it costs to know 2,000 models of this disk, and to read one header.

``hub.scan_2000``: the second look, as at every start but the first, in the milliseconds that its thread
worked, which other programs of the machine do not lengthen; beside it those that passed, the first look,
which reads every header, and a bare walk that only asks the system for each file. ``hub.scan_2000_blocks``:
the longest the screen waited during a look, beyond what it waits at the same time when nothing is done.
``hub.header_vs_ggufreader``: the header of the included model against the ``gguf`` package's reader.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.domain.included_models import GEMMA3
from explorer.engine.local.gguf.header import read_header
from explorer.kit.tasks import Tasks
from explorer.local.models import included
from explorer.local.models.catalog import Catalog
from explorer.local.models.file_cache import FileCache
from explorer.local.models.scanner import Scanner
from tests.benchmarks._rounds import rounds
from tests.models.tiny import Tiny, write_tiny

MODELS, ROUNDS = 2_000, rounds(5, 2)
SCAN_MS = 1_000.0  # the limit of work for a look at 2,000 models
BLOCK_MS = 50.0  # the limit of one wait of the screen
FASTER = 50.0

Result = dict[str, Any]


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        return [*_scans(Path(folder)), *_headers(Path(folder))]


def _scans(folder: Path) -> list[Result]:
    qt = QCoreApplication.instance() or QApplication(sys.argv[:1])
    models = folder / "models"
    write_models(models, MODELS)
    store, tasks = Store(folder / "library.sqlite3"), Tasks()
    try:
        first = _look(qt, Catalog(tasks, store, models))
        again = [_look(qt, Catalog(tasks, store, models)) for _ in range(ROUNDS)]
        idle = [_wait(qt, passed) for passed, _longest in again]
        worked = [_worked(Scanner(models, FileCache(store))) for _ in range(ROUNDS)]
    finally:
        tasks.close()
        store.close()
    walks = [_timed(lambda: _walk(models)) for _ in range(ROUNDS)]
    blocked, usual = statistics.median(one[1] for one in again), statistics.median(idle)
    more = {
        "passed_ms": round(statistics.median(one[0] for one in again), 1),
        "first_look_ms": round(first[0], 1),
        "walk_ms": round(statistics.median(walks), 1),
    }
    waits = {"waited_ms": round(blocked, 1), "idle_ms": round(usual, 1)}
    return [
        _limited("hub.scan_2000", statistics.median(worked), SCAN_MS, **more),
        _limited("hub.scan_2000_blocks", max(0.0, blocked - usual), BLOCK_MS, **waits),
    ]


def _look(qt: QCoreApplication, catalog: Catalog) -> tuple[float, float]:
    """Milliseconds until all models are known, and the longest that a timer of 1 ms had to wait."""
    catalog.changed.add(lambda _models: qt.exit())
    found = _ticking(qt, catalog.rescan)
    if len(catalog.models) != MODELS:
        raise RuntimeError(f"{len(catalog.models)} of {MODELS} models were found")
    return found


def _wait(qt: QCoreApplication, passed: float) -> float:
    """The longest that the timer waits while nothing is done for so many milliseconds."""
    return _ticking(qt, lambda: QTimer.singleShot(round(passed), qt, qt.exit))[1]


def _ticking(qt: QCoreApplication, begin: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that passed in the event loop, and between two ticks at most."""
    ticks: list[float] = []
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    begun = time.perf_counter()
    begin()
    qt.exec()
    took = time.perf_counter() - begun
    timer.stop()
    waits = [after - before for before, after in zip([begun, *ticks], ticks, strict=False)]
    return took * 1000, max(waits) * 1000


def _worked(scanner: Scanner) -> float:
    """Milliseconds of processor time for one look."""
    begun = time.thread_time()
    scanner()
    return (time.thread_time() - begun) * 1000


def write_models(folder: Path, count: int) -> None:
    """As many folders and names; the bytes are those of one file."""
    kind = write_tiny(folder.parent / "kind.gguf", Tiny(name="Kind"))
    for number in range(count):
        path = (
            folder / f"publisher-{number % 97}" / f"Model-{number:05}-GGUF" / f"Model-{number:05}-Q4_K_M.gguf"
        )
        path.parent.mkdir(parents=True)
        os.link(kind, path)


def _walk(folder: Path) -> None:
    for path, _folders, files in os.walk(folder):
        for name in files:
            os.stat(os.path.join(path, name))  # noqa: PTH116, PTH118  as bare as can be


def _headers(folder: Path) -> list[Result]:
    if not included.is_available(GEMMA3):
        return []
    from gguf import GGUFReader

    path = included.put_in_place(GEMMA3, folder / "included")
    pairs = [(_timed(lambda: read_header(path)), _timed(lambda: GGUFReader(path))) for _ in range(2)]
    ours, theirs = (statistics.median(one) for one in zip(*pairs, strict=True))
    return [
        {
            "name": "hub.header_vs_ggufreader",
            "value": round(ours, 2),
            "unit": "ms",
            "peer": "gguf.GGUFReader",
            "peer_value": round(theirs, 1),
            "ratio": round(theirs / ours, 1),
            "goal": FASTER,
            "better": "higher",
            "rounds": [(round(one, 2), round(other, 1)) for one, other in pairs],
        }
    ]


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _limited(name: str, value: float, limit: float, **more: Any) -> Result:
    judged = {"limit": limit, "ratio": round(value / limit, 3), "goal": 1.0, "better": "lower"}
    return {"name": name, "value": round(value, 1), "unit": "ms", **judged, **more}
