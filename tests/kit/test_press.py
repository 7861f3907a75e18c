"""Enter presses what has the focus, with every desktop."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.rail_button import RailButton
from explorer.kit.toggle import Toggle

BUILDS: tuple[Callable[[], QAbstractButton], ...] = (
    lambda: Button("outlined", "Go on"),
    lambda: IconButton("search", "Search"),
    lambda: RailButton("search", "Discover"),
    lambda: Toggle("Work offline"),
)


@pytest.mark.parametrize("build", BUILDS)
def test_enter_presses_a_button_as_space_does(qtbot: QtBot, build: Callable[[], QAbstractButton]) -> None:
    button = build()
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(pressed) == 3


def test_a_press_runs_the_action_of_a_button_and_then_what_it_is_for(qtbot: QtBot) -> None:
    done: list[str] = []
    button = Button(
        "outlined", Action("Undo", lambda: done.append("undone")), then=lambda: done.append("acted")
    )
    qtbot.addWidget(button)
    button.click()
    assert done == ["undone", "acted"]


def test_enter_with_another_key_or_held_down_presses_nothing_more(qtbot: QtBot) -> None:
    button = Button("outlined", "Delete")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    none = Qt.KeyboardModifier.NoModifier
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", autorep=True)
    QApplication.sendEvent(button, held)
    assert (pressed, held.isAccepted()) == ([], True)
