"""The real window over the home of a journey."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.tour.driver import Driver


@pytest.fixture
def driver(qapp: QApplication, home: Path) -> Iterator[Driver]:
    """``home`` is what the journey begins with."""
    running = Driver(home)
    running.answer_greedily(4096)
    yield running
    running.close()
