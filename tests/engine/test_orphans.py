"""A window that is killed leaves no worker behind, idle, loading or answering."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from explorer.domain.generation import ChatMessage, LoadOptions
from explorer.engine.local import protocol
from tests.engine.test_worker import hear, start

_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from explorer.domain.generation import LoadOptions, Sampling
from explorer.engine.local.engine import Engine
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.state import BackendState
app = QCoreApplication([])
engine = Engine(WorkerSupply([sys.executable, "-m", "explorer.engine.local.worker"]))
kept = []

def on_change(change):
    if change.state is BackendState.READY and sys.argv[2] == "answering" and not kept:
        kept.append(engine.generate("Hello", Sampling(max_tokens=1_000_000)))
    print(change.state.value, engine.worker.pid if engine.worker else 0, flush=True)

engine.changed.connect(on_change)
engine.load(Path(sys.argv[1]), LoadOptions(context_length=2048))
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9; the job object does it")
@pytest.mark.parametrize("doing", ["ready", "generating"])
def test_a_killed_window_takes_its_worker_along(endless: Path, doing: str) -> None:
    worker = _killed_window(endless, doing)
    _wait_for_end(worker)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux kills a process that is stopped with its parent"
)
def test_even_a_worker_that_hangs(endless: Path) -> None:
    worker = _killed_window(endless, "ready", hang=True)
    _wait_for_end(worker)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9; the job object does it")
def test_a_killed_worker_takes_along_what_renders_for_it(scripted: Path) -> None:
    """Even where that is inside one call of C, and reads nothing."""
    hang = protocol.Render(1, (ChatMessage("user", "Hi"),), "{{ 10 ** 1000000000 }}")
    worker = start(protocol.load_request(scripted, LoadOptions()), protocol.Ping())
    hear(worker, protocol.Loaded)
    (renderer,) = psutil.Process(worker.pid).children()
    assert worker.stdin is not None
    worker.stdin.write(protocol.encode(hang))
    worker.stdin.flush()
    before = renderer.cpu_times().user
    while renderer.cpu_times().user < before + 0.2:
        time.sleep(0.02)
    worker.kill()
    worker.communicate()
    _wait_for_end(renderer.pid)


def _killed_window(model: Path, doing: str, *, hang: bool = False) -> int:
    """Start a window, wait until its worker does that, kill the window; the worker's process id."""
    mode = "answering" if doing == "generating" else "idle"
    window = subprocess.Popen(
        [sys.executable, "-c", _WINDOW, str(model), mode], stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    worker = next(int(line.split()[1]) for line in window.stdout if line.startswith(doing))
    if hang:
        os.kill(worker, signal.SIGSTOP)
    window.kill()
    window.wait()
    window.stdout.close()
    return worker


def _wait_for_end(worker: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.02)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker lives on")
