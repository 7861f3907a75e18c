"""What Discover costs: a page from its last byte to the screen, and nothing at all while nothing is asked.

The real window searches a hub of a process of its own; each page holds 50 rows with 30 files and a chat
template, as those of the Hub do. Milliseconds have a limit, of which ``ratio`` is the share. What it does
when it is left alone is seen from outside: processor time, and how often the system gave it the processor.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks._rounds import rounds
from tests.benchmarks.frame import ROOT, limited
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.tour.driver import skip_first_run

SHOWN_MS, IDLE_MS = 50.0, 0.01  # the limits; the second in a second: nothing, as far as it can be measured
REST_S, WATCHED_S = 12, rounds(25, 10)  # the cursor blinks for ten seconds after the last key
_LABELS = ("Q2_K", "Q3_K_M", "Q4_K_S", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16", "IQ3_XXS", "IQ4_XS")


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="explorer-bench-", ignore_cleanup_errors=True) as folder:
        home, hub = Path(folder) / "home", Path(folder) / "hub"
        _write_hub(hub)
        skip_first_run(home)
        with TestHub(hub) as serving:
            found = _measured(home, serving.endpoint)
    shown = found["shown"]
    rows = {"rows": found["rows"], "slowest": round(max(shown), 1)}
    idle = limited("hub.idle_cpu", found["idle"], IDLE_MS, wake_ups=found["woken"], seconds=WATCHED_S)
    idle |= {"value": round(found["idle"], 3), "unit": "ms of processor time a second"}
    return [limited("hub.page_to_screen", statistics.median(shown), SHOWN_MS, **rows), idle]


def _measured(home: Path, endpoint: str) -> Any:
    env = {**os.environ, "EXPLORER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "HF_ENDPOINT": endpoint}
    line = [sys.executable, "-m", "tests.benchmarks._page", str(home)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=ROOT, env=env) as running:
        assert running.stdout is not None
        found = json.loads(running.stdout.readline())
        time.sleep(REST_S)
        before = _spent(running.pid)
        time.sleep(WATCHED_S)
        after = _spent(running.pid)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, line)
    none = (0.0, 0)
    ran, woken = (
        sum(spent[which] - before.get(thread, none)[which] for thread, spent in after.items())
        for which in (0, 1)
    )
    return found | {"idle": ran * 1000 / WATCHED_S, "woken": woken}


def _spent(process_id: int) -> dict[str, tuple[float, int]]:
    """Seconds of processor time of each thread, and how often it was given a processor.

    Exact on Linux; elsewhere of the process as a whole, in steps of some ten milliseconds.
    """
    tasks = Path(f"/proc/{process_id}/task").glob("*/schedstat")
    threads = {path.parent.name: path.read_text().split() for path in tasks}
    if threads:
        return {thread: (int(ran) / 1e9, int(times)) for thread, (ran, _waited, times) in threads.items()}
    process = psutil.Process(process_id)
    times = process.cpu_times()
    return {"": (times.user + times.system, process.num_ctx_switches().voluntary)}


def _write_hub(root: Path) -> None:
    """Names that every search finds, so that each page is full."""
    letters = "-".join("abcdefghijklmnopqrst")
    for number in range(120):
        siblings = [{"rfilename": f"Model-{number}-{label}-{n}.gguf"} for label in _LABELS for n in range(3)]
        gguf = {
            "total": (number % 70 + 1) * 10**9,
            "architecture": "llama",
            "context_length": 32768,
            "chat_template": "{% for message in messages %}{{ message }}{% endfor %}" * 60,
        }
        make_repo(
            root,
            f"publisher-{number}/Model {letters}".replace(" ", "-"),
            {
                "m-Q4_K_M.gguf": 100,
                "README.md": b"---\nlicense: apache-2.0\ndatasets:\n- a/b\n---\n# Model\n",
            },
            siblings=siblings,
            gguf=gguf,
            downloads=10_000 - number,
        )
