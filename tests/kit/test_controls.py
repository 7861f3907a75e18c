"""The switch, the field that is mirrored, and words in menus and buttons."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.language import Language
from explorer.kit.popup import Popup, menu
from explorer.kit.search_field import SearchField
from explorer.kit.theme import Look
from explorer.kit.toggle import Toggle


def _nothing() -> None:
    """Nobody presses it."""


@pytest.fixture
def toggle(qtbot: QtBot) -> Toggle:
    built = Toggle("Work offline")
    qtbot.addWidget(built)
    built.show()
    return built


def test_a_toggle_is_a_check_box_for_screen_readers_and_keys(toggle: Toggle) -> None:
    told = QAccessible.queryAccessibleInterface(toggle)
    assert (told.role(), told.text(QAccessible.Text.Name)) == (QAccessible.Role.CheckBox, "Work offline")
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert toggle.isChecked()


def test_a_toggle_is_switched_by_a_click_anywhere_on_it(toggle: Toggle) -> None:
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton, pos=toggle.rect().topRight())
    assert toggle.isChecked()


@pytest.mark.parametrize("way", list(Qt.LayoutDirection)[:2])
def test_the_knob_of_a_toggle_is_at_the_end_when_it_is_on(
    look: Look, toggle: Toggle, way: Qt.LayoutDirection
) -> None:
    toggle.setLayoutDirection(way)
    toggle.hide()  # it does not slide
    toggle.setChecked(True)
    image = toggle.grab().toImage()
    knob, y = look.theme.on_accent, image.height() // 2
    at = [x for x in range(image.width()) if image.pixelColor(x, y) == knob]
    at_right = min(at) > image.width() // 2
    assert at_right == (way is Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("kind", [Field, lambda: SearchField("Find")])
def test_a_field_is_mirrored_with_its_window(qtbot: QtBot, kind: type[Field]) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    field = kind()
    field.setParent(host)
    assert field.alignment() & Qt.AlignmentFlag.AlignLeft
    host.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert field.alignment() & Qt.AlignmentFlag.AlignRight
    assert field.alignment() & Qt.AlignmentFlag.AlignAbsolute


def test_words_are_said_in_menus_and_tooltips(qtbot: QtBot, qapp: QApplication) -> None:
    language = Language(qapp, "en")
    language.install("xx", {"Download again": "Noch einmal laden"})
    try:
        button = Button("outlined", "x")
        qtbot.addWidget(button)
        button.setToolTip(Words("Download again"))
        assert button.toolTip() == "Noch einmal laden"
        built = menu(button, [Action(Words("Download again"), _nothing)])
        assert [action.text() for action in built.actions()] == ["Noch einmal laden"]
    finally:
        language.install("en", {})
        language.setParent(None)
        language.deleteLater()


def test_an_icon_stands_off_from_the_words_and_not_from_the_edge(qtbot: QtBot, look: Look) -> None:
    button = Button("outlined", "Choose", "folder")
    qtbot.addWidget(button)
    assert button.iconSize().width() > button.iconSize().height()
    alone = Button("outlined", "", "folder")
    qtbot.addWidget(alone)
    assert alone.iconSize().width() == alone.iconSize().height()


def test_without_a_compositing_manager_nothing_is_clear(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("popup", "buttons"):
        monkeypatch.setattr(f"explorer.kit.{module}.can_blend", lambda: False)
    clear = Qt.WidgetAttribute.WA_TranslucentBackground
    host = QWidget()
    qtbot.addWidget(host)
    popup = Popup("Odds", host)
    popup.resize(200, 100)
    popup.show()
    assert not popup.testAttribute(clear)
    assert not popup.mask().contains(QPoint(4, 50)), "where the shadow would be"
    assert popup.mask().contains(QPoint(100, 50))
    popup.close()
    built = menu(host, [Action("Copy", _nothing)])
    assert not built.testAttribute(clear)
    assert built.property("square") is True
