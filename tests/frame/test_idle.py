"""A window that is left alone does nothing: it wakes no processor, in whatever room it stands."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.domain.generation import LoadOptions
from explorer.domain.places import Room
from tests.tour.driver import Driver


def ticking(driver: Driver, qapp: QApplication) -> Iterator[str]:
    """Timers that come again and again, with the parts they belong to."""
    for root in (driver.app, *qapp.topLevelWidgets()):
        for timer in root.findChildren(QTimer):
            if timer.isActive() and not timer.isSingleShot():
                yield f"{type(timer.parent()).__name__} each {timer.interval()} ms"


@pytest.mark.parametrize("room", list(Room))
def test_no_timer_ticks_in_a_room_that_is_left_alone(
    qtbot: QtBot, driver: Driver, qapp: QApplication, room: Room
) -> None:
    driver.go(room)
    qtbot.waitUntil(lambda: not list(ticking(driver, qapp)))


def test_of_a_model_that_waits_only_its_end_is_looked_for(
    qtbot: QtBot, driver: Driver, qapp: QApplication
) -> None:
    driver.go(Room.PLAYGROUND)
    path = driver.app.catalog.models[0].path
    driver.app.pool.get(path).load(path, LoadOptions())
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model")
    driver.app.overlays.toggle_activity()
    driver.app.overlays.toggle_activity()
    qtbot.waitUntil(lambda: list(ticking(driver, qapp)) == ["EnginePool each 15000 ms"])
