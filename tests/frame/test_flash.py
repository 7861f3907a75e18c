"""Building a room shows no window of its own: it would flash, and take the keyboard."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.places import Room
from tests.tour.driver import Driver


class Shown(QObject):
    """Collects the names of the windows that are shown."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.names: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("room", list(Room))
def test_a_room_that_is_built_shows_no_window_of_its_own(
    driver: Driver, qapp: QApplication, room: Room
) -> None:
    shown = Shown(qapp)
    driver.go(room)
    qapp.removeEventFilter(shown)
    assert shown.names == []
    assert qapp.activeWindow() is driver.window
