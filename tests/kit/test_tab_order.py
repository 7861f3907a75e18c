"""Tab follows the page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.tab_order import put_last


def test_what_was_built_late_comes_before_the_part_that_is_last(qtbot: QtBot) -> None:
    window, bar = QWidget(), QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(bar).addWidget(QPushButton("bar"))
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("rail"))
    column.addWidget(bar)
    window.show()
    room = QWidget()
    inside = QVBoxLayout(room)
    inside.addWidget(QPushButton("one"))
    inside.addWidget(QPushButton("two"))
    column.insertWidget(1, room)
    put_last(bar)
    window.activateWindow()
    window.findChildren(QPushButton)[0].setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    seen = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)
        seen.append(focused.text())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == ["rail", "one", "two", "bar"]
