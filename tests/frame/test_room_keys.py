"""What is told of a room's keys without building it is what the room says itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.places import Room
from explorer.frame.palette.palette_pane import Palette
from explorer.rooms.playground.inspector.inspector_pane import Inspector
from explorer.rooms.room_spec import spec_of
from tests.tour.driver import Driver, settle


@pytest.mark.parametrize("room", list(Room))
def test_a_room_has_the_keys_that_are_told_of_it(driver: Driver, room: Room) -> None:
    driver.go(room)
    own = [(a.text, a.shortcut) for a in driver.app.room(room).commands() if a.shortcut]
    assert [(str(one.words), one.keys) for one in spec_of(room).room_keys] == own


def test_the_palette_finds_and_does_what_another_room_can(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    assert Room.PLAYGROUND not in driver.app.rooms.built
    QTest.keyClick(driver.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = driver.app.overlays.current
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "how it answers")
    entry = palette.list.entry
    assert entry is not None
    assert (entry.action.text, entry.note) == ("How it answers", "Playground")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    settle()
    assert driver.app.window.room is Room.PLAYGROUND
    assert [w for w in driver.window.findChildren(Inspector) if w.isVisible()]
