"""The real app in a home of its own, with two small models, without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.rooms.welcome.first_run import FirstRun
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver, settle

SAYS = " ".join(f"word{n}" for n in range(400))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    root = tmp_path / "home"
    write_tiny(root / "models" / "own" / "meadow-Q4_K_M.gguf", Tiny(name="Meadow", text=SAYS))
    write_tiny(root / "models" / "own" / "harbor-Q8_0.gguf", Tiny(name="Harbor", seed=1))
    store = Store(Paths(root).database)
    FirstRun(store).finish()
    store.close()
    return root


@pytest.fixture
def start(qapp: QApplication, home: Path) -> Iterator[Callable[[], Driver]]:
    """Starts the app; what is still running at the end is closed."""
    started: list[Driver] = []

    def begin() -> Driver:
        for earlier in started:
            earlier.close()
        started.append(Driver(home))
        started[-1].app.window.activateWindow()
        settle()
        return started[-1]

    yield begin
    for driver in started:
        driver.close()


@pytest.fixture
def driver(start: Callable[[], Driver]) -> Driver:
    return start()
