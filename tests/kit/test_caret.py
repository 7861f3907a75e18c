"""The text cursor blinks while somebody writes, and stands still for a window that is left alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from explorer.kit import caret
from explorer.kit.caret import RestingCaret

_PACE = 1000


@pytest.fixture
def resting(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[RestingCaret]:
    monkeypatch.setattr(caret, "_REST_MS", 50)
    QGuiApplication.styleHints().setCursorFlashTime(_PACE)
    parent = QObject()
    made = RestingCaret(parent)
    yield made
    made.close()
    assert pace() == _PACE  # the next app finds it as it was
    parent.deleteLater()


def pace() -> int:
    return QGuiApplication.styleHints().cursorFlashTime()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_it_rests_after_a_while_and_blinks_at_the_next_key(
    qtbot: QtBot, resting: RestingCaret, kind: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: pace() == 0)
    QTest.keyClicks(field, "a")
    assert pace() == _PACE
    qtbot.waitUntil(lambda: pace() == 0)


def test_a_system_whose_cursors_stand_still_is_left_alone(qtbot: QtBot) -> None:
    hints = QGuiApplication.styleHints()
    hints.setCursorFlashTime(0)
    parent = QObject()
    RestingCaret(parent)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field, "a")
    assert pace() == 0
    parent.deleteLater()
    hints.setCursorFlashTime(_PACE)
