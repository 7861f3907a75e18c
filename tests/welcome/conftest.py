"""A hub of tiny chat models, and the app as it is at its very first start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.rooms.welcome.pane import WelcomePane
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver
from tests.welcome.making import MEADOW, MEADOW_SAYS, list_repo


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the hub: one model that really answers, one more."""
    folder = tmp_path / "hub"
    list_repo(folder, MEADOW, downloads=900)
    write_tiny(folder / MEADOW / "meadow-Q4_K_M.gguf", Tiny(text=MEADOW_SAYS, name="Tiny Meadow"))
    list_repo(folder, "fern/Fern-GGUF", downloads=20)
    return folder


@pytest.fixture
def hub(root: Path) -> Iterator[TestHub]:
    with TestHub(root) as served:
        yield served


@pytest.fixture
def home(tmp_path: Path, hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "home"


@pytest.fixture
def without_included(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the app was installed without its included models."""
    monkeypatch.setattr("explorer.local.models.included.is_available", lambda _one: False)


@pytest.fixture
def start(qapp: QApplication, home: Path) -> Iterator[Callable[[], Driver]]:
    """Starts the app as a person would; closed at the end."""
    running: list[Driver] = []

    def begin() -> Driver:
        running.append(Driver(home, first_run=True))
        return running[-1]

    yield begin
    for driver in running:
        driver.close()


def pane_of(driver: Driver) -> WelcomePane:
    pane = driver.app.welcoming.pane
    assert pane is not None
    return pane
