"""A list of titles: what a click, a click on the ⋯ and the keys do."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from explorer.kit.actions import Action, submenu
from explorer.kit.popup import menu
from explorer.kit.theme import Look
from explorer.kit.title_list import RowTexts, TitleDelegate, TitleList

MORE = 30


@dataclass(frozen=True)
class Thing:
    number: int
    title: str


class Things(TitleList):
    def __init__(self) -> None:
        super().__init__(lambda thing: RowTexts(thing.number, thing.title, thing.title, ""), MORE)
        self.setItemDelegate(TitleDelegate("Title", 40, (4, 4), MORE, self))
        self.gone: list[Thing] = []

    def actions_of(self, row: Thing) -> Sequence[Action | None]:
        return [Action("Delete", lambda: self.gone.append(row), danger=True)]


ONE, TWO = Thing(1, "One"), Thing(2, "Two")


@pytest.fixture
def things(qtbot: QtBot, look: Look) -> Things:
    made = Things()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show_rows((ONE, TWO), 1)
    made.show()
    return made


def click(things: Things, row: int, from_right: int) -> None:
    rect = things.visualRect(things.model().index(row, 0))
    spot = QPoint(things.viewport().width() - from_right, rect.center().y())
    QTest.mouseClick(things.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_a_click_chooses_and_one_on_the_dots_opens_the_menu(things: Things) -> None:
    chosen: list[Thing] = []
    things.chosen.connect(chosen.append)
    click(things, 1, from_right=150)
    assert chosen == [TWO]
    click(things, 0, from_right=10)
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    assert [entry.text() for entry in opened.actions()] == ["Delete"]
    assert (chosen, things.at_hand) == ([TWO], ONE)
    opened.close()


def test_keys_choose_delete_and_rename_the_row_they_are_on(qtbot: QtBot, things: Things) -> None:
    chosen: list[Thing] = []
    told: list[tuple[Thing, str]] = []
    things.chosen.connect(chosen.append)
    things.retitled.connect(lambda thing, title: told.append((thing, title)))
    QTest.keyClick(things, Qt.Key.Key_Down)
    QTest.keyClick(things, Qt.Key.Key_Return)
    QTest.keyClick(things, Qt.Key.Key_Delete)
    assert (chosen, things.gone) == ([TWO], [TWO])
    things.rename_number(1)
    editor = things.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText(" Better \t title ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(ONE, "Better title")]


def test_an_entry_of_a_menu_opens_another_one(things: Things) -> None:
    used: list[str] = []
    inner = Action("Letters", lambda: used.append("letters"))
    entries = [Action("Rename", lambda: used.append("rename")), submenu("Move", "folder", [inner])]
    built = menu(things, entries)
    (entry,) = (act for act in built.actions() if act.menu() is not None)
    opened = entry.menu()
    assert isinstance(opened, QMenu)
    assert entry.text() == "Move"
    opened.actions()[0].trigger()
    assert used == ["letters"]
    built.close()


def test_a_row_without_a_title_of_its_own_cannot_be_renamed(qtbot: QtBot, look: Look) -> None:
    del look
    view = TitleList(lambda thing: RowTexts(thing.number, thing.title, "", "", is_fixed=thing is TWO), MORE)
    qtbot.addWidget(view)
    view.show_rows((ONE, TWO), 1)
    editable = [bool(view.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEditable) for row in (0, 1)]
    assert editable == [True, False]
