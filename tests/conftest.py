"""What every test shares: Qt without a screen, a look, services in a temporary home, and a leak check."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tiny models have nothing to share out: a second thread would only wait for the first, and keep a core from
# the tests beside it. What is asked for and told stays as it is.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never that of the person who tests

import contextlib
import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.resources import resource
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.kit.garbage_collection import collect_due
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.transparency.licensing.licenses import Licenses, load_licenses

# Nothing waits for a time, all for a condition; the limit only ends what hangs, on the slowest machine.
for waits in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitCallback):
    waits.__kwdefaults__ = {**(waits.__kwdefaults__ or {}), "timeout": 60_000}
# Nor are examples timed: beside others, one that takes 1 ms alone can take the 200 ms that hypothesis allows.
hypothesis.settings.register_profile(
    "untimed",
    parent=hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("untimed")


# Modules and thousands of tests live to the end: to look through them over and over took a tenth of the time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_on_this_thread_only() -> Iterator[None]:
    """As in the app: Python must not destroy a widget in a cycle on a pool thread."""
    gc.disable()
    yield
    collect_due()


@pytest.fixture(autouse=True)
def nothing_left_behind(garbage_on_this_thread_only: None) -> Iterator[None]:
    """Fails a test that leaves a thread, a window or a child process. What it shares with others may stay."""
    threads = set(threading.enumerate())
    shared = {child.pid for child in children()}
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=2)
    left = [t.name for t in set(threading.enumerate()) - threads if t.is_alive() and not _is_tool(t)]
    windows = _close_windows()
    workers = _end_workers(shared)
    assert (left, windows, workers) == ([], [], [])


def _is_tool(thread: threading.Thread) -> bool:
    return type(thread).__name__ == "TMonitor" or thread.name.startswith("Dummy")  # tqdm's, and Qt's pool


def _close_windows() -> list[str]:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return []
    app.processEvents()
    # What a test gave up goes now: else it waits for a loop in a later test, or for the collector, which ends
    # it in the middle of one, when it has forgotten what it holds.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in app.topLevelWidgets() if w.isVisible()]
    for widget in left:
        widget.close()
    return [type(w).__name__ for w in left]


def children() -> list[psutil.Process]:
    """Of this process. Linux knows them; psutil looks through all processes, which takes milliseconds."""
    tasks = Path("/proc/self/task")
    if not (tasks / str(os.getpid()) / "children").exists():
        return psutil.Process().children()
    found = []
    for task in tasks.iterdir():
        with contextlib.suppress(OSError, psutil.Error):  # a thread, or a child, that ends just now
            found += [psutil.Process(int(pid)) for pid in (task / "children").read_text().split()]
    return found


def _end_workers(shared: set[int]) -> list[str]:
    """What was left; ended, so that only the test that left it fails."""
    left = [(c.name(), c) for c in children() if c.pid not in shared and _is_worker(c)]
    for _name, child in left:
        with contextlib.suppress(psutil.Error):  # it has ended by itself meanwhile
            child.kill()
            child.wait(5)
    return [name for name, _child in left]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return any("worker" in word or word in ("templates", "read") for word in process.cmdline())
    except psutil.Error:
        return False


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "home")


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    opened = Store(paths.database)
    yield opened
    opened.close()


@pytest.fixture
def settings(paths: Paths) -> SettingsFile:
    return SettingsFile(paths.settings, pytest.fail)


@pytest.fixture(scope="session")
def licenses() -> Licenses:
    """Nothing changes it, and to read it takes 17 ms."""
    return load_licenses(resource("licenses.yaml"))


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """The one Look of the application; back to light and 100 % for each test."""
    found = qapp.findChild(Look, "look")
    built = found if isinstance(found, Look) else Look(qapp, "light", 100)
    built.set("light", 100)
    yield built
    built.set("light", 100)


@pytest.fixture
def tasks(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Tasks]:
    """Closed before the database that its work reads, as in the app."""
    if "store" in request.fixturenames:
        request.getfixturevalue("store")
    built = Tasks()
    yield built
    built.close()


@pytest.fixture
def messages(qapp: QApplication) -> Messages:
    return Messages()
